package io.levin.sortedkv;

import io.levin.base.KvBuffer;
import io.levin.base.PairWire;
import java.util.Arrays;

/**
 * Makes a run out of pairs that come in order: packs them into blocks, hands these on, and keeps
 * the books. Not thread-safe; serves one run after the other.
 */
final class RunBuilder {
  private final int blockBytes;
  private final BlockBuilder builder;
  private BlockSink sink;
  private BlockIndex index;
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
    index = new BlockIndex();
    pairs = 0;
    bytes = 0;
    storedBytes = 0;
    lastKey = null;
    builder.clear();
  }

  /** Adds all pairs of a buffer in the given order; null means as they are. */
  void addAll(KvBuffer buffer, int[] order) {
    byte[] array = buffer.array();
    int n = buffer.count();
    for (int i = 0; i < n; i++) {
      int pair = order == null ? i : order[i];
      int keyLength = buffer.keyLength(pair);
      int valueLength = buffer.valueLength(pair);
      int size = PairWire.size(keyLength, valueLength);
      if (!builder.fits(size)) {
        flush();
      }
      builder.add(array, buffer.keyOffset(pair), keyLength, valueLength, size, buffer.rowId(pair));
    }
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

  BlockIndex index() {
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
