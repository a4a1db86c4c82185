package io.levin.playground.tidb.sql;

import io.levin.playground.tidb.wire.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads MySQL's queries and writes H2's. Every table becomes what {@link QueryNames} says, with an
 * alias; views are written out in place.
 */
public final class QueryTranslator {
  /** Name of the hidden column that holds a row's record key. */
  public static final String KEY_COLUMN = "levin_key";

  /** H2 takes no longer names. */
  private static final int LONGEST_LABEL = 250;

  private final Tokens in;
  private final QueryNames names;
  private final ExpressionTranslator expressions;
  private final TableReferences references;
  private boolean top = true;
  private Locking locking = Locking.NONE;
  private List<String> lockable = List.of();
  private String lockFrom;
  private boolean lockWhole;

  /** Whether rows read are to be locked. */
  public enum Locking {
    /** An ordinary query. */
    NONE,
    /** FOR UPDATE. */
    WAIT,
    /** FOR UPDATE NOWAIT. */
    NO_WAIT
  }

  /**
   * A query for H2.
   *
   * @param sql its text
   * @param locking whether it has FOR UPDATE
   * @param lockSql with FOR UPDATE, a query for the record keys of all rows to lock; null where no
   *     table is named
   */
  public record Query(String sql, Locking locking, String lockSql) {}

  /** Reads from the next word on. */
  public QueryTranslator(Tokens in, QueryNames names) {
    this.in = in;
    this.names = names;
    this.expressions = new ExpressionTranslator(in, names, this);
    this.references = new TableReferences(in, names, expressions, this);
  }

  /** The whole statement as one query. */
  public Query statement() {
    Query query = prefix();
    in.expectEnd();
    return query;
  }

  /** A query with something behind it. */
  public Query prefix() {
    String sql = query();
    String lockSql = null;
    if (locking != Locking.NONE && lockFrom != null && !lockable.isEmpty()) {
      StringBuilder keys = new StringBuilder("SELECT ");
      for (int i = 0; i < lockable.size(); i++) {
        keys.append(i == 0 ? "" : ", ")
            .append(H2Sql.name(lockable.get(i)))
            .append('.')
            .append(H2Sql.name(KEY_COLUMN));
      }
      lockSql = keys.append(lockFrom).toString();
    }
    return new Query(sql, locking, lockSql);
  }

  /** One expression that is next. */
  public String expression() {
    top = false;
    return expressions.expression();
  }

  /** A list of {@code ORDER BY} that is next. */
  public String orderList() {
    StringBuilder out = new StringBuilder();
    do {
      out.append(out.length() == 0 ? "" : ", ").append(expressions.expression());
      out.append("DESC".equals(in.acceptAny("ASC", "DESC")) ? " DESC" : "");
    } while (in.acceptSymbol(","));
    return out.toString();
  }

  /** The condition of a WHERE, or an empty text if there is none. */
  public String where() {
    top = false;
    return in.accept("WHERE") ? " WHERE " + expressions.expression() : "";
  }

  /** ORDER BY and LIMIT, or an empty text. */
  public String orderAndLimit() {
    top = false;
    StringBuilder out = new StringBuilder();
    if (in.accept("ORDER", "BY")) {
      out.append(" ORDER BY ").append(orderList());
    }
    return out.append(limit()).toString();
  }

  /** Table references with joins, as behind FROM. */
  public String from() {
    return references.references();
  }

  /** Whether a query is next, possibly in brackets. */
  boolean startsQuery() {
    int ahead = 0;
    while (in.peek(ahead).isSymbol("(")) {
      ahead++;
    }
    Token token = in.peek(ahead);
    return token.is("SELECT")
        || token.is("WITH")
        || token.is("TABLE") && in.peek(ahead + 1).isName()
        || token.is("VALUES") && in.peek(ahead + 1).is("ROW");
  }

  /** A query within brackets. */
  String nested() {
    boolean wasTop = top;
    top = false;
    String sql = query();
    top = wasTop;
    return sql;
  }

  /** A view's text, which is a query of its own. */
  String view() {
    return query();
  }

  private String query() {
    StringBuilder out = new StringBuilder();
    if (in.accept("WITH")) {
      out.append(with());
    }
    out.append(term());
    while (true) {
      String operation = in.acceptAny("UNION", "EXCEPT", "INTERSECT");
      if (operation == null) {
        break;
      }
      lockFrom = null;
      out.append(' ').append(operation);
      if (in.accept("ALL")) {
        out.append(" ALL");
      } else {
        in.accept("DISTINCT");
      }
      out.append(' ').append(term());
    }
    String order = in.accept("ORDER", "BY") ? " ORDER BY " + orderList() : "";
    String limit = limit();
    lock();
    if (locking != Locking.NONE && lockFrom != null && !lockWhole && !limit.isEmpty()) {
      lockFrom += order + limit; // of rows that are not returned none is locked
    }
    return out.append(order).append(limit).toString();
  }

