package io.levin.playground.tidb.sql;

import io.levin.playground.tidb.wire.SqlError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Says of a column that is not there how and in which clause a statement names it. */
public final class UnknownColumn {
  /** Number of the error. */
  public static final int CODE = 1054;

  private static final String TABLES = "";

  private UnknownColumn() {}

  /**
   * The error with TiDB's words for the place.
   *
   * @param error names the column between quotes
   * @param in the whole statement
   */
  public static SqlError explained(SqlError error, Tokens in) {
    String column = column(error.getMessage());
    Deque<String> outer = new ArrayDeque<>();
    String clause = "field list";
    for (int at = 0; !in.atEnd(); at++) {
      Token token = in.peek();
      if (token.isSymbol("(")) {
        outer.push(clause);
      } else if (token.isSymbol(")") && !outer.isEmpty()) {
        clause = outer.pop();
      } else if (token.kind() == Token.Kind.WORD) {
        clause = clause(token, clause);
      }
      boolean named = token.isName() && token.text().equalsIgnoreCase(column);
      boolean more = in.peek(1).isSymbol(".") || in.peek(1).isSymbol("(");
      if (named && !more && !clause.equals(TABLES)) {
        return new SqlError(
            CODE, "Unknown column '" + qualified(in, at) + "' in '" + clause + "'", error);
      }
      in.next();
    }
    return error;
  }

  private static String column(String message) {
    int open = message.indexOf('\'');
    int close = message.indexOf('\'', open + 1);
    String name = close < 0 ? message : message.substring(open + 1, close);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String clause(Token token, String before) {
    return switch (token.text().toUpperCase(Locale.ROOT)) {
      case "SELECT", "SET" -> "field list";
      case "FROM", "JOIN", "INTO", "UPDATE" -> TABLES;
      case "ON" -> "on clause";
      case "WHERE" -> "where clause";
      case "GROUP" -> "group statement";
      case "HAVING" -> "having clause";
      case "ORDER" -> "order clause";
      default -> before;
    };
  }

  /** The name with what stands before it. */
  private static String qualified(Tokens in, int at) {
    StringBuilder name = new StringBuilder(in.peek().text());
    for (int back = -1; at + back > 0 && in.peek(back).isSymbol("."); back -= 2) {
      name.insert(0, in.peek(back - 1).text() + ".");
    }
    return name.toString();
  }
}
