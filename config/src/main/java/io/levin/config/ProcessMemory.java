package io.levin.config;

/**
 * How the one figure that a user gives, {@code levin.memory-budget}, becomes limits of the process.
 * Resident memory stays below the budget and {@link #BESIDE}.
 *
 * <p>Of the budget seven eighths are the Java heap, which the start script sets. The last eighth is
 * what grows with the heap or with the work but lies outside of it: the collector's own tables, and
 * the buffers of the network. What does not grow is beside the budget: classes, compiled code,
 * stacks, RocksDB, decoders.
 *
 * @param budget bytes, as configured
 * @param heap bytes of the Java heap; not less than what a program of this kind needs at all
 * @param direct bytes of buffers outside of the heap, at which the JVM refuses more
 */
public record ProcessMemory(long budget, long heap, long direct) {
  /** Bytes of the process beside the budget, at most. */
  public static final long BESIDE = 512 * ByteSize.MIB;

  private static final long LEAST_HEAP = 256 * ByteSize.MIB;
  private static final long LEAST_DIRECT = 256 * ByteSize.MIB;
  private static final int LEAST_STREAM_BUFFER = 32 << 10;
  private static final int MOST_STREAM_BUFFER = 256 << 10;

  /** Copies of a region that are written at a time, in most clusters. */
  private static final int PEERS = 3;

  /** The limits for a budget. */
  public static ProcessMemory of(long budget) {
    return new ProcessMemory(
        budget, Math.max(LEAST_HEAP, budget / 8 * 7), Math.max(LEAST_DIRECT, budget / 8));
  }

  /**
   * What is handed out to stages of the work ({@code io.levin.base.MemoryBudget}): about two thirds
   * of the heap, because the rest of it is for what does not grow with the work, for garbage, and
   * for the young generation.
   *
   * @param maxHeap what the JVM's heap may take in fact, less than {@link #heap} where someone has
   *     set it so
   */
  public long handedOut(long maxHeap) {
    // The JVM leaves a part of its young generation out when it tells how large the heap may be.
    return Math.min(budget, maxHeap / 5 * 6) / 16 * 9;
  }

  /**
   * Bytes that may wait in one write stream to a store, so that all of them take a sixteenth of the
   * budget.
   *
   * @param writers regions that are written at a time
   */
  public int streamBuffer(int writers) {
    long each = budget / 16 / ((long) writers * PEERS);
    return (int) Math.max(LEAST_STREAM_BUFFER, Math.min(MOST_STREAM_BUFFER, each));
  }
}
