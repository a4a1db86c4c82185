package io.levin.engine.share;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Ticker;

/**
 * The right of this process to send to TiKV. It is measured on the machine's monotonic clock from
 * before a renewal is sent, so that it ends here before it ends for the others, whatever the clocks
 * say. While it is not sure to last, whoever wants to send waits; once others have taken over it
 * never comes back. Thread-safe.
 */
public final class Lease {
  private static final long LOOK_MILLIS = 50;

  private final Ticker ticker;
  private final long ttlNanos;
  private final long marginNanos;

  private volatile long until;
  private volatile ImportException lost;
  private volatile boolean takesNothingMore;

  /**
   * @param ttlNanos how long a renewal lasts
   * @param marginNanos so long before its end nothing more is sent
   */
  Lease(Ticker ticker, long ttlNanos, long marginNanos) {
    this.ticker = ticker;
    this.ttlNanos = ttlNanos;
    this.marginNanos = marginNanos;
    this.until = ticker.nanos();
  }

  /** The cluster has taken a renewal that was sent then. */
  void renewed(long sentNanos) {
    until = sentNanos + ttlNanos;
  }

  /** From now on what this process has in hand is its last. */
  void takeNothingMore() {
    takesNothingMore = true;
  }

  /** Whether what this process has in hand is its last. */
  public boolean takesNothingMore() {
    return takesNothingMore;
  }

  /** Others have taken over, or the fleet is gone. */
  void lose(String why) {
    if (lost == null) {
      lost =
          new ImportException(
              ErrorCode.META_MANAGER_UNKNOWN,
              "this instance takes no part in the shared import any more: " + why,
              "what it had in hand is done by the others; start it again to let it help");
    }
  }

  /** Whether something may be sent now. */
  public boolean lasts() {
    return lost == null && until - marginNanos - ticker.nanos() > 0;
  }

  /** How long the last renewal lasts from now, in nanoseconds; 0 when it is over. */
  long remainingNanos() {
    return lost == null ? Math.max(0, until - ticker.nanos()) : 0;
  }

  /** Whether nothing may be sent any more. */
  public boolean isLost() {
    return lost != null;
  }

  /**
   * Returns when something may be sent.
   *
   * @throws ImportException when others have taken over
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public void require(Cancellation cancellation) {
    require(cancellation, cancellation);
  }

  /**
   * The same for a step that is cancelled by itself, too.
   *
   * @throws ImportException when others have taken over
   * @throws java.util.concurrent.CancellationException when either is cancelled
   */
  public void require(Cancellation cancellation, Cancellation step) {
    while (!lasts()) {
      throwIfLost();
      step.throwIfCancelled();
      cancellation.sleep(LOOK_MILLIS);
    }
  }

  /**
   * Returns when it is known again whether this lasts, or when that was waited for in vain for as
   * long as a renewal lasts. Who was frozen fails at whatever it was waiting for, before it hears
   * that others have taken over.
   *
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public void awaitVerdict(Cancellation cancellation) {
    long end = ticker.nanos() + ttlNanos;
    while (!lasts() && !isLost() && end - ticker.nanos() > 0) {
      cancellation.sleep(LOOK_MILLIS);
    }
  }

  /** Throws when others have taken over. */
  public void throwIfLost() {
    ImportException why = lost;
    if (why != null) {
      throw why;
    }
  }
}
