package io.levin.playground.tidb.sql;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads what a SELECT selects, and gives expressions MySQL's labels. */
final class SelectItems {
  /** H2 takes no longer names. */
  private static final int LONGEST_LABEL = 250;

  private final Tokens in;
  private final ExpressionTranslator expressions;
  private final Map<String, String> named = new HashMap<>();

  SelectItems(Tokens in, ExpressionTranslator expressions) {
    this.in = in;
    this.expressions = expressions;
  }

  /**
   * Reads them.
   *
   * @param label whether expressions get MySQL's labels
   */
  String read(boolean label) {
    StringBuilder out = new StringBuilder();
    boolean first = true;
    do {
      out.append(first ? "" : ", ");
      first = false;
      if (in.acceptSymbol("*")) {
        out.append('*');
        continue;
      }
      int start = in.position();
      boolean simple = in.peek().isName();
      String value = expressions.expression();
      out.append(value);
      String text = in.textFrom(start);
      boolean column =
          simple && (value.endsWith(".*") || value.matches("(\"[^\"]*\"\\.)?\"[^\"]*\""));
      if (in.accept("AS")
          || in.peek().isName() && !endsItem(in.peek())
          || in.peek().kind() == Token.Kind.STRING) {
        Token alias = in.next();
        String name = H2Sql.name(alias.bytes() == null ? alias.text() : alias.string());
        named.put(name.toLowerCase(Locale.ROOT), value);
        out.append(" AS ").append(name);
      } else if (label && !value.endsWith(".*")) {
        out.append(" AS ").append(H2Sql.name(column ? written(text) : labelOf(text)));
      }
    } while (in.acceptSymbol(","));
    return out.toString();
  }

  /** The expression that has this quoted name, or the name itself, which is then a column's. */
  String named(String name) {
    return named.getOrDefault(name.toLowerCase(Locale.ROOT), name);
  }

  /** A column without what stands before it, in the letters of the query. */
  private static String written(String column) {
    String name = column.substring(column.lastIndexOf('.') + 1).strip();
    return name.startsWith("`") ? name.substring(1, name.length() - 1) : name;
  }

  /** MySQL's label of an expression is its text; of a string literal, its content. */
  private static String labelOf(String text) {
    if (text.length() >= 2 && text.startsWith("'") && text.indexOf('\'', 1) == text.length() - 1) {
      return text.substring(1, text.length() - 1);
    }
    return text.length() <= LONGEST_LABEL ? text : text.substring(0, LONGEST_LABEL);
  }

  private static boolean endsItem(Token token) {
    if (token.kind() != Token.Kind.WORD) {
      return false;
    }
    return switch (token.text().toUpperCase(Locale.ROOT)) {
      case "FROM",
          "WHERE",
          "GROUP",
          "HAVING",
          "ORDER",
          "LIMIT",
          "UNION",
          "EXCEPT",
          "INTERSECT",
          "INTO",
          "FOR",
          "LOCK",
          "WINDOW" ->
          true;
      default -> false;
    };
  }
}
