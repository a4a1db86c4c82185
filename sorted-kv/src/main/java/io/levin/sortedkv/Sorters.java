package io.levin.sortedkv;

import java.util.ArrayDeque;

/**
 * Sorters and builders that small appends use again; those that large ones made grow are let go.
 */
final class Sorters {
  private static final int MOST_KEPT = 4;
  private static final int MOST_KEPT_BYTES = 2 << 20;

  /** Bytes that are kept at most. */
  static final long MEMORY = (long) MOST_KEPT * MOST_KEPT_BYTES;

  private final int blockBytes;
  private final ArrayDeque<Pair> free = new ArrayDeque<>();

  /** What one append works with. */
  record Pair(PairSorter sorter, RunBuilder builder) {}

  Sorters(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  synchronized Pair take() {
    Pair pair = free.poll();
    return pair != null ? pair : new Pair(new PairSorter(), new RunBuilder(blockBytes));
  }

  synchronized void give(Pair pair) {
    if (free.size() < MOST_KEPT && pair.sorter().retainedBytes() <= MOST_KEPT_BYTES) {
      free.push(pair);
    }
  }
}
