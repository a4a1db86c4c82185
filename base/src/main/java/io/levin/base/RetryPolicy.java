package io.levin.base;

import java.time.Duration;
import java.util.Objects;

/**
 * How patiently something is tried again: a number of attempts and a pause that doubles up to a
 * limit. Immutable; the waiting itself goes through a {@link Cancellation}.
 *
 * @param attempts how often in all, the first time included; at least 1
 * @param firstPause the pause before the second attempt
 * @param maxPause no pause is longer
 */
public record RetryPolicy(int attempts, Duration firstPause, Duration maxPause) {
  /** Checks the values. */
  public RetryPolicy {
    Objects.requireNonNull(firstPause, "firstPause");
    Objects.requireNonNull(maxPause, "maxPause");
    if (attempts < 1) {
      throw new IllegalArgumentException("at least one attempt is needed, got " + attempts);
    }
  }

  /** A constant pause between attempts. */
  public static RetryPolicy fixed(int attempts, Duration pause) {
    return new RetryPolicy(attempts, pause, pause);
  }

  /** The pause after the given number of failures (1 = after the first). */
  public Duration pauseAfter(int failures) {
    long limit = maxPause.toMillis();
    long pause = firstPause.toMillis();
    for (int i = 1; i < failures && pause < limit; i++) {
      pause *= 2;
    }
    return Duration.ofMillis(Math.min(pause, limit));
  }

  /**
   * Runs an action until it succeeds, its failure is final, or the attempts are used up.
   *
   * @param retryable whether a failure is worth another attempt
   * @throws E the last failure, with the earlier ones suppressed in it
   */
  public <T, E extends Exception> T run(
      Action<T, E> action, Retryable retryable, Cancellation cancellation) throws E {
    Exception first = null;
    for (int failures = 1; ; failures++) {
      cancellation.throwIfCancelled();
      try {
        return action.run();
      } catch (Exception e) {
        if (first == null) {
          first = e;
        } else if (first != e) {
          e.addSuppressed(first);
          first = e;
        }
        if (failures >= attempts || !retryable.test(e)) {
          throw e;
        }
      }
      cancellation.sleep(pauseAfter(failures).toMillis());
    }
  }

  /** Something that may fail. */
  @FunctionalInterface
  public interface Action<T, E extends Exception> {
    /** Does it once. */
    T run() throws E;
  }

  /** Whether a failure is worth another attempt. */
  @FunctionalInterface
  public interface Retryable {
    /** True for a failure that may pass by itself. */
    boolean test(Exception failure);
  }
}
