package io.levin.kv.collation;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.util.Locale;

/**
 * The order of strings. Strings are equal when their sort keys are, and in the order of their keys
 * as unsigned bytes; {@link #compare} gives the same order without making keys. The layout of keys
 * is in the notes on each class. Implementations are immutable, and nothing here allocates except
 * {@link #forName}.
 */
public interface Collation {
  /** What {@link #sortKey} gives for a character that TiDB itself cannot sort. */
  int UNSORTABLE = -1;

  /**
   * The collation of a name as TiDB treats it.
   *
   * @param name such as {@code utf8mb4_general_ci}; an unknown name is treated as utf8mb4_bin, as
   *     TiDB does
   * @param newCollation false for a cluster without the collation framework, where every collation
   *     compares raw bytes
   * @throws ImportException for a collation that newer versions of TiDB know and this one does not
   */
  static Collation forName(String name, boolean newCollation) {
    if (!newCollation) {
      return RawCollation.INSTANCE;
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "binary", "utf8mb4_0900_bin" -> RawCollation.INSTANCE;
      case "utf8mb4_general_ci", "utf8_general_ci", "utf8mb3_general_ci" ->
          GeneralCollation.INSTANCE;
      case "utf8mb4_unicode_ci", "utf8_unicode_ci", "utf8mb3_unicode_ci" -> UcaCollation.uca400();
      case "utf8mb4_0900_ai_ci" -> UcaCollation.uca900();
      case "gbk_bin" -> GbkBinCollation.INSTANCE;
      case "gbk_chinese_ci" -> GbkChineseCollation.INSTANCE;
      case "gb18030_bin", "gb18030_chinese_ci", "utf8mb4_zh_pinyin_tidb_as_cs" ->
          throw new ImportException(
              ErrorCode.ENCODE_KV,
              "not supported: collation " + name,
              "import the table with another collation and change it afterwards");
      default -> PaddedCollation.INSTANCE;
    };
  }

  /** The most bytes that the key of a string of so many bytes can have. */
  int maxKeyLength(int length);

  /**
   * Writes the sort key of a string. The key of malformed UTF-8 is that of the characters before
   * it, unless a collation's notes say otherwise.
   *
   * @param to has room for {@link #maxKeyLength} bytes at {@code at}
   * @return where the key ends, or {@link #UNSORTABLE}
   */
  int sortKey(byte[] from, int offset, int length, byte[] to, int at);

  /**
   * Compares two strings as their sort keys compare.
   *
   * @return negative, zero or positive
   */
  int compare(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength);

  /** True if {@link #compare} finds no difference. */
  default boolean equal(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
    return compare(a, aOffset, aLength, b, bOffset, bLength) == 0;
  }

  /** True if two characters are the same to LIKE, which matches character by character. */
  boolean sameCharacter(int codePoint, int other);

  /** True if blanks at the end of a string do not count. */
  boolean padSpace();

  /**
   * True if the key holds the bytes of the string, less blanks at the end: the collations whose
   * restored data is a count of blanks. GBK's are not among them.
   */
  boolean bin();

  /**
   * True if a string cannot be had back from its key, so that indexes keep its text beside the key.
   *
   * @param varchar true for VARCHAR, where blanks at the end count; false for CHAR and the TEXT
   *     types
   */
  boolean needsRestored(boolean varchar);
}
