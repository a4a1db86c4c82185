package io.levin.schema.ddl;

import io.levin.schema.CharacterSet;
import io.levin.schema.Collation;

/**
 * A character set with a collation of it.
 *
 * @param charset the character set's name
 * @param collate the collation's name
 */
record TextType(String charset, String collate) {

  /**
   * What a pair of names means, either of which may be empty.
   *
   * @param fallback where both are empty
   */
  static TextType of(String charset, String named, TextType fallback, boolean newCollation) {
    // The newer name of the character set.
    String collate = named.replaceFirst("^utf8mb3_", "utf8_");
    if (charset.isEmpty() && collate.isEmpty()) {
      return fallback;
    }
    if (collate.isEmpty()) {
      CharacterSet set = characterSet(charset);
      return new TextType(set.sqlName(), set.defaultCollation(newCollation));
    }
    String owner = owner(collate, newCollation);
    if (!charset.isEmpty() && !characterSet(charset).sqlName().equals(owner)) {
      throw new DdlException(
          "ddl",
          1253,
          "COLLATION '" + collate + "' is not valid for CHARACTER SET '" + charset + "'");
    }
    return new TextType(owner, collate);
  }

  /**
   * What BINARY behind a type means: the default collation of the character set, which for GBK is
   * not {@code _bin}.
   */
  TextType binary(boolean newCollation) {
    return new TextType(charset, characterSet(charset).defaultCollation(newCollation));
  }

  int maxBytes() {
    return characterSet(charset).maxBytes();
  }

  private static CharacterSet characterSet(String name) {
    return CharacterSet.byName(name)
        .orElseThrow(
            () -> new DdlException("parser", 1115, "Unknown character set: '" + name + "'"));
  }

  /** The old collations let pass any name whose character set is known. */
  private static String owner(String collate, boolean newCollation) {
    var known = Collation.byName(collate);
    if (known.isPresent()) {
      return known.get().charset();
    }
    int underscore = collate.indexOf('_');
    if (!newCollation && underscore > 0) {
      return characterSet(collate.substring(0, underscore)).sqlName();
    }
    throw new DdlException("ddl", 1273, "Unknown collation: '" + collate + "'");
  }
}
