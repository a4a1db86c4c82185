package io.levin.engine.coordinate;

import io.levin.base.Cancellation;
import io.levin.base.Ticker;
import java.time.Duration;

/**
 * How one waits for a sibling: polling, a second apart at first and half a minute later on, with a
 * limit.
 *
 * @param limit after so long it is an error
 * @param clock measures the wait
 * @param sleep waits so many milliseconds
 */
record Patience(Duration limit, Ticker clock, Sleep sleep) {
  private static final long FIRST_MILLIS = 1000;
  private static final long LONGEST_MILLIS = 30_000;
  private static final long REMINDER_NANOS = Duration.ofMinutes(1).toNanos();

  static Patience of(Duration limit, Cancellation cancellation) {
    return new Patience(limit, Ticker.system(), cancellation::sleep);
  }

  /** Waits. */
  @FunctionalInterface
  interface Sleep {
    void millis(long millis);
  }

  /** Begins a wait. */
  Wait begin() {
    return new Wait();
  }

  /** One wait. */
  final class Wait {
    private final long began = clock.nanos();
    private long said = began - REMINDER_NANOS;
    private long pause = FIRST_MILLIS;

    /** True at the first turn and once a minute. */
    boolean shouldSay() {
      if (clock.nanos() - said < REMINDER_NANOS) {
        return false;
      }
      said = clock.nanos();
      return true;
    }

    /** Waits until the next look; false when that was long enough. */
    boolean again() {
      if (clock.nanos() - began >= limit.toNanos()) {
        return false;
      }
      sleep.millis(pause);
      pause = Math.min(LONGEST_MILLIS, pause * 2);
      return true;
    }
  }
}
