package io.levin.schema;

/** Names of databases, tables, columns and indexes. */
public final class Identifiers {
  private Identifiers() {}

  /**
   * The name in backquotes, with backquotes inside it doubled.
   *
   * @param name any identifier
   * @return text that stands for exactly that identifier in a statement, in every SQL mode
   */
  public static String quote(String name) {
    StringBuilder out = new StringBuilder(name.length() + 2);
    out.append('`');
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '`') {
        out.append('`');
      }
      out.append(c);
    }
    return out.append('`').toString();
  }

  /**
   * {@code `schema`.`name`}.
   *
   * @param schema the database
   * @param name the table
   */
  public static String qualified(String schema, String name) {
    return quote(schema) + "." + quote(name);
  }

  /**
   * The form under which TiDB compares names: every code point by itself in lower case, as Go's
   * {@code strings.ToLower} does it. {@link String#toLowerCase()} differs for a few letters (dotted
   * I, final sigma).
   *
   * @param name any identifier
   * @return the same object when nothing has to change
   */
  public static String lower(String name) {
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      if (Character.toLowerCase(c) != c) {
        StringBuilder out = new StringBuilder(name.length());
        name.codePoints().map(Character::toLowerCase).forEach(out::appendCodePoint);
        return out.toString();
      }
      i += Character.charCount(c);
    }
    return name;
  }
}
