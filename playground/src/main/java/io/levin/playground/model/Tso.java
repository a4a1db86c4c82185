package io.levin.playground.model;

import io.levin.base.Clock;

/**
 * The timestamp oracle: milliseconds since 1970 in the upper bits, a counter in the lowest 18.
 * Strictly increasing whatever happens to PD's leader or to the clock. Thread-safe; who holds its
 * monitor is the only one to get timestamps.
 */
public final class Tso {
  /** Bits of the logical part. */
  public static final int LOGICAL_BITS = 18;

  private static final long MAX_LOGICAL = (1L << LOGICAL_BITS) - 1;

  private final Clock clock;
  private long physical;
  private long logical;
  private long jump;

  /** An oracle that follows a clock. */
  public Tso(Clock clock) {
    this.clock = clock;
  }

  /** A fresh timestamp. */
  public long next() {
    return next(1);
  }

  /**
   * Reserves consecutive timestamps.
   *
   * @return the last of them
   */
  public synchronized long next(int count) {
    long now = clock.millis() + jump;
    if (now > physical) {
      physical = now;
      logical = 0;
    }
    if (logical + count > MAX_LOGICAL) {
      physical++;
      logical = 0;
    }
    logical += count;
    return physical << LOGICAL_BITS | logical;
  }

  /** Lets the physical part jump ahead, as a clock that was set wrong does. */
  public synchronized void jumpAhead(long millis) {
    jump += millis;
  }

  /** Uses up the logical part of the present millisecond but for a few. */
  public synchronized void exhaustLogical() {
    next(1);
    logical = MAX_LOGICAL - 2;
  }

  /** Milliseconds since 1970 of a timestamp. */
  public static long physical(long ts) {
    return ts >>> LOGICAL_BITS;
  }
}
