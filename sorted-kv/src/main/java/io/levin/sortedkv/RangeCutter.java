package io.levin.sortedkv;

import io.levin.base.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Cuts the key range of some runs into ranges of a wanted size, from the runs' indexes alone. A
 * block counts where it begins, so a range is off by at most a block a run.
 */
final class RangeCutter {
  private RangeCutter() {}

  /** Where a walk over a run's blocks stands; it takes memory from its first step to its last. */
  private static final class Position implements Comparable<Position> {
    private final Run run;
    private BlockCursor blocks;

    Position(Run run) {
      this.run = run;
    }

    BlockCursor blocks() {
      if (blocks == null) {
        blocks = new BlockCursor(run.index());
      }
      return blocks;
    }

    private byte[] keys() {
      return blocks == null ? run.firstKey() : blocks.keys();
    }

    private int keyStart() {
      return blocks == null ? 0 : blocks.keyStart();
    }

    private int keyEnd() {
      return blocks == null ? run.firstKey().length : blocks.keyEnd();
    }

    @Override
    public int compareTo(Position other) {
      return Arrays.compareUnsigned(
          keys(), keyStart(), keyEnd(), other.keys(), other.keyStart(), other.keyEnd());
    }
  }

  /**
   * Ranges that cover all keys from {@code start} to {@code end}, one behind the other, all but the
   * last at least {@code maxBytes} or {@code maxPairs} large.
   */
  static List<KeyRange> cut(
      List<? extends Run> runs, byte[] start, byte[] end, long maxBytes, long maxPairs) {
    PriorityQueue<Position> queue = new PriorityQueue<>(Math.max(1, runs.size()));
    for (Run run : runs) {
      if (run.pairs() > 0) {
        queue.add(new Position(run));
      }
    }
    List<KeyRange> ranges = new ArrayList<>();
    byte[] from = start;
    long bytes = 0;
    long pairs = 0;
    while (!queue.isEmpty()) {
      Position next = queue.poll();
      BlockCursor blocks = next.blocks();
      if ((bytes >= maxBytes || pairs >= maxPairs) && blocks.compareFirstKey(from) > 0) {
        byte[] to = blocks.firstKey();
        if (Bytes.compare(to, end) >= 0) {
          break;
        }
        ranges.add(new KeyRange(from, to, pairs, bytes));
        from = to;
        bytes = 0;
        pairs = 0;
      }
      bytes += blocks.bytes();
      pairs += blocks.pairs();
      blocks.next();
      if (!blocks.isAtEnd()) {
        queue.add(next);
      }
    }
    ranges.add(new KeyRange(from, end, pairs, bytes));
    return ranges;
  }

  /** Bytes of memory that a cut takes: pages of the runs that overlap where most is needed. */
  static long memory(List<? extends Run> runs) {
    List<Run> byFirstKey = new ArrayList<>();
    for (Run run : runs) {
      if (run.pageMemory() > 0) {
        byFirstKey.add(run);
      }
    }
    List<Run> byLastKey = new ArrayList<>(byFirstKey);
    byFirstKey.sort((a, b) -> Bytes.compare(a.firstKey(), b.firstKey()));
    byLastKey.sort((a, b) -> Bytes.compare(a.lastKey(), b.lastKey()));
    long most = 0;
    long now = 0;
    int ended = 0;
    for (Run run : byFirstKey) {
      while (Bytes.compare(byLastKey.get(ended).lastKey(), run.firstKey()) < 0) {
        now -= byLastKey.get(ended++).pageMemory();
      }
      now += run.pageMemory();
      most = Math.max(most, now);
    }
    return most;
  }

  /** The least key that is greater than the given one. */
  static byte[] behind(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
