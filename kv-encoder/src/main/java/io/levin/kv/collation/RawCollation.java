package io.levin.kv.collation;

import java.util.Arrays;

/**
 * The bytes themselves, without any padding: {@code binary}, {@code utf8mb4_0900_bin}, and every
 * collation of a cluster without the collation framework.
 */
final class RawCollation implements Collation {
  static final RawCollation INSTANCE = new RawCollation();

  private RawCollation() {}

  @Override
  public int maxKeyLength(int length) {
    return length;
  }

  @Override
  public int sortKey(byte[] from, int offset, int length, byte[] to, int at) {
    System.arraycopy(from, offset, to, at, length);
    return at + length;
  }

  @Override
  public int compare(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
    return Arrays.compareUnsigned(a, aOffset, aOffset + aLength, b, bOffset, bOffset + bLength);
  }

  @Override
  public boolean sameCharacter(int codePoint, int other) {
    return codePoint == other;
  }

  @Override
  public boolean padSpace() {
    return false;
  }

  @Override
  public boolean bin() {
    return true;
  }

  @Override
  public boolean needsRestored(boolean varchar) {
    return false;
  }
}
