package io.levin.tikv;

import io.levin.base.Cancellation;
import io.levin.base.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * A limit of bytes a second with a burst of 1.2 seconds' worth. Whoever wants more than there is
 * takes what it needs in advance and waits until it would have been there, so that nobody is passed
 * over. Thread-safe.
 */
final class ByteRate {
  private static final double BURST_SECONDS = 1.2;

  private final long bytesPerSecond;
  private final Ticker ticker;
  private double tokens;
  private long filledAt;

  /** A rate of 0 limits nothing. */
  ByteRate(long bytesPerSecond, Ticker ticker) {
    this.bytesPerSecond = bytesPerSecond;
    this.ticker = ticker;
    this.tokens = bytesPerSecond * BURST_SECONDS;
    this.filledAt = ticker.nanos();
  }

  /** Waits until the bytes may go out. */
  void acquire(long bytes, Cancellation cancellation) {
    if (bytesPerSecond <= 0) {
      return;
    }
    long waitNanos = reserve(bytes);
    if (waitNanos > 0) {
      cancellation.sleep(TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1);
    }
  }

  /** Takes the bytes and says how long to wait for them. */
  synchronized long reserve(long bytes) {
    long now = ticker.nanos();
    tokens =
        Math.min(bytesPerSecond * BURST_SECONDS, tokens + (now - filledAt) * 1e-9 * bytesPerSecond);
    filledAt = now;
    tokens -= bytes;
    return tokens >= 0 ? 0 : (long) (-tokens / bytesPerSecond * 1e9);
  }
}
