package io.levin.sortedkv;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is known of a run's blocks without reading them: of each its first key, its size as stored,
 * its pairs and their bytes. Immutable once built; the arrays are its own.
 *
 * <p>Stored form: u32 number of blocks; per block u32 bytes stored, u32 pairs, u64 bytes of keys
 * and values, u32 length of the first key, the first key. All big-endian.
 */
final class BlockIndex {
  private static final int FIXED_BYTES = 20;

  private int count;
  private int[] stored = new int[4];
  private int[] pairs = new int[4];
  private long[] bytes = new long[4];
  private int[] keyEnds = new int[4];
  private byte[] keys = new byte[128];
  private int largest;

  /** Adds the block behind the others. */
  void add(int storedBytes, int pairCount, long pairBytes, byte[] from, int key, int keyLength) {
    if (count == stored.length) {
      int n = count + (count >> 1);
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

  byte[] toBytes() {
    int keyBytes = count == 0 ? 0 : keyEnds[count - 1];
    ByteBuffer to = ByteBuffer.allocate(4 + count * FIXED_BYTES + keyBytes);
    to.putInt(count);
    for (int block = 0; block < count; block++) {
      to.putInt(stored[block]).putInt(pairs[block]).putLong(bytes[block]);
      to.putInt(keyLength(block)).put(keys, keyStart(block), keyLength(block));
    }
    return to.array();
  }

  static BlockIndex fromBytes(byte[] stored) {
    ByteBuffer from = ByteBuffer.wrap(stored);
    int count = from.getInt();
    BlockIndex index = new BlockIndex();
    for (int block = 0; block < count; block++) {
      int storedBytes = from.getInt();
      int pairCount = from.getInt();
      long pairBytes = from.getLong();
      int keyLength = from.getInt();
      index.add(storedBytes, pairCount, pairBytes, stored, from.position(), keyLength);
      from.position(from.position() + keyLength);
    }
    return index;
  }

  /** About how many bytes an index takes in memory. */
  static long memory(int blocks, int keyLength) {
    return (long) blocks * (20 + keyLength) * 3 / 2 + 256;
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

  private int keyStart(int block) {
    return block == 0 ? 0 : keyEnds[block - 1];
  }

  private int keyLength(int block) {
    return keyEnds[block] - keyStart(block);
  }

  /** Compares the first key of a block with a key. */
  int compareFirstKey(int block, byte[] key, int offset, int length) {
    return Arrays.compareUnsigned(
        keys, keyStart(block), keyEnds[block], key, offset, offset + length);
  }

  /** Compares the first keys of two blocks of two runs. */
  static int compareFirstKeys(BlockIndex a, int blockOfA, BlockIndex b, int blockOfB) {
    return -b.compareFirstKey(blockOfB, a.keys, a.keyStart(blockOfA), a.keyLength(blockOfA));
  }

  /** The first block that may hold a key that is not less than the given one. */
  int firstBlockFor(byte[] start) {
    // The last block whose first key is less than start: equal keys may reach back into it.
    return Math.max(0, endBlockFor(start) - 1);
  }

  /** Behind the last block that may hold a key less than the given one. */
  int endBlockFor(byte[] end) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compareFirstKey(middle, end, 0, end.length) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
