package io.levin.kv.collation;

/** The bytes themselves, without any padding: {@code binary}, {@code utf8mb4_0900_bin}. */
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
}
