package io.levin.kv.collation;

import io.levin.base.Bytes;
import io.levin.kv.charset.Utf8;

/**
 * {@code utf8mb4_general_ci}: one weight of two bytes a character, its upper-case base letter;
 * blanks at the end do not count; everything above U+FFFF weighs the same.
 */
final class GeneralCollation implements Collation {
  static final GeneralCollation INSTANCE = new GeneralCollation();

  private static final char ABOVE_BMP = 0xFFFD;

  private final char[] weights = WeightTables.differences("general_ci.weights");

  private GeneralCollation() {}

  char weight(int codePoint) {
    return codePoint > 0xFFFF ? ABOVE_BMP : weights[codePoint];
  }

  @Override
  public int maxKeyLength(int length) {
    return 2 * length;
  }

  @Override
  public int sortKey(byte[] from, int offset, int length, byte[] to, int at) {
    int end = PaddedCollation.trimmedEnd(from, offset, length);
    int out = at;
    int in = offset;
    char[] table = weights;
    while (in < end) {
      int b = from[in];
      char weight;
      if (b >= 0) {
        weight = table[b];
        in++;
      } else {
        int decoded = Utf8.decode(from, in, end);
        if (decoded == Utf8.MALFORMED) {
          return out;
        }
        weight = weight(Utf8.codePoint(decoded));
        in += Utf8.size(decoded);
      }
      Bytes.putLittleEndianShort(to, out, Character.reverseBytes(weight));
      out += 2;
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
      if (x != y) {
        int difference = weight(Utf8.codePoint(x)) - weight(Utf8.codePoint(y));
        if (difference != 0) {
          return difference;
        }
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
