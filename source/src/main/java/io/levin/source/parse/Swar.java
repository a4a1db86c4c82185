package io.levin.source.parse;

import io.levin.base.Bytes;

/**
 * Eight bytes at a time in one long: the tricks that the parsers share. Bytes are in memory order
 * from the lowest up, so the number of trailing zeros finds the first match.
 */
final class Swar {
  static final long ONES = 0x0101010101010101L;
  static final long HIGHS = 0x8080808080808080L;
  static final long LOWS = 0x7f7f7f7f7f7f7f7fL;

  private static final long ZERO_DIGITS = 0x3030303030303030L;
  private static final long ABOVE_NINE = 0x4646464646464646L;

  private Swar() {}

  /** A byte in all eight places. */
  static long repeat(int value) {
    return (value & 0xffL) * ONES;
  }

  /** Marks bytes that are zero; right up to and including the first mark only. */
  static long firstZero(long word) {
    return (word - ONES) & ~word & HIGHS;
  }

  /** The index of the first marked byte. */
  static int firstIndex(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }

  /** How many decimal digits the word starts with, 0 to 8. */
  static int leadingDigits(long word) {
    long marks = ((word + ABOVE_NINE) | (word - ZERO_DIGITS)) & HIGHS;
    return marks == 0 ? 8 : firstIndex(marks);
  }

  /**
   * The number that the first {@code digits} (1 to 8) bytes of a word spell. Three multiplications,
   * each of which joins neighbors: digits to pairs, pairs to fours, fours to eight.
   */
  static long decimal(long word, int digits) {
    long v = (word - ZERO_DIGITS) << (64 - 8 * digits);
    v = v * 10 + (v >>> 8);
    return ((v & 0x000000ff000000ffL) * 0x000f424000000064L
            + (v >>> 16 & 0x000000ff000000ffL) * 0x0000271000000001L)
        >>> 32;
  }

  /** Whether the bytes hold one above 0x7f. */
  static boolean hasHighBit(byte[] bytes, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      if ((Bytes.littleEndianLong(bytes, i) & HIGHS) != 0) {
        return true;
      }
    }
    for (; i < to; i++) {
      if (bytes[i] < 0) {
        return true;
      }
    }
    return false;
  }
}
