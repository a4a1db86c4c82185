package io.levin.sortedkv;

import io.levin.base.Bytes;
import io.levin.base.PairWire;
import java.util.Arrays;

/** Packs pairs that come in order into one block after the other. Not thread-safe. */
final class BlockBuilder {
  private final int blockBytes;
  private byte[] block;
  private byte[] rowIds;
  private int used;
  private int rowIdsUsed;
  private int pairs;
  private long bytes;
  private int lastPair;
  private int lastKey;
  private int lastKeyLength;
  private int firstKey;
  private int firstKeyLength;
  private boolean equalKeys;
  private long lastRowId;

  BlockBuilder(int blockBytes) {
    this.blockBytes = blockBytes;
    block = new byte[blockBytes + BlockFormat.TRAILER_BYTES];
    rowIds = new byte[1024];
  }

  /** Bytes that a builder of blocks of this size holds when no pair is larger. */
  static long memory(int blockBytes) {
    return 2L * blockBytes;
  }

  boolean isEmpty() {
    return pairs == 0;
  }

  /** Whether another pair of this size belongs into this block; always true for the first. */
  boolean fits(int wireSize) {
    return pairs == 0 || used + rowIdsUsed + wireSize + BlockFormat.MOST_ROW_ID_BYTES <= blockBytes;
  }

  /** Adds a pair whose value lies behind its key. */
  void add(byte[] from, int keyOffset, int keyLength, int valueLength, int wireSize, long rowId) {
    makeRoom(wireSize);
    int start = used;
    used = PairWire.put(block, start, from, keyOffset, keyLength, valueLength);
    int body = wireSize - keyLength - valueLength;
    int key = start + body - 1 - PairWire.varintSize(valueLength);
    added(start, key, keyLength, keyLength + valueLength, rowId);
  }

  /** Adds a pair that is in wire form already. */
  void addWire(PairWire.Reader pair, long rowId) {
    int size = pair.end() - pair.start();
    makeRoom(size);
    int start = used;
    System.arraycopy(pair.array(), pair.start(), block, start, size);
    used += size;
    added(
        start,
        start + pair.keyOffset() - pair.start(),
        pair.keyLength(),
        pair.keyLength() + pair.valueLength(),
        rowId);
  }

  private void added(int start, int key, int keyLength, int pairBytes, long rowId) {
    if (pairs == 0) {
      firstKey = key;
      firstKeyLength = keyLength;
    } else if (!equalKeys && keyLength == lastKeyLength && equalsLastKey(key)) {
      equalKeys = true;
    }
    rowIdsUsed = BlockFormat.putRowId(rowIds, rowIdsUsed, rowId, pairs == 0 ? 0 : lastRowId);
    lastPair = start;
    lastKey = key;
    lastKeyLength = keyLength;
    lastRowId = rowId;
    bytes += pairBytes;
    pairs++;
  }

  private boolean equalsLastKey(int key) {
    int length = lastKeyLength;
    if (length >= 8
        && Bytes.littleEndianLong(block, key + length - 8)
            != Bytes.littleEndianLong(block, lastKey + length - 8)) {
      return false;
    }
    return Arrays.equals(block, key, key + length, block, lastKey, lastKey + length);
  }

  /** Whether the last pair, which must be there, has the key of another one. */
  boolean lastKeyEquals(PairWire.Reader pair) {
    return Arrays.equals(
        block,
        lastKey,
        lastKey + lastKeyLength,
        pair.array(),
        pair.keyOffset(),
        pair.keyOffset() + pair.keyLength());
  }

  private void makeRoom(int wireSize) {
    int needed = used + wireSize + BlockFormat.TRAILER_BYTES;
    if (needed > block.length) {
      block = Arrays.copyOf(block, needed + BlockFormat.MOST_ROW_ID_BYTES);
    }
    if (rowIds.length - rowIdsUsed < BlockFormat.MOST_ROW_ID_BYTES) {
      rowIds = Arrays.copyOf(rowIds, rowIds.length * 2);
    }
  }

  /** Closes the block, whose bytes lie at the start of {@link #array()}; returns how many. */
  int finish() {
    int length = used + rowIdsUsed + BlockFormat.TRAILER_BYTES;
    if (length > block.length) {
      block = Arrays.copyOf(block, length);
    }
    System.arraycopy(rowIds, 0, block, used, rowIdsUsed);
    BlockFormat.putTrailer(block, used + rowIdsUsed, pairs, used, lastPair, equalKeys, lastRowId);
    return length;
  }

  /** Begins the next block. */
  void clear() {
    if (block.length > 2 * blockBytes + BlockFormat.TRAILER_BYTES) {
      block = new byte[blockBytes + BlockFormat.TRAILER_BYTES];
    }
    used = 0;
    rowIdsUsed = 0;
    pairs = 0;
    bytes = 0;
    equalKeys = false;
  }

  byte[] array() {
    return block;
  }

  int pairs() {
    return pairs;
  }

  /** Bytes of keys and values. */
  long bytes() {
    return bytes;
  }

  int firstKey() {
    return firstKey;
  }

  int firstKeyLength() {
    return firstKeyLength;
  }

  byte[] lastKey() {
    return Arrays.copyOfRange(block, lastKey, lastKey + lastKeyLength);
  }
}
