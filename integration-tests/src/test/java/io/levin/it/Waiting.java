package io.levin.it;

import java.util.function.BooleanSupplier;

/** Waits for what another thread or process does. */
final class Waiting {
  private static final long LIMIT_MILLIS = 600_000;
  private static final long STEP_MILLIS = 20;

  private Waiting() {}

  /** Waits until something holds, and fails after ten minutes, since a machine may be busy. */
  static void until(String what, BooleanSupplier holds) throws InterruptedException {
    long end = System.currentTimeMillis() + LIMIT_MILLIS;
    while (!holds.getAsBoolean()) {
      if (System.currentTimeMillis() > end) {
        throw new AssertionError("waited in vain until " + what);
      }
      Thread.sleep(STEP_MILLIS);
    }
  }
}
