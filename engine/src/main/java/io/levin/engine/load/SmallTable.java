package io.levin.engine.load;

import io.levin.base.KvBuffer;
import io.levin.base.KvChecksum;
import io.levin.base.MemoryBudget;
import io.levin.source.Chunk;
import java.util.ArrayList;
import java.util.List;

/**
 * The pairs of a table that fits into memory: records and indexes together, because one region will
 * take them all. Used by one thread at a time; closing it gives the memory back.
 */
public final class SmallTable implements ChunkLoader.BufferSink, AutoCloseable {
  private final List<LoadBuffers> buffers = new ArrayList<>();
  private LoadBuffers taken;
  private ChunkResult result = ChunkResult.NOTHING;

  private final MemoryBudget budget;
  private final long memory;
  private boolean acquired;

  SmallTable(MemoryBudget budget, long memory) {
    this.budget = budget;
    this.memory = memory;
  }

  /** The memory of all buffers was acquired, and is given back when this is closed. */
  void acquired() {
    acquired = true;
  }

  /** What came out of all chunks. */
  public ChunkResult result() {
    return result;
  }

  /** The buffers with pairs. */
  public List<KvBuffer> pairs() {
    List<KvBuffer> pairs = new ArrayList<>();
    for (LoadBuffers each : buffers) {
      pairs.add(each.data());
      pairs.add(each.index());
    }
    return pairs;
  }

  @Override
  public void accept(Chunk chunk, LoadBuffers full, ChunkPosition reached, KvChecksum sum) {
    if (taken == full) {
      // A second time for the same buffers: they were full before the chunk was at its end.
      throw new TooLargeException();
    }
    taken = full;
  }

  @Override
  public void close() {
    buffers.clear();
    if (acquired) {
      acquired = false;
      budget.release(memory);
    }
  }

  void add(LoadBuffers next) {
    buffers.add(next);
  }

  void add(ChunkResult chunk) {
    result = result.plus(chunk);
  }

  /** More pairs than a small table may have. */
  static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("the table is too large to be held in memory", null, false, false);
    }
  }
}