  private String with() {
    StringBuilder out = new StringBuilder("WITH ");
    if (in.accept("RECURSIVE")) {
      out.append("RECURSIVE ");
    }
    boolean first = true;
    do {
      out.append(first ? "" : ", ");
      first = false;
      String name = in.name();
      references.common(name);
      out.append(H2Sql.name(name));
      if (in.isSymbol("(")) {
        out.append(references.nameList());
      }
      in.expect("AS");
      in.expectSymbol("(");
      out.append(" AS (").append(nested()).append(')');
      in.expectSymbol(")");
    } while (in.acceptSymbol(","));
    return out.append(' ').toString();
  }

  private String term() {
    if (in.acceptSymbol("(")) {
      String inner = query();
      in.expectSymbol(")");
      return "(" + inner + ")";
    }
    if (in.accept("TABLE")) {
      return "SELECT * FROM " + references.factor();
    }
    if (in.accept("VALUES")) {
      StringBuilder out = new StringBuilder("VALUES ");
      do {
        in.expect("ROW");
        in.expectSymbol("(");
        out.append('(').append(String.join(", ", expressions.list())).append("), ");
        in.expectSymbol(")");
      } while (in.acceptSymbol(","));
      return out.substring(0, out.length() - 2);
    }
    return select();
  }

  private String select() {
    in.expect("SELECT");
    StringBuilder out = new StringBuilder("SELECT ");
    while (true) {
      String option =
          in.acceptAny(
              "ALL",
              "DISTINCT",
              "DISTINCTROW",
              "HIGH_PRIORITY",
              "STRAIGHT_JOIN",
              "SQL_SMALL_RESULT",
              "SQL_BIG_RESULT",
              "SQL_BUFFER_RESULT",
              "SQL_CACHE",
              "SQL_NO_CACHE",
              "SQL_CALC_FOUND_ROWS");
      if (option == null) {
        break;
      }
      if (option.startsWith("DISTINCT")) {
        lockWhole = true;
        out.append("DISTINCT ");
      }
    }
    boolean isTop = top;
    items(out, isTop);
    if (in.is("INTO")) {
      throw SqlError.unsupported("SELECT ... INTO");
    }
    StringBuilder tail = new StringBuilder();
    List<String> aliases = new ArrayList<>();
    List<String> outer = references.aliases(aliases);
    if (in.accept("FROM")) {
      if (in.is("DUAL")) {
        in.next();
      } else {
        tail.append(" FROM ").append(references.references());
      }
    }
    if (in.accept("WHERE")) {
      tail.append(" WHERE ").append(expressions.expression());
    }
    references.aliases(outer);
    if (isTop && tail.length() > 0) {
      lockFrom = tail.toString();
      lockable = aliases;
    }
    out.append(tail);
    if (in.accept("GROUP", "BY")) {
      lockWhole = true;
      out.append(" GROUP BY ").append(String.join(", ", groupList()));
      if (in.is("WITH", "ROLLUP")) {
        throw SqlError.unsupported("GROUP BY ... WITH ROLLUP");
      }
    }
    if (in.accept("HAVING")) {
      out.append(" HAVING ").append(expressions.expression());
    }
    if (in.is("WINDOW")) {
      throw SqlError.unsupported("WINDOW");
    }
    return out.toString();
  }

  private List<String> groupList() {
    List<String> all = new ArrayList<>();
    do {
      all.add(expressions.expression());
      in.acceptAny("ASC", "DESC");
    } while (in.acceptSymbol(","));
    return all;
  }

  private void items(StringBuilder out, boolean label) {
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
        out.append(" AS ")
            .append(H2Sql.name(alias.bytes() == null ? alias.text() : alias.string()));
      } else if (!column && label) {
        out.append(" AS ").append(H2Sql.name(labelOf(text)));
      }
    } while (in.acceptSymbol(","));
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

  private String limit() {
    if (!in.accept("LIMIT")) {
      return "";
    }
    String first = in.next().text();
    if (in.acceptSymbol(",")) {
      return limit(in.next().text(), first);
    }
    if (in.accept("OFFSET")) {
      return limit(first, in.next().text());
    }
    return limit(first, null);
  }

  private static String limit(String count, String offset) {
    StringBuilder out = new StringBuilder();
    if (!count.equals("18446744073709551615") && !count.equals("?")) {
      out.append(" LIMIT ").append(count);
    }
    if (offset != null && !offset.equals("?")) {
      out.append(" OFFSET ").append(offset);
    }
    return out.toString();
  }

  private void lock() {
    if (in.accept("LOCK", "IN", "SHARE", "MODE") || in.accept("FOR", "SHARE")) {
      return; // without effect in TiDB too, unless it is switched on
    }
    if (in.accept("FOR", "UPDATE")) {
      locking = Locking.WAIT;
      if (in.accept("OF")) {
        do {
          in.tableName();
        } while (in.acceptSymbol(","));
      }
      if (in.accept("NOWAIT")) {
        locking = Locking.NO_WAIT;
      } else if (in.accept("WAIT")) {
        in.next();
      } else if (in.is("SKIP")) {
        throw SqlError.unsupported("SKIP LOCKED");
      }
    }
  }
}
