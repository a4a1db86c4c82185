package io.levin.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
