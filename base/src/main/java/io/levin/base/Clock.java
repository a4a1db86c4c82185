package io.levin.base;

/** Wall-clock time, injected so that tests can turn it. */
@FunctionalInterface
public interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  long millis();

  /** The clock of the machine. */
  static Clock system() {
    return System::currentTimeMillis;
  }
}
