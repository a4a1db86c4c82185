package io.levin.kv.collation;

/** The bytes less the blanks at the end: {@code utf8mb4_bin} and its like. */
final class PaddedCollation implements Collation {
  static final PaddedCollation INSTANCE = new PaddedCollation();

  private PaddedCollation() {}

  @Override
  public int maxKeyLength(int length) {
    return length;
  }

  @Override
  public int sortKey(byte[] from, int offset, int length, byte[] to, int at) {
    int end = offset + length;
    while (end > offset && from[end - 1] == ' ') {
      end--;
    }
    System.arraycopy(from, offset, to, at, end - offset);
    return at + end - offset;
  }
}
