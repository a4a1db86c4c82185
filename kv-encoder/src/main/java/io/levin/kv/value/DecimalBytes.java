package io.levin.kv.value;

import io.levin.base.Bytes;
import java.util.Arrays;

/**
 * The memory-comparable form of decimals: groups of nine digits around the point as big-endian
 * numbers of four bytes, shorter groups at the ends in fewer, all bytes inverted when negative, the
 * first bit flipped.
 */
final class DecimalBytes {
  private DecimalBytes() {}

  /** Bytes of a precision and fraction. */
  static int size(int precision, int fraction) {
    int integers = precision - fraction;
    return integers / Decimal.WORD_DIGITS * 4
        + bytesFor(integers % Decimal.WORD_DIGITS)
        + fraction / Decimal.WORD_DIGITS * 4
        + bytesFor(fraction % Decimal.WORD_DIGITS);
  }

  /** Writes a decimal with exactly so many digits; returns where it ends. */
  static int write(Decimal decimal, int precision, int fraction, byte[] to, int at) {
    int size = size(precision, fraction);
    if (size <= 8 && to.length - at >= 8) {
      Bytes.putBigEndianLong(to, at, small(decimal, precision, fraction, size) << 64 - 8 * size);
      return at + size;
    }
    int[] words = decimal.words;
    int integerWords = decimal.integerWords;
    int flip = decimal.negative ? -1 : 0;
    int integers = precision - fraction;
    int end = at;
    int groups = Decimal.wordsFor(integers);
    int partial = integers % Decimal.WORD_DIGITS;
    for (int g = groups; g > 0; g--) {
      int word = g <= integerWords ? words[integerWords - g] : 0;
      end = put(to, end, word ^ flip, g == groups && partial != 0 ? bytesFor(partial) : 4);
    }
    int fractionWords = Decimal.wordsFor(decimal.fractionDigits);
    int whole = fraction / Decimal.WORD_DIGITS;
    for (int g = 0; g < whole; g++) {
      int word = g < fractionWords ? words[integerWords + g] : 0;
      end = put(to, end, word ^ flip, 4);
    }
    partial = fraction % Decimal.WORD_DIGITS;
    if (partial != 0) {
      int word = whole < fractionWords ? words[integerWords + whole] : 0;
      int unit = Decimal.POWERS[Decimal.WORD_DIGITS - partial];
      end = put(to, end, word / unit ^ flip, bytesFor(partial));
    }
    to[at] ^= (byte) 0x80;
    return end;
  }

  /** The form of at most eight bytes as a number. */
  private static long small(Decimal decimal, int precision, int fraction, int size) {
    int[] words = decimal.words;
    int integerWords = decimal.integerWords;
    int groups = Decimal.wordsFor(precision - fraction);
    long bits = 0;
    for (int w = Math.max(0, integerWords - groups); w < integerWords; w++) {
      // Groups of the integer part but the first have four bytes.
      bits = bits << 32 | words[w];
    }
    int fractionWords = Decimal.wordsFor(decimal.fractionDigits);
    int whole = fraction / Decimal.WORD_DIGITS;
    for (int g = 0; g < whole; g++) {
      bits = bits << 32 | (g < fractionWords ? words[integerWords + g] : 0);
    }
    int partial = fraction % Decimal.WORD_DIGITS;
    if (partial != 0) {
      int word = whole < fractionWords ? words[integerWords + whole] : 0;
      int unit = Decimal.POWERS[Decimal.WORD_DIGITS - partial];
      bits = bits << 8 * bytesFor(partial) | word / unit;
    }
    long all = decimal.negative ? ~bits : bits;
    return all ^ 0x80L << 8 * (size - 1);
  }

  /** Fills a decimal's sign and words, leading zero words included. */
  static void read(Decimal decimal, byte[] from, int at, int precision, int fraction) {
    int[] words = decimal.words;
    boolean negative = (from[at] & 0x80) == 0;
    int flip = negative ? -1 : 0;
    int integers = precision - fraction;
    int groups = Decimal.wordsFor(integers);
    int pos = at;
    int w = 0;
    for (int g = groups; g > 0; g--) {
      int partial = g == groups ? integers % Decimal.WORD_DIGITS : 0;
      int size = partial == 0 ? 4 : bytesFor(partial);
      words[w++] = get(from, pos, size, at) ^ flip;
      pos += size;
    }
    for (int left = fraction; left > 0; left -= Decimal.WORD_DIGITS) {
      boolean whole = left >= Decimal.WORD_DIGITS;
      int size = whole ? 4 : bytesFor(left);
      int value = get(from, pos, size, at) ^ flip;
      words[w++] = whole ? value : value * Decimal.POWERS[Decimal.WORD_DIGITS - left];
      pos += size;
    }
    for (int i = 0; i < w; i++) {
      if (words[i] < 0 || words[i] > 999_999_999) {
        decimal.setZero();
        throw new IllegalArgumentException("malformed decimal");
      }
    }
    decimal.negative = negative;
    decimal.setIntegers(integers);
    decimal.fractionDigits = fraction;
    Arrays.fill(words, decimal.usedWords(), words.length, 0);
  }

  private static int put(byte[] to, int at, int word, int size) {
    for (int i = 0, shift = (size - 1) * 8; i < size; i++, shift -= 8) {
      to[at + i] = (byte) (word >> shift);
    }
    return at + size;
  }

  private static int get(byte[] from, int at, int size, int first) {
    // Sign-extended from the top byte; the first bit of the whole form is flipped back.
    int value = (byte) (at == first ? from[at] ^ 0x80 : from[at]);
    for (int i = 1; i < size; i++) {
      value = value << 8 | from[at + i] & 0xFF;
    }
    return value;
  }

  private static int bytesFor(int digits) {
    return (digits + 1) / 2 - (digits == 9 ? 1 : 0);
  }
}
