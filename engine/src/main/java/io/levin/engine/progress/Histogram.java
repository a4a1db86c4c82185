package io.levin.engine.progress;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Counts values by upper bounds. Thread-safe; observing costs two additions. */
public final class Histogram {
  private final double[] bounds;
  private final LongAdder[] counts;
  private final DoubleAdder sum = new DoubleAdder();

  /**
   * Bounds that grow by a factor, multiplied one after the other as the original does, so that the
   * bounds of both have the same text.
   */
  Histogram(double start, double factor, int buckets) {
    bounds = new double[buckets];
    counts = new LongAdder[buckets + 1];
    double bound = start;
    for (int i = 0; i < buckets; i++) {
      bounds[i] = bound;
      bound *= factor;
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Counts a value. */
  public void observe(double value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(value);
  }

  /** Counts the seconds since a reading of {@link System#nanoTime}. */
  public void observeSince(long startNanos) {
    observe((System.nanoTime() - startNanos) / 1e9);
  }

  /** The upper bounds, without the infinite one. */
  public double[] bounds() {
    return bounds.clone();
  }

  /** How many values were at most as large as each bound, and how many there were at all. */
  public long[] cumulative() {
    long[] result = new long[counts.length];
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      total += counts[i].sum();
      result[i] = total;
    }
    return result;
  }

  /** The sum of all values. */
  public double sum() {
    return sum.sum();
  }
}
