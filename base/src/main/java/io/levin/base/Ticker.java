package io.levin.base;

import java.time.Duration;

/** Elapsed time and sleeping, injected so that tests need not wait. */
public interface Ticker {
  /** Nanoseconds since an arbitrary start; never goes back. */
  long nanos();

  /**
   * Waits for the given time.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void sleep(Duration duration) throws InterruptedException;

  /** The monotonic clock of the machine. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }
}
