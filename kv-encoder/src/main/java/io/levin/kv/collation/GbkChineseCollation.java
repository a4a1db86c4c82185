package io.levin.kv.collation;

import io.levin.kv.charset.Utf8;

/**
 * {@code gbk_chinese_ci}: one weight of one or two bytes a character, pinyin order for Chinese,
 * letters without case; blanks at the end do not count, and what GBK does not have weighs as a
 * question mark.
 */
final class GbkChineseCollation implements Collation {
  static final GbkChineseCollation INSTANCE = new GbkChineseCollation();

  private final char[] weights = WeightTables.units("gbk_chinese_ci.weights");

  private GbkChineseCollation() {}

  char weight(int codePoint) {
    return codePoint > 0xFFFF ? '?' : weights[codePoint];
  }

  @Override
  public int maxKeyLength(int length) {
    return length;
  }

  @Override
  public int sortKey(byte[] from, int offset, int length, byte[] to, int at) {
    int end = PaddedCollation.trimmedEnd(from, offset, length);
    int out = at;
    int in = offset;
    while (in < end) {
      int decoded = Utf8.decode(from, in, end);
      if (decoded == Utf8.MALFORMED) {
        return out;
      }
      char weight = weight(Utf8.codePoint(decoded));
      if (weight > 0xFF) {
        to[out++] = (byte) (weight >> 8);
      }
      to[out++] = (byte) weight;
      in += Utf8.size(decoded);
    }
    return out;
  }

  @Override
  public int compare(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
    int aEnd = PaddedCollation.trimmedEnd(a, aOffset, aLength);
    int bEnd = PaddedCollation.trimmedEnd(b, bOffset, bLength);
    int i = aOffset;
    int j = bOffset;
    while (true) {
      int x = i < aEnd ? Utf8.decode(a, i, aEnd) : Utf8.MALFORMED;
      int y = j < bEnd ? Utf8.decode(b, j, bEnd) : Utf8.MALFORMED;
      if (x == Utf8.MALFORMED || y == Utf8.MALFORMED) {
        // A malformed character ends the key, as the end of the text does.
        return Boolean.compare(y == Utf8.MALFORMED, x == Utf8.MALFORMED);
      }
      // Weights of two bytes begin above those of one, so numbers compare as bytes do.
      int difference = weight(Utf8.codePoint(x)) - weight(Utf8.codePoint(y));
      if (difference != 0) {
        return difference;
      }
      i += Utf8.size(x);
      j += Utf8.size(y);
    }
  }

  @Override
  public boolean sameCharacter(int codePoint, int other) {
    return weight(codePoint) == weight(other);
  }

  @Override
  public boolean padSpace() {
    return true;
  }

  @Override
  public boolean bin() {
    return false;
  }

  @Override
  public boolean needsRestored(boolean varchar) {
    return true;
  }
}
