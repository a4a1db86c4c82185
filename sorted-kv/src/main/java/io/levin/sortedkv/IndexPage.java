package io.levin.sortedkv;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is known of some blocks of a run, one behind the other, without reading them: of each its
 * first key, its size as stored, its pairs and their bytes. Immutable once built; the arrays are
 * its own. Blocks are numbered from the first one of the page on.
 *
 * <p>Stored form: u32 number of blocks; per block u32 bytes stored, u32 pairs, u64 bytes of keys
 * and values, u32 length of the first key, the first key. All big-endian.
 */
final class IndexPage {
  private static final int FIXED_BYTES = 20;
  private static final int BYTES_OF_OBJECTS = 256;

  private int count;
  private int[] stored;
  private int[] pairs;
  private long[] bytes;
  private int[] keyEnds;
  private byte[] keys;
  private int largest;

  IndexPage() {
    this(4, 128);
  }

  private IndexPage(int blocks, int keyBytes) {
    stored = new int[blocks];
    pairs = new int[blocks];
    bytes = new long[blocks];
    keyEnds = new int[blocks];
    keys = new byte[keyBytes];
  }

  /** Adds the block behind the others. */
  void add(int storedBytes, int pairCount, long pairBytes, byte[] from, int key, int keyLength) {
    if (count == stored.length) {
      int n = count + (count >> 1) + 1;
      stored = Arrays.copyOf(stored, n);
      pairs = Arrays.copyOf(pairs, n);
      bytes = Arrays.copyOf(bytes, n);
      keyEnds = Arrays.copyOf(keyEnds, n);
    }
    int start = count == 0 ? 0 : keyEnds[count - 1];
    if (start + keyLength > keys.length) {
      keys = Arrays.copyOf(keys, Math.max(start + keyLength, keys.length + (keys.length >> 1)));
    }
    System.arraycopy(from, key, keys, start, keyLength);
    stored[count] = storedBytes;
    pairs[count] = pairCount;
    bytes[count] = pairBytes;
    keyEnds[count] = start + keyLength;
    largest = Math.max(largest, storedBytes);
    count++;
  }

  /** The stored form of all blocks. */
  byte[] toBytes() {
    return toBytes(0, count);
  }

  /** The stored form of the blocks from one to before another. */
  byte[] toBytes(int from, int end) {
    ByteBuffer to = ByteBuffer.allocate(storedForm(from, end));
    to.putInt(end - from);
    for (int block = from; block < end; block++) {
      to.putInt(stored[block]).putInt(pairs[block]).putLong(bytes[block]);
      to.putInt(keyLength(block)).put(keys, keyStart(block), keyLength(block));
    }
    return to.array();
  }

  /** Bytes of the stored form of the blocks from one to before another. */
  int storedForm(int from, int end) {
    return from == end ? 4 : 4 + (end - from) * FIXED_BYTES + keyEnds[end - 1] - keyStart(from);
  }

  static IndexPage fromBytes(byte[] stored) {
    ByteBuffer from = ByteBuffer.wrap(stored);
    int count = from.getInt();
    IndexPage page = new IndexPage(count, stored.length - 4 - count * FIXED_BYTES);
    for (int block = 0; block < count; block++) {
      int storedBytes = from.getInt();
      int pairCount = from.getInt();
      long pairBytes = from.getLong();
      int keyLength = from.getInt();
      page.add(storedBytes, pairCount, pairBytes, stored, from.position(), keyLength);
      from.position(from.position() + keyLength);
    }
    return page;
  }

  /** Bytes that a page takes in memory. */
  static long memory(int storedForm) {
    return (long) storedForm + BYTES_OF_OBJECTS;
  }

  /** About how many bytes a page of so many blocks takes in memory while it grows. */
  static long memory(long blocks, int keyLength) {
    return blocks * (FIXED_BYTES + keyLength) * 3 / 2 + BYTES_OF_OBJECTS;
  }

  /** About how many bytes this page takes in memory while it grows. */
  long memory() {
    return storedForm(0, count) * 3L / 2 + BYTES_OF_OBJECTS;
  }

  int blocks() {
    return count;
  }

  /** Bytes of the largest block. */
  int largestBlock() {
    return largest;
  }

  int storedBytes(int block) {
    return stored[block];
  }

  int pairs(int block) {
    return pairs[block];
  }

  long bytes(int block) {
    return bytes[block];
  }

  byte[] firstKey(int block) {
    return Arrays.copyOfRange(keys, keyStart(block), keyEnds[block]);
  }

  /** The array that holds the first keys of all blocks; not to be changed. */
  byte[] keys() {
    return keys;
  }

  /** Where the first key of a block starts in {@link #keys}. */
  int keyStart(int block) {
    return block == 0 ? 0 : keyEnds[block - 1];
  }

  /** Where it ends. */
  int keyEnd(int block) {
    return keyEnds[block];
  }

  private int keyLength(int block) {
    return keyEnds[block] - keyStart(block);
  }

  /** Compares the first key of a block with a key. */
  int compareFirstKey(int block, byte[] key, int offset, int length) {
    return Arrays.compareUnsigned(
        keys, keyStart(block), keyEnds[block], key, offset, offset + length);
  }

  /** How many blocks begin with a key less than the given one. */
  int blocksBefore(byte[] key) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compareFirstKey(middle, key, 0, key.length) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
