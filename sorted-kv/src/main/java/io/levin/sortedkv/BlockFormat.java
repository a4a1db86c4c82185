package io.levin.sortedkv;

import io.levin.base.Bytes;

/**
 * How a block lies in its bytes: the pairs in wire form one behind the other, in the order of key
 * and row id; the row ids as zigzag varints, each as the difference to the one before (the first to
 * 0); and a trailer of little-endian numbers:
 *
 * <pre>
 * -24  u32  number of pairs
 * -20  u32  bytes of the pairs in wire form
 * -16  u32  where the last pair starts
 * -12  u32  1 when neighbors have equal keys, else 0
 *  -8  i64  row id of the last pair
 * </pre>
 */
final class BlockFormat {
  static final int TRAILER_BYTES = 24;
  static final int MOST_ROW_ID_BYTES = 10;

  private BlockFormat() {}

  static void putTrailer(
      byte[] block, int at, int pairs, int wireBytes, int lastPair, boolean equal, long rowId) {
    Bytes.putLittleEndianInt(block, at, pairs);
    Bytes.putLittleEndianInt(block, at + 4, wireBytes);
    Bytes.putLittleEndianInt(block, at + 8, lastPair);
    Bytes.putLittleEndianInt(block, at + 12, equal ? 1 : 0);
    Bytes.putLittleEndianLong(block, at + 16, rowId);
  }

  static int pairs(byte[] block, int length) {
    return (int) Bytes.littleEndianLong(block, length - 24);
  }

  static int wireBytes(byte[] block, int length) {
    return (int) (Bytes.littleEndianLong(block, length - 24) >>> 32);
  }

  static int lastPair(byte[] block, int length) {
    return (int) Bytes.littleEndianLong(block, length - 16);
  }

  static boolean hasEqualKeys(byte[] block, int length) {
    return Bytes.littleEndianLong(block, length - 16) >>> 32 != 0;
  }

  static long lastRowId(byte[] block, int length) {
    return Bytes.littleEndianLong(block, length - 8);
  }

  static int putRowId(byte[] to, int at, long rowId, long previous) {
    long delta = rowId - previous;
    long rest = (delta << 1) ^ (delta >> 63);
    int i = at;
    while ((rest & ~0x7fL) != 0) {
      to[i++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    to[i++] = (byte) rest;
    return i;
  }

  /** Reads the row ids of all pairs of a block. */
  static long[] rowIds(byte[] block, int length, long[] reusable) {
    int pairs = pairs(block, length);
    long[] ids = reusable != null && reusable.length >= pairs ? reusable : new long[pairs];
    int i = wireBytes(block, length);
    long id = 0;
    for (int pair = 0; pair < pairs; pair++) {
      long zigzag = 0;
      byte b;
      int shift = 0;
      do {
        b = block[i++];
        zigzag |= (b & 0x7fL) << shift;
        shift += 7;
      } while (b < 0);
      id += (zigzag >>> 1) ^ -(zigzag & 1);
      ids[pair] = id;
    }
    return ids;
  }
}
