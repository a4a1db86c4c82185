package io.levin.source.parse;

import io.levin.base.Bytes;

/**
 * Compares many bytes with a few others at once, and turns the outcome into bits and places.
 *
 * <p>The comparing loops are plain arithmetic that the just-in-time compiler turns into vector
 * instructions, but only in this form: in place, and ints without a cast until the store. On a
 * machine without vectors they are slower, never wrong. A byte x equals p if y = x ^ p is zero; (y
 * & 0x7f) + 0x7f, or y itself, has the high bit set if y is anything else. The outcome for a byte
 * is 0x80 if it matches and 0 if not.
 */
final class ByteCompare {
  /** Bytes whose bits share one word. */
  static final int GROUP = 64;

  private ByteCompare() {}

  /** How many bytes to take at a time: a number of whole groups. */
  static int step(int most, int blockBytes) {
    return Math.min(most, (Math.max(1, blockBytes) + GROUP - 1) / GROUP * GROUP);
  }

  /** Compares with one byte, in place. */
  static void one(byte[] text, int length, byte p) {
    for (int i = 0; i < length; i++) {
      int y = text[i] ^ p;
      text[i] = (byte) (~(((y & 0x7f) + 0x7f) | y) & 0x80);
    }
  }

  /**
   * Compares with three bytes, in place; for two, give one twice: a loop for two is not vectorized.
   */
  static void three(byte[] text, int length, byte p0, byte p1, byte p2) {
    for (int i = 0; i < length; i++) {
      int x = text[i];
      int y0 = x ^ p0;
      int y1 = x ^ p1;
      int y2 = x ^ p2;
      text[i] =
          (byte)
              (~((((y0 & 0x7f) + 0x7f) | y0)
                      & (((y1 & 0x7f) + 0x7f) | y1)
                      & (((y2 & 0x7f) + 0x7f) | y2))
                  & 0x80);
    }
  }

  /** Compares with four bytes and all that are below 0x10, in place. */
  static void fourAndControl(byte[] text, int length, byte p0, byte p1, byte p2, byte p3) {
    for (int i = 0; i < length; i++) {
      int x = text[i];
      int y0 = x ^ p0;
      int y1 = x ^ p1;
      int y2 = x ^ p2;
      int y3 = x ^ p3;
      text[i] =
          (byte)
              (~((((x & 0x70) + 0x70) | x)
                      & (((y0 & 0x7f) + 0x7f) | y0)
                      & (((y1 & 0x7f) + 0x7f) | y1)
                      & (((y2 & 0x7f) + 0x7f) | y2)
                      & (((y3 & 0x7f) + 0x7f) | y3))
                  & 0x80);
    }
  }

  /** Compares with five bytes, in place. */
  static void five(byte[] text, int length, byte p0, byte p1, byte p2, byte p3, byte p4) {
    for (int i = 0; i < length; i++) {
      int x = text[i];
      int y0 = x ^ p0;
      int y1 = x ^ p1;
      int y2 = x ^ p2;
      int y3 = x ^ p3;
      int y4 = x ^ p4;
      text[i] =
          (byte)
              (~((((y0 & 0x7f) + 0x7f) | y0)
                      & (((y1 & 0x7f) + 0x7f) | y1)
                      & (((y2 & 0x7f) + 0x7f) | y2)
                      & (((y3 & 0x7f) + 0x7f) | y3)
                      & (((y4 & 0x7f) + 0x7f) | y4))
                  & 0x80);
    }
  }

  /** How many bytes of a range matched. */
  static int count(byte[] compared, int from, int to) {
    int matched = 0;
    int i = from;
    for (; i + 32 <= to; i += 32) {
      // Ones in each byte, at most four: then added up by a multiplication.
      long ones =
          (Bytes.littleEndianLong(compared, i) >>> 7)
              + (Bytes.littleEndianLong(compared, i + 8) >>> 7)
              + (Bytes.littleEndianLong(compared, i + 16) >>> 7)
              + (Bytes.littleEndianLong(compared, i + 24) >>> 7);
      matched += (int) (ones * Swar.ONES >>> 56);
    }
    for (; i + 8 <= to; i += 8) {
      matched += Long.bitCount(Bytes.littleEndianLong(compared, i));
    }
    for (; i < to; i++) {
      matched += (compared[i] & 0x80) >>> 7;
    }
    return matched;
  }

  /** Whether any byte matched. */
  static boolean any(byte[] compared, int length) {
    long all = 0;
    for (int i = 0; i < length; i += 8) {
      all |= Bytes.littleEndianLong(compared, i);
    }
    return all != 0;
  }

  /** The 64 outcomes from an index on, the first as the lowest bit; 1 where the byte matched. */
  static long bits(byte[] compared, int from) {
    long bits = 0;
    for (int i = 0; i < GROUP; i += 8) {
      // The product moves bit 8k + 7 to bit 56 + k, without a carry.
      bits |= Bytes.littleEndianLong(compared, from + i) * 0x0002040810204081L >>> 56 << i;
    }
    return bits;
  }

  /**
   * Lists the places of all matches.
   *
   * @param length of what was compared, in whole groups
   * @param at the place of the first byte
   * @param places has room for 8 more than match
   * @return how many there are
   */
  static int listAll(byte[] compared, int length, int at, int[] places) {
    int found = 0;
    for (int g = 0; g < length; g += GROUP) {
      found = list(bits(compared, g), at + g, places, found);
    }
    return found;
  }

  /**
   * Appends the places of all set bits.
   *
   * @param at the place of the lowest bit
   * @param places has room for 8 more than are set
   * @return how many there are then
   */
  static int list(long bits, int at, int[] places, int count) {
    int found = Long.bitCount(bits);
    long left = bits;
    // Eight at a time, needed or not: cheaper than to guess how many there are.
    for (int i = count; i < count + found; i += 8) {
      for (int j = 0; j < 8; j++) {
        places[i + j] = at + Long.numberOfTrailingZeros(left);
        left &= left - 1;
      }
    }
    return count + found;
  }
}
