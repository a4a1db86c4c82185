package io.levin.checkpoint;

import io.levin.base.Ticker;
import java.time.Duration;

/**
 * At most so many statements in any second, so that a checkpoint in the target does not disturb the
 * import that it serves. One caller at a time.
 */
final class StatementPace {
  private static final long SECOND = 1_000_000_000L;

  private final Ticker ticker;
  private final long[] last;
  private int next;
  private long count;

  StatementPace(int perSecond, Ticker ticker) {
    this.last = new long[perSecond];
    this.ticker = ticker;
  }

  /** Waits until one more statement may go. */
  void await() {
    while (count >= last.length) {
      long wait = last[next] + SECOND - ticker.nanos();
      if (wait <= 0) {
        break;
      }
      try {
        ticker.sleep(Duration.ofNanos(wait));
      } catch (InterruptedException e) {
        // The statement must be sent all the same; whoever interrupts is told afterwards.
        Thread.currentThread().interrupt();
        break;
      }
    }
    last[next] = ticker.nanos();
    next = (next + 1) % last.length;
    count++;
  }

  /** How many statements went so far. */
  long count() {
    return count;
  }
}
