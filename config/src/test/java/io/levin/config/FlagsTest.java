package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grammar of Go's flags, and where this program is stricter. */
class FlagsTest {
  private static Flags parse(String... arguments) throws Flags.FlagException {
    return Flags.parse(ImportFlags.definitions(), List.of(arguments));
  }

  @Test
  void the_last_of_several_counts_but_filter_rules_are_all_kept() throws Exception {
    Flags flags =
        parse("-c", "a", "-config=b", "--c", "c", "-f", "a.*", "--f=b.*", "-f=!b.c", "-V", "-V=0");
    assertThat(flags.text("config")).contains("c");
    assertThat(flags.all("f")).containsExactly("a.*", "b.*", "!b.c");
    assertThat(flags.isSet("V")).isFalse();
  }

  @Test
  void a_boolean_takes_its_value_only_behind_an_equals_sign() throws Exception {
    for (String yes : List.of("1", "t", "T", "true", "TRUE", "True")) {
      assertThat(parse("-no-schema=" + yes).bool("no-schema")).contains(true);
    }
    for (String no : List.of("0", "f", "F", "false", "FALSE", "False")) {
      assertThat(parse("--enable-checkpoint=" + no).bool("enable-checkpoint")).contains(false);
    }
    assertThatThrownBy(() -> parse("-enable-checkpoint", "false"))
        .hasMessage("unexpected argument: false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "word~unexpected argument: word",
        "-~unexpected argument: -",
        "--~bad flag syntax: --",
        "---d=x~bad flag syntax: ---d=x",
        "-=x~bad flag syntax: -=x",
        "-tidb-hos=x~flag provided but not defined: -tidb-hos",
        "-config~flag needs an argument: -config",
        "-tidb-port=x~invalid value \"x\" for flag -tidb-port: parse error",
        "-no-schema=yes~invalid boolean value \"yes\" for -no-schema: parse error",
        "-L=loud~invalid value \"loud\" for flag -L: \"loud\" not in , info, debug, warn, warning,"
            + " error, fatal",
        "-checksum=Off~invalid value \"Off\" for flag -checksum: \"Off\" not in , required,"
            + " optional, off, true, false"
      })
  void what_is_no_flag_is_an_error_with_the_text_of_the_original(String argument, String text) {
    assertThatThrownBy(() -> parse("-d", "/d", argument)).hasMessage(text);
  }
}
