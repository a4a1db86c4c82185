package io.levin.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import io.levin.config.ImportFlags;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** What ends a program with which code. */
class ExitCodeTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int of(IntSupplier program) {
    return ExitCode.of(program, new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void a_program_that_ends_by_itself_has_its_own_code() {
    assertThat(of(() -> 2)).isEqualTo(2);
    assertThat(err.size()).isZero();
  }

  @Test
  void what_breaks_a_program_is_code_3_with_its_stack() {
    int code =
        of(
            () -> {
              throw new StackOverflowError("too deep");
            });
    assertThat(code).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("tidb lightning encountered error: java.lang.StackOverflowError: too deep")
        .contains("\tat ");
  }

  @Test
  void what_breaks_a_program_shows_no_value_that_a_parser_was_given() {
    assertThat(of(() -> Integer.parseInt("s3cr3t"))).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("tidb lightning encountered error: java.lang.NumberFormatException\n\tat ")
        .doesNotContain("s3cr3t");
  }

  private String told(RuntimeException failure, String... flags) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-backend=local", "-sorted-kv-dir=x", "-pd-urls=127.0.0.1:1"));
    arguments.addAll(List.of("-d=noop://", "-tidb-port=4000", "-tidb-host=127.0.0.1"));
    arguments.addAll(List.of(flags));
    Config config =
        new ConfigLoader(2, 1L << 30).load(Flags.parse(ImportFlags.definitions(), arguments));
    err.reset();
    ExitCode.told("", failure, config, new PrintStream(err, true, StandardCharsets.UTF_8));
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_stack_comes_with_a_defect_and_with_the_level_debug_and_hides_values_when_asked_to()
      throws Exception {
    NumberFormatException failure = new NumberFormatException("s3cr3t");
    ArithmeticException defect = new ArithmeticException("s3cr3t");
    assertThat(told(failure)).endsWith("]s3cr3t\n").doesNotContain("\tat ");
    assertThat(told(failure, "-L=debug")).contains("]s3cr3t\n", "\tat ");
    assertThat(told(defect)).contains("]s3cr3t\n", "\tat ");
    assertThat(told(failure, "-L=debug", "-redact-info-log"))
        .endsWith("]NumberFormatException\n")
        .doesNotContain("\tat ");
    assertThat(told(defect, "-redact-info-log"))
        .contains("]ArithmeticException\n", "\tat ")
        .doesNotContain("s3cr3t");
  }

  @Test
  void a_defect_is_code_3_and_a_failure_of_the_world_code_1() {
    assertThat(ExitCode.of(new NullPointerException())).isEqualTo(3);
    assertThat(ExitCode.of(new ArrayIndexOutOfBoundsException(3))).isEqualTo(3);
    assertThat(ExitCode.of(new ClassCastException())).isEqualTo(3);
    assertThat(ExitCode.of(new UncheckedIOException(new java.io.IOException("gone")))).isEqualTo(1);
    ImportException damaged =
        new ImportException(ErrorCode.UNKNOWN, "x", "y", new IndexOutOfBoundsException());
    assertThat(ExitCode.of(damaged)).isEqualTo(1);
  }
}
