package io.levin.schema;

import java.util.Optional;

/** A character set that TiDB implements. */
public enum CharacterSet {
  UTF8MB4("utf8mb4", 4, "utf8mb4_bin"),
  UTF8("utf8", 3, "utf8_bin"),
  LATIN1("latin1", 1, "latin1_bin"),
  ASCII("ascii", 1, "ascii_bin"),
  BINARY("binary", 1, "binary"),
  GBK("gbk", 2, "gbk_chinese_ci");

  private final String sqlName;
  private final int maxBytes;
  private final String defaultCollation;

  CharacterSet(String sqlName, int maxBytes, String defaultCollation) {
    this.sqlName = sqlName;
    this.maxBytes = maxBytes;
    this.defaultCollation = defaultCollation;
  }

  /** The name in statements and in the schema JSON. */
  public String sqlName() {
    return sqlName;
  }

  /** The most bytes that a character has. */
  public int maxBytes() {
    return maxBytes;
  }

  /**
   * The collation of a column that names only the character set.
   *
   * @param newCollation whether the cluster was bootstrapped with new collations
   */
  public String defaultCollation(boolean newCollation) {
    return this == GBK && !newCollation ? "gbk_bin" : defaultCollation;
  }

  /** The character set of that name in any case; {@code utf8mb3} is {@code utf8}. */
  public static Optional<CharacterSet> byName(String name) {
    String lower = Identifiers.lower(name);
    if (lower.equals("utf8mb3")) {
      return Optional.of(UTF8);
    }
    for (CharacterSet set : values()) {
      if (set.sqlName.equals(lower)) {
        return Optional.of(set);
      }
    }
    return Optional.empty();
  }
}
