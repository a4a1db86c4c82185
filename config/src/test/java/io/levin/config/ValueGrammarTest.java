package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueGrammarTest {
  @Test
  void sizes_are_powers_of_1024_whatever_the_unit_is_called() {
    assertThat(ByteSize.parse("100")).isEqualTo(100);
    assertThat(ByteSize.parse("1KB")).isEqualTo(1024);
    assertThat(ByteSize.parse("1 kib")).isEqualTo(1024);
    assertThat(ByteSize.parse("1.5GiB")).isEqualTo(3L << 29);
    assertThat(ByteSize.parse("1e3")).isEqualTo(1000);
    assertThatThrownBy(() -> ByteSize.parse("")).hasMessage("invalid size: ''");
    assertThatThrownBy(() -> ByteSize.parse("-1")).hasMessage("invalid size: '-1'");
    assertThatThrownBy(() -> ByteSize.parse("12x")).hasMessage("invalid suffix: 'x'");
    assertThatThrownBy(() -> ByteSize.parse("1E")).hasMessage("invalid suffix: 'e'");
    assertThatThrownBy(() -> ByteSize.parse("x")).hasMessage("invalid size: 'x'");
    assertThatThrownBy(() -> ByteSize.parse("0x10"))
        .hasMessage("strconv.ParseFloat: parsing \"0x10\": invalid syntax");
    assertThatThrownBy(() -> ByteSize.parse("1,5k"))
        .hasMessage("strconv.ParseFloat: parsing \"1,5\": invalid syntax");
    assertThatThrownBy(() -> ByteSize.parse(" 5"))
        .hasMessage("strconv.ParseFloat: parsing \" 5\": invalid syntax");
    assertThatThrownBy(() -> ByteSize.parse("1  k")).hasMessageContaining("invalid syntax");
  }

  @Test
  void sizes_print_with_four_digits() {
    assertThat(ByteSize.format(512)).isEqualTo("512B");
    assertThat(ByteSize.format(96 * ByteSize.MIB)).isEqualTo("96MiB");
    assertThat(ByteSize.format(31845253)).isEqualTo("30.37MiB");
  }

  @Test
  void durations_follow_go() {
    assertThat(GoDuration.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(GoDuration.parse("0.5s")).isEqualTo(Duration.ofMillis(500));
    assertThat(GoDuration.parse("0")).isEqualTo(Duration.ZERO);
    assertThat(GoDuration.parse("-1m")).isEqualTo(Duration.ofMinutes(-1));
    assertThatThrownBy(() -> GoDuration.parse("1d"))
        .hasMessage("time: unknown unit \"d\" in duration \"1d\"");
    assertThatThrownBy(() -> GoDuration.parse("5"))
        .hasMessage("time: missing unit in duration \"5\"");
    assertThatThrownBy(() -> GoDuration.parse("x")).hasMessage("time: invalid duration \"x\"");
    assertThat(GoDuration.parse("2562047h")).isEqualTo(Duration.ofHours(2_562_047));
    assertThatThrownBy(() -> GoDuration.parse("2562048h"))
        .hasMessage("time: invalid duration \"2562048h\"");
  }

  @Test
  void durations_print_as_go_prints_them() {
    assertThat(GoDuration.format(Duration.ofMillis(82_800))).isEqualTo("1m22.8s");
    assertThat(GoDuration.format(Duration.ofNanos(353_876))).isEqualTo("353.876µs");
    assertThat(GoDuration.format(Duration.ofSeconds(9999))).isEqualTo("2h46m39s");
    assertThat(GoDuration.format(Duration.ZERO)).isEqualTo("0s");
  }

  @Test
  void flags_follow_go() throws Exception {
    Flags flags =
        Flags.parse(ImportFlags.definitions(), List.of("-c", "a.toml", "--config=b.toml", "-V"));
    assertThat(flags.text("config")).contains("b.toml");
    assertThat(flags.isSet("V")).isTrue();
    assertThatThrownBy(() -> Flags.parse(ImportFlags.definitions(), List.of("-foo")))
        .hasMessage("flag provided but not defined: -foo");
    assertThatThrownBy(() -> Flags.parse(ImportFlags.definitions(), List.of("-d")))
        .hasMessage("flag needs an argument: -d");
    assertThatThrownBy(() -> Flags.parse(ImportFlags.definitions(), List.of("-backend", "LOCAL")))
        .hasMessage("invalid value \"LOCAL\" for flag -backend: \"LOCAL\" not in , local, tidb");
  }
}
