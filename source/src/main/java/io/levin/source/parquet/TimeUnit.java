package io.levin.source.parquet;

/** In what a time is counted; everything finer than a microsecond is cut off, downwards. */
enum TimeUnit {
  MILLIS,
  MICROS,
  NANOS;

  /** The same time in microseconds. */
  long micros(long count) {
    return switch (this) {
      case MILLIS -> count * 1000;
      case MICROS -> count;
      case NANOS -> Math.floorDiv(count, 1000);
    };
  }

  /** Whether a time of day in this unit is stored in 32 bits. */
  boolean isInt32() {
    return this == MILLIS;
  }
}
