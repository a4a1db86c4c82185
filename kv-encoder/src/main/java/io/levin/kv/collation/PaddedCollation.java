package io.levin.kv.collation;

import java.util.Arrays;

/** The bytes less the blanks at the end: {@code utf8mb4_bin} and its like. */
final class PaddedCollation implements Collation {
  static final PaddedCollation INSTANCE = new PaddedCollation();

  private PaddedCollation() {}

  /** Where a slice ends when the blanks at its end are left out. */
  static int trimmedEnd(byte[] from, int offset, int length) {
    int end = offset + length;
    while (end > offset && from[end - 1] == ' ') {
      end--;
    }
    return end;
  }

  @Override
  public int maxKeyLength(int length) {
    return length;
  }

  @Override
  public int sortKey(byte[] from, int offset, int length, byte[] to, int at) {
    int size = trimmedEnd(from, offset, length) - offset;
    System.arraycopy(from, offset, to, at, size);
    return at + size;
  }

  @Override
  public int compare(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
    int aEnd = trimmedEnd(a, aOffset, aLength);
    int bEnd = trimmedEnd(b, bOffset, bLength);
    return Arrays.compareUnsigned(a, aOffset, aEnd, b, bOffset, bEnd);
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
    return true;
  }

  @Override
  public boolean needsRestored(boolean varchar) {
    return varchar;
  }
}
