package io.levin.sortedkv;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.KvBuffer;
import io.levin.base.MemoryBudget;
import java.util.ArrayList;
import java.util.List;

/**
 * The pairs of one engine as they were when this was opened: from the store ({@link
 * SortedKv#snapshot}) or from memory ({@link SortedKv#inMemory}). What is appended later is not
 * seen; what is dropped meanwhile stays readable until this is closed.
 *
 * <p>Safe for many threads; readers must be closed before this is.
 */
public final class SortedPairs implements AutoCloseable {
  /** Bytes of lengths and row id beside a pair's own. */
  private static final long MOST_BYTES_BESIDE_PAIR = 24;

  /** What is read at a time where ranges are nobody's concern. */
  private static final long RANGE_BYTES = 256L << 20;

  private final List<? extends Run> runs;
  private final EngineStats stats;
  private final SortedKvOptions options;
  private final MemoryBudget budget;
  private final Cancellation cancellation;
  private final Runnable onClose;
  private boolean closed;

  SortedPairs(
      List<? extends Run> runs,
      SortedKvOptions options,
      MemoryBudget budget,
      Cancellation cancellation,
      Runnable onClose) {
    this.runs = List.copyOf(runs);
    this.stats = stats(runs);
    this.options = options;
    this.budget = budget;
    this.cancellation = cancellation;
    this.onClose = onClose;
  }

  /**
   * Sorts buffers into memory, for a table that is small enough to be done again from its source
   * after a crash. The buffers may be used again afterwards.
   *
   * @param held memory of the sorted pairs, until they are closed
   * @param working memory to sort and to read
   * @throws java.util.concurrent.CancellationException if cancelled while waiting for memory
   */
  public static SortedPairs inMemory(
      List<KvBuffer> buffers,
      SortedKvOptions options,
      MemoryBudget held,
      MemoryBudget working,
      Cancellation cancellation) {
    long mostForSorting = 0;
    long all = 0;
    for (KvBuffer buffer : buffers) {
      mostForSorting = Math.max(mostForSorting, PairSorter.memory(buffer.count()));
      all += buffer.usedBytes() + MOST_BYTES_BESIDE_PAIR * buffer.count();
    }
    long kept = all;
    long sorting = mostForSorting + BlockBuilder.memory(options.blockBytes());
    held.acquire(kept, cancellation);
    boolean done = false;
    try {
      working.acquire(sorting, cancellation);
      try {
        List<MemoryRun> runs = sort(buffers, options.blockBytes());
        done = true;
        return new SortedPairs(runs, options, working, cancellation, () -> held.release(kept));
      } finally {
        working.release(sorting);
      }
    } finally {
      if (!done) {
        held.release(kept);
      }
    }
  }

  private static List<MemoryRun> sort(List<KvBuffer> buffers, int blockBytes) {
    PairSorter sorter = new PairSorter();
    RunBuilder builder = new RunBuilder(blockBytes);
    List<MemoryRun> runs = new ArrayList<>();
    for (KvBuffer buffer : buffers) {
      if (!buffer.isEmpty()) {
        MemoryRun run = new MemoryRun();
        builder.begin(run);
        builder.addAll(buffer, sorter.sort(buffer));
        builder.end();
        runs.add(run.finish(builder));
      }
    }
    return runs;
  }

  static EngineStats stats(List<? extends Run> runs) {
    if (runs.isEmpty()) {
      return EngineStats.EMPTY;
    }
    long pairs = 0;
    long bytes = 0;
    long stored = 0;
    byte[] first = null;
    byte[] last = null;
    for (Run run : runs) {
      pairs += run.pairs();
      bytes += run.bytes();
      stored += run.storedBytes();
      first = first == null || Bytes.compare(run.firstKey(), first) < 0 ? run.firstKey() : first;
      last = last == null || Bytes.compare(run.lastKey(), last) > 0 ? run.lastKey() : last;
    }
    return new EngineStats(pairs, bytes, stored, runs.size(), first, last);
  }

  /** What there is. */
  public EngineStats stats() {
    return stats;
  }

  /**
   * Cuts everything into ranges of about a size, for region jobs: from the first key to behind the
   * last one, without gaps, cut at keys where a block begins. A range reaches one of the bounds,
   * save the last, and may exceed it by a block a run. Reads the runs' indexes; waits for memory.
   *
   * @param maxBytes bytes of keys and values
   * @param maxPairs number of pairs
   * @throws java.util.concurrent.CancellationException if cancelled while waiting
   */
  public List<KeyRange> cutRanges(long maxBytes, long maxPairs) {
    if (stats.isEmpty()) {
      return List.of();
    }
    byte[] end = RangeCutter.behind(stats.lastKey());
    if (stats.bytes() <= maxBytes && stats.pairs() <= maxPairs) {
      return List.of(new KeyRange(stats.firstKey(), end, stats.pairs(), stats.bytes()));
    }
    long memory = RangeCutter.memory(runs);
    if (memory > 0) {
      budget.acquire(memory, cancellation);
    }
    try {
      return RangeCutter.cut(runs, stats.firstKey(), end, maxBytes, maxPairs);
    } finally {
      budget.release(memory);
    }
  }

  /**
   * Reads a range of raw keys. Waits for memory.
   *
   * @param start the first key that may come
   * @param end the first key that may not
   * @param listener decides about pairs with equal keys
   * @throws java.util.concurrent.CancellationException if cancelled while waiting
   */
  public PairReader read(
      byte[] start, byte[] end, EqualKeyListener listener, Cancellation cancellation) {
    return PairReader.open(runs, start, end, listener, options, budget, cancellation);
  }

  /**
   * Shows all pairs with equal keys to a listener, and gives none out. Reads range by range, so
   * that runs which do not overlap take no memory at the same time.
   *
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public void readThrough(EqualKeyListener listener, Cancellation cancellation) {
    for (KeyRange range : cutRanges(RANGE_BYTES, Long.MAX_VALUE)) {
      try (PairReader reader = read(range.start(), range.end(), listener, cancellation)) {
        for (PairBlock block = reader.next(); block != null; block = reader.next()) {
          block.close();
        }
      }
    }
  }

  List<? extends Run> runs() {
    return runs;
  }

  /** Gives memory back and lets dropped runs go; further calls do nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }
}
