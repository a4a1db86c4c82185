package io.levin.config;

/** Rules for numbers that several tables of the file share. */
final class Numbers {
  private Numbers() {}

  /** A number that must be positive. */
  static int positive(Reading reading, TomlTable t, String key, int fallback) {
    int value = t.integer(key, fallback);
    if (value <= 0) {
      reading.fault("`" + t.dotted(key) + "` got " + value + ", should be larger than 0");
      return fallback;
    }
    return value;
  }

  /** A number that may be 0, which then stands for a default. */
  static int notNegative(Reading reading, TomlTable t, String key, int fallback) {
    int value = t.integer(key, fallback);
    if (value < 0) {
      reading.fault("`" + t.dotted(key) + "` got " + value + ", should not be negative");
      return fallback;
    }
    return value;
  }

  static int orDefault(int value, int fallback) {
    return value == 0 ? fallback : value;
  }

  static long orDefault(long value, long fallback) {
    return value == 0 ? fallback : value;
  }
}
