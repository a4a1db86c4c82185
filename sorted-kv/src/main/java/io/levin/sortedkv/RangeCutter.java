package io.levin.sortedkv;

import io.levin.base.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Cuts the key range of some runs into ranges of a wanted size, from the runs' indexes alone. A
 * block counts where it begins, so a range is off by at most a block a run.
 */
final class RangeCutter {
  private RangeCutter() {}

  /** Where a walk over a run's blocks stands. */
  private static final class Position {
    final BlockIndex index;
    int block;

    Position(BlockIndex index) {
      this.index = index;
    }
  }

  /**
   * Ranges that cover all keys from {@code start} to {@code end}, one behind the other, all but the
   * last at least {@code maxBytes} or {@code maxPairs} large.
   */
  static List<KeyRange> cut(
      List<? extends Run> runs, byte[] start, byte[] end, long maxBytes, long maxPairs) {
    PriorityQueue<Position> queue =
        new PriorityQueue<>(
            Math.max(1, runs.size()),
            Comparator.comparing(
                p -> p, (a, b) -> BlockIndex.compareFirstKeys(a.index, a.block, b.index, b.block)));
    for (Run run : runs) {
      if (run.index().blocks() > 0) {
        queue.add(new Position(run.index()));
      }
    }
    List<KeyRange> ranges = new ArrayList<>();
    byte[] from = start;
    long bytes = 0;
    long pairs = 0;
    while (!queue.isEmpty()) {
      Position next = queue.poll();
      if ((bytes >= maxBytes || pairs >= maxPairs)
          && next.index.compareFirstKey(next.block, from, 0, from.length) > 0) {
        byte[] to = next.index.firstKey(next.block);
        if (Bytes.compare(to, end) >= 0) {
          break;
        }
        ranges.add(new KeyRange(from, to, pairs, bytes));
        from = to;
        bytes = 0;
        pairs = 0;
      }
      bytes += next.index.bytes(next.block);
      pairs += next.index.pairs(next.block);
      next.block++;
      if (next.block < next.index.blocks()) {
        queue.add(next);
      }
    }
    ranges.add(new KeyRange(from, end, pairs, bytes));
    return ranges;
  }

  /** What lies in a range; a block that the range cuts counts by half. */
  static KeyRange measure(List<? extends Run> runs, byte[] start, byte[] end) {
    long bytes = 0;
    long pairs = 0;
    for (Run run : runs) {
      if (Bytes.compare(run.firstKey(), end) >= 0 || Bytes.compare(run.lastKey(), start) < 0) {
        continue;
      }
      BlockIndex index = run.index();
      int first = index.firstBlockFor(start);
      int behind = index.endBlockFor(end);
      for (int block = first; block < behind; block++) {
        boolean cutAtStart = index.compareFirstKey(block, start, 0, start.length) < 0;
        boolean cutAtEnd =
            block + 1 < index.blocks()
                ? index.compareFirstKey(block + 1, end, 0, end.length) > 0
                : Bytes.compare(run.lastKey(), end) >= 0;
        int part = cutAtStart || cutAtEnd ? 2 : 1;
        bytes += index.bytes(block) / part;
        pairs += index.pairs(block) / part;
      }
    }
    return new KeyRange(start, end, pairs, bytes);
  }

  /** The least key that is greater than the given one. */
  static byte[] behind(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
