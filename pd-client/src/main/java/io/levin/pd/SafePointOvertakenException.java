package io.levin.pd;

/**
 * Garbage collection has passed, or may have passed, a timestamp that somebody wanted to read at.
 * Take a fresh timestamp and read again.
 */
public final class SafePointOvertakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SafePointOvertakenException(long wanted, long minimum) {
    super(
        "garbage collection has reached timestamp "
            + minimum
            + ", above the "
            + wanted
            + " that is being read at");
  }
}
