package io.levin.it;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;

/**
 * A test that runs by seeds for as long as asked: {@code -Dlevin.start=SEED} names the first seed
 * and {@code -Dlevin.minutes=N} the time, so that a long run can be made in parts.
 *
 * @param start the first seed
 * @param minutes how long, 0 for a fixed number of seeds
 * @param seeds how many seeds when no time is given
 */
record LongRun(long start, long minutes, long seeds) {

  /** What the system properties ask for. */
  static LongRun ofProperties(long seeds) {
    return new LongRun(Long.getLong("levin.start", 1), Long.getLong("levin.minutes", 0), seeds);
  }

  /** Hands out seed after seed, the first one in any case. */
  void forEachSeed(LongConsumer test) {
    Instant end = Instant.now().plus(Duration.ofMinutes(minutes));
    long seed = start;
    do {
      test.accept(seed++);
    } while (minutes > 0 ? Instant.now().isBefore(end) : seed < start + seeds);
  }
}
