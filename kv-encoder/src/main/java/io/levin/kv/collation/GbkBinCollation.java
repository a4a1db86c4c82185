package io.levin.kv.collation;

import io.levin.kv.charset.Gbk;

/**
 * {@code gbk_bin}: the GBK form of the text, less blanks at the end. The text is cut into units by
 * lead bytes alone; a unit that is malformed or not in GBK becomes a single question mark.
 */
final class GbkBinCollation implements Collation {
  static final GbkBinCollation INSTANCE = new GbkBinCollation();

  private GbkBinCollation() {}

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
      int unit = from[in] >= 0 ? from[in] : Gbk.encodeUnit(from, in, end);
      if (unit > 0xFF) {
        to[out++] = (byte) (unit >> 8);
      }
      to[out++] = (byte) unit;
      in += Gbk.unitSize(from, in, end);
    }
    return out;
  }

  @Override
  public int compare(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
    int aEnd = PaddedCollation.trimmedEnd(a, aOffset, aLength);
    int bEnd = PaddedCollation.trimmedEnd(b, bOffset, bLength);
    int i = aOffset;
    int j = bOffset;
    while (i < aEnd && j < bEnd) {
      // A unit of two bytes is above one of one byte, in numbers as in bytes.
      int difference = Gbk.encodeUnit(a, i, aEnd) - Gbk.encodeUnit(b, j, bEnd);
      if (difference != 0) {
        return difference;
      }
      i += Gbk.unitSize(a, i, aEnd);
      j += Gbk.unitSize(b, j, bEnd);
    }
    return Boolean.compare(i < aEnd, j < bEnd);
  }

  @Override
  public boolean sameCharacter(int codePoint, int other) {
    return codePoint == other;
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
