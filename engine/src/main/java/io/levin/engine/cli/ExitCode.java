package io.levin.engine.cli;

import io.levin.base.Redaction;
import io.levin.config.Config;
import io.levin.engine.log.FailureText;
import java.io.PrintStream;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.function.IntSupplier;

/** What a program's exit code says. */
final class ExitCode {
  /** Everything was done as configured. */
  static final int OK = 0;

  /** It failed or was canceled. */
  static final int FAILED = 1;

  /** The command line or the file could not be read. */
  static final int USAGE = 2;

  /**
   * The JVM ran out of memory, or something broke that should not: a defect. The start scripts let
   * the JVM end itself with this code as soon as it is out of memory.
   */
  static final int BROKEN = 3;

  /** What nothing but a mistake of a program throws. */
  private static final List<Class<? extends RuntimeException>> DEFECTS =
      List.of(
          ArithmeticException.class,
          ArrayStoreException.class,
          ClassCastException.class,
          ConcurrentModificationException.class,
          IndexOutOfBoundsException.class,
          NegativeArraySizeException.class,
          NullPointerException.class);

  private ExitCode() {}

  /**
   * The code of a program. What it does not catch itself is shown with its stack, and without
   * messages that may quote rows: nothing is known here of what may show.
   */
  static int of(IntSupplier program, PrintStream err) {
    try {
      return program.getAsInt();
    } catch (Throwable t) {
      FailureText text = new FailureText(new Redaction(true));
      err.print("tidb lightning encountered error: " + text.stack(t));
      return BROKEN;
    }
  }

  /** The code for a failure. */
  static int of(Throwable failure) {
    return failure instanceof Error || DEFECTS.stream().anyMatch(kind -> kind.isInstance(failure))
        ? BROKEN
        : FAILED;
  }

  /**
   * The code for a failure, which is told: a defect with its stack, any other failure with it only
   * where the log's level is {@code debug} and everything may show.
   *
   * @param before what stands before its text
   * @param config says what may show; null while it is not known, and no row was read
   */
  static int told(String before, Throwable failure, Config config, PrintStream err) {
    Redaction redaction = config == null ? Redaction.OFF : config.security().redaction();
    FailureText text = new FailureText(redaction);
    err.println(before + text.of(failure));
    int code = of(failure);
    boolean debug = config != null && config.lightning().level().equals("debug");
    if (code == BROKEN || debug && !redaction.on()) {
      err.print(text.stack(failure));
    }
    return code;
  }
}
