package io.levin.source.parse;

import io.levin.base.Bytes;

/**
 * Finds the bytes of a text that may begin a CSV token, and lists their places in order.
 *
 * <p>Listed are all bytes below 0x10 (line ends and TAB are among them, others are rare in text)
 * and up to four further bytes each by itself, so an entry is a candidate only. The work is done
 * for {@link #STEP} bytes at a time, in three loops without a branch on the text: the first
 * compares every byte, in plain arithmetic that the just-in-time compiler turns into vector
 * instructions; the second gathers one bit of each byte; the third turns bits to places. On a
 * machine without vectors the first loop is only slower, never wrong.
 */
final class TokenIndex {
  private static final int STEP = 4096;
  private static final int GROUP = 64;
  private static final int PATTERNS = 4;
  private static final int CONTROL_BYTES = 0x10;

  private final byte[] patterns;
  private final byte[] compared = new byte[STEP];

  /** Places in the block, in order, up to {@link #count}; room for the last, careless store. */
  final int[] places = new int[STEP + 16];

  /** How many places are listed. */
  int count;

  /** The first entry that the last row did not use. */
  int next;

  /** Up to where the block is listed. */
  private int listed;

  TokenIndex(CsvDialect dialect) {
    byte[] tokens = tokenBytes(dialect);
    patterns = new byte[PATTERNS];
    for (int i = 0; i < PATTERNS; i++) {
      patterns[i] = tokens[Math.min(i, tokens.length - 1)];
    }
  }

  /** Whether all bytes that begin a token in this dialect can be listed. */
  static boolean suits(CsvDialect dialect) {
    return tokenBytes(dialect).length <= PATTERNS;
  }

  /** Forgets everything: the next places are those from an index on. */
  void restart(int index) {
    count = 0;
    next = 0;
    listed = index;
  }

  /**
   * Lists the places of the next step, if there is data behind the last one.
   *
   * @param from places before this index are left out
   * @return false if the data ends
   */
  boolean more(byte[] b, int from, int limit) {
    int start = Math.max(listed, from);
    if (start >= limit) {
      return false;
    }
    int length = Math.min(STEP, limit - start);
    int padded = (length + GROUP - 1) / GROUP * GROUP;
    System.arraycopy(b, start, compared, 0, padded);
    if (patterns[PATTERNS - 1] == patterns[PATTERNS - 2]) {
      compare(compared, padded, patterns[0], patterns[1], patterns[2]);
    } else {
      compare(compared, padded, patterns[0], patterns[1], patterns[2], patterns[3]);
    }
    int found = list(compared, start, padded, places);
    while (found > 0 && places[found - 1] >= start + length) {
      found--;
    }
    count = found;
    next = 0;
    listed = start + length;
    return true;
  }

  /**
   * Replaces each byte by one whose high bit is clear if the byte matches. A byte x equals p if y =
   * x ^ p is zero, and (y & 0x7f) + 0x7f, or y itself, has the high bit set if y is anything else.
   *
   * <p>The compiler makes vector instructions of this loop only in this form: one array with one
   * index, and ints without a cast until the store.
   */
  private static void compare(byte[] text, int length, byte p0, byte p1, byte p2) {
    for (int i = 0; i < length; i++) {
      int x = text[i];
      int y0 = x ^ p0;
      int y1 = x ^ p1;
      int y2 = x ^ p2;
      text[i] =
          (byte)
              ((((x & 0x70) + 0x70) | x)
                  & (((y0 & 0x7f) + 0x7f) | y0)
                  & (((y1 & 0x7f) + 0x7f) | y1)
                  & (((y2 & 0x7f) + 0x7f) | y2));
    }
  }

  /** The same for four bytes; few dialects need it. */
  private static void compare(byte[] text, int length, byte p0, byte p1, byte p2, byte p3) {
    for (int i = 0; i < length; i++) {
      int x = text[i];
      int y0 = x ^ p0;
      int y1 = x ^ p1;
      int y2 = x ^ p2;
      int y3 = x ^ p3;
      text[i] =
          (byte)
              ((((x & 0x70) + 0x70) | x)
                  & (((y0 & 0x7f) + 0x7f) | y0)
                  & (((y1 & 0x7f) + 0x7f) | y1)
                  & (((y2 & 0x7f) + 0x7f) | y2)
                  & (((y3 & 0x7f) + 0x7f) | y3));
    }
  }

  /** Lists the bytes whose high bit is clear. */
  private static int list(byte[] compared, int start, int length, int[] places) {
    int count = 0;
    for (int g = 0; g < length; g += GROUP) {
      long bits = 0;
      for (int i = 0; i < GROUP; i += 8) {
        long eight = Bytes.littleEndianLong(compared, g + i);
        // The product moves bit 8k to bit 56 + k, without a carry.
        bits |= ((~eight & Swar.HIGHS) >>> 7) * 0x0102040810204080L >>> 56 << i;
      }
      int found = Long.bitCount(bits);
      int at = start + g;
      // Eight at a time, needed or not: cheaper than to guess how many there are.
      for (int i = count; i < count + found; i += 8) {
        for (int j = 0; j < 8; j++) {
          places[i + j] = at + Long.numberOfTrailingZeros(bits);
          bits &= bits - 1;
        }
      }
      count += found;
    }
    return count;
  }

  /** The bytes that begin a token and are not listed as control bytes; at least one. */
  private static byte[] tokenBytes(CsvDialect dialect) {
    byte[] found = new byte[256];
    int count = 0;
    for (int i = CONTROL_BYTES; i < 256; i++) {
      if (dialect.outside[i] != CsvDialect.ORDINARY || dialect.inside[i] != CsvDialect.ORDINARY) {
        found[count++] = (byte) i;
      }
    }
    return java.util.Arrays.copyOf(found, Math.max(1, count));
  }
}
