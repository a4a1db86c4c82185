package io.levin.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.config.Flags;
import io.levin.config.Flags.Definition;
import io.levin.config.Flags.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The flags of {@code tidb-lightning}, of {@code tidb-lightning-ctl} and of {@code levin check}.
 */
class ProgramFlagsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int ctl(String... arguments) {
    out.reset();
    err.reset();
    return new CtlMain(print(out), print(err)).run(List.of(arguments));
  }

  private int check(String... arguments) {
    out.reset();
    err.reset();
    return new CheckMain(print(out), print(err)).run(List.of(arguments));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Those of the first are among those of both others. */
  private static Set<Definition> all() {
    Set<Definition> all = new LinkedHashSet<>(CtlMain.definitions());
    all.addAll(CheckMain.definitions());
    return all;
  }

  @Test
  void every_flag_comes_with_one_dash_or_two_and_its_value_behind_a_blank_or_an_equals_sign()
      throws Exception {
    List<Definition> definitions = List.copyOf(all());
    for (Definition flag : definitions) {
      String value =
          switch (flag.kind()) {
            case BOOLEAN -> "true";
            case INTEGER -> "17";
            default -> flag.choices().isEmpty() ? "some value" : flag.choices().get(0);
          };
      for (String name : flag.names()) {
        List<List<String>> forms = new ArrayList<>();
        for (String dashes : List.of("-", "--")) {
          forms.add(List.of(dashes + name + "=" + value));
          forms.add(
              flag.kind() == Kind.BOOLEAN ? List.of(dashes + name) : List.of(dashes + name, value));
        }
        for (List<String> form : forms) {
          assertThat(Flags.parse(definitions, form).all(flag.names().get(0)))
              .as(form.toString())
              .containsExactly(value);
        }
      }
    }
  }

  @Test
  void every_flag_is_in_the_usage() {
    assertThat(ctl("--help")).isZero();
    assertThat(out.size()).isZero();
    for (Definition flag : CtlMain.definitions()) {
      assertThat(text(err)).contains("-" + flag.names().get(0));
    }
    assertThat(check("-h")).isZero();
    for (Definition flag : CheckMain.definitions()) {
      assertThat(text(err)).contains("-" + flag.names().get(0));
    }
  }

  @Test
  void the_version_comes_before_everything_else() {
    assertThat(ctl("-V", "-compact", "-config=/no/such.toml")).isZero();
    assertThat(text(out)).startsWith("Release Version: v").contains(" (Levin)\n");
    String version = text(out);
    assertThat(check("--V", "-config=/no/such.toml")).isZero();
    assertThat(text(out)).isEqualTo(version);
    assertThat(ctl("-V=true", "-nonsense")).isEqualTo(2);
  }

  @Test
  void ctl_without_an_action_is_its_usage_where_the_configuration_is_right(@TempDir Path folder)
      throws Exception {
    assertThat(ctl("-backend=local", "-sorted-kv-dir=/s")).isZero();
    assertThat(text(err)).startsWith("Usage of tidb-lightning-ctl:");
    assertThat(ctl("-sorted-kv-dir=/s")).isEqualTo(1);
    assertThat(text(err)).contains("tikv-importer.backend must not be empty!");
    assertThat(ctl("-config", "/no/such.toml")).isEqualTo(2);
    assertThat(text(out)).startsWith("[Lightning:Config:ErrReadConfigFile]");
    Path file = Files.writeString(folder.resolve("t.toml"), "[tidb]\nport = 'x'\n");
    assertThat(ctl("-config", file.toString())).isEqualTo(2);
    assertThat(text(out)).startsWith("[Lightning:Config:ErrParseConfigFile]");
    Files.writeString(file, "[cron]\nswitch-mode = 'x'\n");
    assertThat(ctl("-config", file.toString())).isEqualTo(1);
    assertThat(text(err)).contains("cron.switch-mode");
    assertThat(ctl("-checkpoint-remove")).isEqualTo(2);
    assertThat(text(out)).contains("flag needs an argument: -checkpoint-remove");
  }
}
