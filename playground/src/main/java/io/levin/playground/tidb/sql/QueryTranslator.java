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
  private boolean top = true;
  private Locking locking = Locking.NONE;
  private List<String> lockable = List.of();
  private String lockFrom;

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
    return references();
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
    if (in.accept("ORDER", "BY")) {
      out.append(" ORDER BY ").append(orderList());
    }
    out.append(limit());
    lock();
    return out.toString();
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
      withNames.add(name.toLowerCase(Locale.ROOT));
      out.append(H2Sql.name(name));
      if (in.isSymbol("(")) {
        out.append(nameList());
      }
      in.expect("AS");
      in.expectSymbol("(");
      out.append(" AS (").append(nested()).append(')');
      in.expectSymbol(")");
    } while (in.acceptSymbol(","));
    return out.append(' ').toString();
  }

  private final List<String> withNames = new ArrayList<>();

  private String term() {
    if (in.acceptSymbol("(")) {
      String inner = query();
      in.expectSymbol(")");
      return "(" + inner + ")";
    }
    if (in.accept("TABLE")) {
      return "SELECT * FROM " + factor();
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
        out.append("DISTINCT ");
      }
    }
    boolean isTop = top;
    items(out, isTop);
    if (in.is("INTO")) {
      throw SqlError.unsupported("SELECT ... INTO");
    }
    StringBuilder tail = new StringBuilder();
    boolean grouped = false;
    List<String> outer = lockable;
    lockable = new ArrayList<>();
    if (in.accept("FROM")) {
      if (in.is("DUAL")) {
        in.next();
      } else {
        tail.append(" FROM ").append(references());
      }
    }
    if (in.accept("WHERE")) {
      tail.append(" WHERE ").append(expressions.expression());
    }
    if (isTop && tail.length() > 0) {
      lockFrom = tail.toString();
    } else {
      lockable = outer;
    }
    out.append(tail);
    if (in.accept("GROUP", "BY")) {
      grouped = true;
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
    if (grouped && !isTop) {
      lockable = outer;
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

  private String references() {
    StringBuilder out = new StringBuilder(joined());
    while (in.acceptSymbol(",")) {
      out.append(", ").append(joined());
    }
    return out.toString();
  }

  private String joined() {
    StringBuilder out = new StringBuilder(factor());
    while (true) {
      String join;
      if (in.accept("JOIN") || in.accept("INNER", "JOIN") || in.accept("STRAIGHT_JOIN")) {
        join = "INNER JOIN";
      } else if (in.accept("CROSS", "JOIN")) {
        join = "INNER JOIN";
      } else if (in.accept("LEFT", "JOIN") || in.accept("LEFT", "OUTER", "JOIN")) {
        join = "LEFT JOIN";
      } else if (in.accept("RIGHT", "JOIN") || in.accept("RIGHT", "OUTER", "JOIN")) {
        join = "RIGHT JOIN";
      } else if (in.accept("NATURAL", "JOIN")) {
        out.append(" NATURAL JOIN ").append(factor());
        continue;
      } else {
        return out.toString();
      }
      String right = factor();
      if (in.accept("ON")) {
        out.append(' ').append(join).append(' ').append(right);
        out.append(" ON ").append(expressions.expression());
      } else if (in.accept("USING")) {
        out.append(' ').append(join).append(' ').append(right);
        out.append(" USING ").append(nameList());
      } else {
        out.append(" CROSS JOIN ").append(right);
      }
    }
  }

  private String factor() {
    in.accept("LATERAL");
    if (in.isSymbol("(")) {
      if (startsQuery()) {
        in.expectSymbol("(");
        String inner = nested();
        in.expectSymbol(")");
        in.accept("AS");
        String alias = H2Sql.name(in.name());
        String columns = in.isSymbol("(") ? nameList() : "";
        return "(" + inner + ") AS " + alias + columns;
      }
      in.expectSymbol("(");
      String inner = references();
      in.expectSymbol(")");
      return "(" + inner + ")";
    }
    return table();
  }

  private String table() {
    TableName name = in.tableName();
    List<String> partitions = new ArrayList<>();
    if (in.is("PARTITION") && in.peek(1).isSymbol("(")) {
      in.next();
      in.next();
      do {
        partitions.add(in.name());
      } while (in.acceptSymbol(","));
      in.expectSymbol(")");
    }
    String alias = name.table();
    if (in.accept("AS")) {
      alias = in.name();
    } else if (in.peek().isName() && !endsTable(in.peek())) {
      alias = in.name();
    }
    indexHints();
    if (name.schema() == null && withNames.contains(name.table().toLowerCase(Locale.ROOT))) {
      return H2Sql.name(name.table()) + " AS " + H2Sql.name(alias);
    }
    QueryNames.Source source = names.source(name, partitions);
    if (source instanceof QueryNames.Source.View view) {
      QueryTranslator inner =
          new QueryTranslator(SqlStatement.one(view.query()).read(), names.in(view.schema()));
      inner.top = true;
      String sql = inner.query();
      StringBuilder columns = new StringBuilder();
      for (String column : view.columns()) {
        columns.append(columns.length() == 0 ? "(" : ", ").append(H2Sql.name(column));
      }
      return "(" + sql + ") AS " + H2Sql.name(alias) + (columns.isEmpty() ? "" : columns + ")");
    }
    lockable.add(alias);
    return H2Sql.name(((QueryNames.Source.Table) source).h2Name()) + " AS " + H2Sql.name(alias);
  }

  private void indexHints() {
    while (in.is("USE") || in.is("FORCE") || in.is("IGNORE")) {
      in.next();
      if (!in.accept("INDEX")) {
        in.expect("KEY");
      }
      if (in.accept("FOR")) {
        if (!in.accept("JOIN") && !in.accept("ORDER", "BY")) {
          in.expect("GROUP", "BY");
        }
      }
      in.expectSymbol("(");
      in.skipBrackets();
    }
  }

  private static boolean endsTable(Token token) {
    if (token.kind() != Token.Kind.WORD) {
      return false;
    }
    return switch (token.text().toUpperCase(Locale.ROOT)) {
      case "WHERE",
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
          "JOIN",
          "INNER",
          "CROSS",
          "LEFT",
          "RIGHT",
          "NATURAL",
          "STRAIGHT_JOIN",
          "ON",
          "USING",
          "USE",
          "FORCE",
          "IGNORE",
          "SET",
          "WINDOW",
          "PARTITION" ->
          true;
      default -> false;
    };
  }

  private String nameList() {
    in.expectSymbol("(");
    StringBuilder out = new StringBuilder("(");
    do {
      out.append(out.length() == 1 ? "" : ", ").append(H2Sql.name(in.name()));
    } while (in.acceptSymbol(","));
    in.expectSymbol(")");
    return out.append(')').toString();
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
