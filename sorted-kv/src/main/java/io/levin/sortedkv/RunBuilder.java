package io.levin.sortedkv;

import io.levin.base.KvBuffer;
import io.levin.base.PairWire;
import java.util.Arrays;

/**
 * Makes a run out of pairs that come in order: packs them into blocks, hands these on, and keeps
 * the books. Not thread-safe; serves one run after the other.
 */
final class RunBuilder {
  private static final int AT_A_TIME = 32;
  private static final int CACHE_LINE = 64;
  private static final int MOST_TOUCHED = 512;

  private final int blockBytes;
  private final BlockBuilder builder;
  private final int[] keyOffsets = new int[AT_A_TIME];
  private final int[] keyLengths = new int[AT_A_TIME];
  private final int[] valueLengths = new int[AT_A_TIME];
  private final long[] rowIds = new long[AT_A_TIME];
  // Written so that the reads that fill it are not optimized away.
  private int touched;
  private BlockSink sink;
  private IndexPage index;
  private long pairs;
  private long bytes;
  private long storedBytes;
  private byte[] lastKey;

  RunBuilder(int blockBytes) {
    this.blockBytes = blockBytes;
    builder = new BlockBuilder(blockBytes);
  }

  int blockBytes() {
    return blockBytes;
  }

  /** Begins a run. */
  void begin(BlockSink blocks) {
    sink = blocks;
    index = new IndexPage();
    pairs = 0;
    bytes = 0;
    storedBytes = 0;
    lastKey = null;
    builder.clear();
  }

  /** Adds all pairs of a buffer as {@link PairSorter} has ordered them; null means as they are. */
  void addAll(KvBuffer buffer, int[] order) {
    int n = buffer.count();
    if (order == null) {
      for (int pair = 0; pair < n; pair++) {
        add(
            buffer.array(),
            buffer.keyOffset(pair),
            buffer.keyLength(pair),
            buffer.valueLength(pair),
            buffer.rowId(pair));
      }
      return;
    }
    for (int i = 0; i < n; i += AT_A_TIME) {
      gather(buffer, order, i, Math.min(AT_A_TIME, n - i));
    }
  }

  /**
   * Adds some pairs that lie far from each other. Each of them is a miss of every cache, and pair
   * by pair the processor would wait for one after the other; asked for in tight loops first, many
   * are on their way at a time.
   */
  private void gather(KvBuffer buffer, int[] order, int from, int count) {
    byte[] array = buffer.array();
    for (int i = 0; i < count; i++) {
      int key = order[from + i];
      keyOffsets[i] = buffer.keyOffset(key);
      keyLengths[i] = buffer.keyLength(key);
      valueLengths[i] = buffer.valueLength(key);
      rowIds[i] = buffer.rowId(key);
    }
    int touch = 0;
    for (int i = 0; i < count; i++) {
      int start = keyOffsets[i];
      int end = start + Math.min(MOST_TOUCHED, keyLengths[i] + valueLengths[i]);
      for (int at = start; at < end; at += CACHE_LINE) {
        touch += array[at];
      }
      touch += array[Math.max(0, end - 1)];
    }
    touched = touch;
    for (int i = 0; i < count; i++) {
      add(array, keyOffsets[i], keyLengths[i], valueLengths[i], rowIds[i]);
    }
  }

  private void add(byte[] from, int keyOffset, int keyLength, int valueLength, long rowId) {
    int size = PairWire.size(keyLength, valueLength);
    if (!builder.fits(size)) {
      flush();
    }
    builder.add(from, keyOffset, keyLength, valueLength, size, rowId);
  }

  /** Adds a pair in wire form. */
  void add(PairWire.Reader pair, long rowId) {
    if (!builder.fits(pair.end() - pair.start())) {
      flush();
    }
    builder.addWire(pair, rowId);
  }

  /** Whether the pair that was added last has the key of another one. */
  boolean lastKeyEquals(PairWire.Reader pair) {
    return builder.isEmpty()
        ? Arrays.equals(
            lastKey,
            0,
            lastKey.length,
            pair.array(),
            pair.keyOffset(),
            pair.keyOffset() + pair.keyLength())
        : builder.lastKeyEquals(pair);
  }

  /** Hands the last block on; the run is complete. */
  void end() {
    if (!builder.isEmpty()) {
      flush();
    }
  }

  private void flush() {
    int length = builder.finish();
    byte[] array = builder.array();
    sink.block(index.blocks(), array, length);
    index.add(
        length,
        builder.pairs(),
        builder.bytes(),
        array,
        builder.firstKey(),
        builder.firstKeyLength());
    pairs += builder.pairs();
    bytes += builder.bytes();
    storedBytes += length;
    lastKey = builder.lastKey();
    builder.clear();
  }

  /** What is known of all blocks so far. */
  IndexPage index() {
    return index;
  }

  long pairs() {
    return pairs;
  }

  long bytes() {
    return bytes;
  }

  long storedBytes() {
    return storedBytes;
  }

  byte[] lastKey() {
    return lastKey;
  }
}
