package io.levin.engine.load;

import io.levin.base.Cancellation;
import io.levin.base.KvBuffer;
import io.levin.base.KvChecksum;
import io.levin.base.MemoryBudget;
import io.levin.base.Ticker;

/**
 * The two buffers of a worker: record pairs and index pairs. They are acquired from the memory
 * budget as a whole and kept from chunk to chunk. Used by one thread.
 */
final class LoadBuffers implements AutoCloseable {
  /** A worker's rows are sealed at the latest after this time, so that a kill costs little work. */
  private static final long SEAL_NANOS = 30_000_000_000L;

  /** Beside the pairs themselves: their index, and the slack that a last large row may need. */
  private static final double OVERHEAD = 1.5;

  private static final int MOST_AT_FIRST = 1 << 20;
  private static final int LEAST = 4 << 10;
  private static final int BYTES_A_PAIR = 256;

  private final MemoryBudget budget;
  private final long acquired;
  private final int capacity;
  private final KvBuffer data;
  private final KvBuffer index;
  private final KvChecksum.Accumulator accumulator = new KvChecksum.Accumulator();
  private final Ticker ticker;

  /**
   * @param capacity bytes of pairs after which the buffers are full
   * @param expected about how many bytes of pairs will come
   * @param reading further bytes, which whoever fills the buffers takes for reading
   */
  LoadBuffers(
      MemoryBudget budget, int capacity, long expected, long reading, Cancellation cancellation) {
    this(budget, capacity, expected, memory(capacity) + reading, Ticker.system());
    budget.acquire(acquired, cancellation);
  }

  private LoadBuffers(
      MemoryBudget budget, int capacity, long expected, long acquired, Ticker ticker) {
    this.budget = budget;
    this.capacity = capacity;
    this.acquired = acquired;
    this.ticker = ticker;
    // Both start small and grow with the work: most tables never fill them, and to clear a
    // mebibyte for each of very many small chunks would be most of the work.
    int first = (int) Math.max(LEAST, Math.min(Math.min(capacity, MOST_AT_FIRST), expected));
    this.data = new KvBuffer(first, first / BYTES_A_PAIR);
    this.index = new KvBuffer(first, first / BYTES_A_PAIR);
  }

  /**
   * Buffers whose memory the caller has acquired.
   *
   * @param expected about how many bytes of pairs will come
   */
  static LoadBuffers within(int capacity, long expected) {
    return new LoadBuffers(null, capacity, expected, 0, Ticker.system());
  }

  /** The same, with another clock. */
  static LoadBuffers within(int capacity, Ticker ticker) {
    return new LoadBuffers(null, capacity, capacity, 0, ticker);
  }

  /** Bytes to acquire for buffers of a capacity. */
  static long memory(int capacity) {
    return (long) (capacity * OVERHEAD);
  }

  /** The capacity of buffers that fit a number of bytes to acquire. */
  static long capacity(long memory) {
    return (long) (memory / OVERHEAD);
  }

  KvBuffer data() {
    return data;
  }

  KvBuffer index() {
    return index;
  }

  boolean isFull() {
    return (long) data.usedBytes()
            + index.usedBytes()
            + (long) (data.count() + index.count()) * KvBuffer.INDEX_BYTES_PER_PAIR
        >= capacity;
  }

  boolean isDue(long deadline) {
    return isFull() || ticker.nanos() - deadline >= 0 && !data.isEmpty();
  }

  long sealDeadline() {
    return ticker.nanos() + SEAL_NANOS;
  }

  /** The sum of all pairs in the buffers. */
  KvChecksum checksum() {
    accumulator.reset();
    ChunkLoader.addTo(accumulator, data);
    ChunkLoader.addTo(accumulator, index);
    return accumulator.sum();
  }

  void clear() {
    data.clear();
    index.clear();
  }

  @Override
  public void close() {
    if (budget != null) {
      budget.release(acquired);
    }
  }
}
