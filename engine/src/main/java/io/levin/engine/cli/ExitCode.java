package io.levin.engine.cli;

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

  /** The code of a program; what it does not catch itself is shown with its stack. */
  static int of(IntSupplier program, PrintStream err) {
    try {
      return program.getAsInt();
    } catch (Throwable t) {
      err.print("tidb lightning encountered error: ");
      t.printStackTrace(err);
      return BROKEN;
    }
  }

  /** The code for a failure. */
  static int of(Exception failure) {
    return DEFECTS.stream().anyMatch(kind -> kind.isInstance(failure)) ? BROKEN : FAILED;
  }
}
