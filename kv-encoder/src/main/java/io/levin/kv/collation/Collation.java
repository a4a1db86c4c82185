package io.levin.kv.collation;

/**
 * The order of strings, as a sort key: strings are equal when their keys are, and in the order of
 * their keys as unsigned bytes. Implementations are immutable, and nothing here allocates except
 * {@link #forName}.
 */
public interface Collation {
  /**
   * The collation of a name as TiDB treats it.
   *
   * @param name such as {@code utf8mb4_general_ci}; an unknown name is treated as utf8mb4_bin, as
   *     TiDB does
   * @param newCollation false for a cluster without the collation framework, where every collation
   *     compares raw bytes
   */
  static Collation forName(String name, boolean newCollation) {
    if (!newCollation || name.equals("binary") || name.equals("utf8mb4_0900_bin")) {
      return RawCollation.INSTANCE;
    }
    return PaddedCollation.INSTANCE;
  }

  /** The most bytes that the key of a string of so many bytes can have. */
  int maxKeyLength(int length);

  /**
   * Writes the sort key of a string.
   *
   * @param to has room for {@link #maxKeyLength} bytes at {@code at}
   * @return where the key ends, or -1 for a character that TiDB itself cannot sort
   */
  int sortKey(byte[] from, int offset, int length, byte[] to, int at);
}
