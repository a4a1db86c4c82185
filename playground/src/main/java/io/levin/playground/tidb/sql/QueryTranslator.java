package io.levin.playground.tidb.sql;

import io.levin.playground.tidb.wire.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads MySQL's queries and writes H2's. Every table becomes what {@link QueryNames} says, with an
 * alias; views are written out in place.
 */
public final class QueryTranslator {
  /** Name of the hidden column that holds a row's record key. */
  public static final String KEY_COLUMN = "levin_key";

  private final Tokens in;
  private final QueryNames names;
  private final ExpressionTranslator expressions;
  private final TableReferences references;
  private boolean top = true;
  private Locking locking = Locking.NONE;
  private List<String> lockable = List.of();
  private String lockFrom;
  private boolean lockWhole;

  /** Whether the outermost query is one SELECT whose rows are those of its tables. */
  private boolean plain = true;

  /** The outermost query's items. */
  private SelectItems items;

  private int itemsEnd;
  private TopRows topRows;

  private record Order(String sql, boolean descending) {}

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
   * @param topRows rows to pick from what the query gives; null for all, in their order
   */
  public record Query(String sql, Locking locking, String lockSql, TopRows topRows) {}

  /**
   * What ORDER BY and LIMIT ask for, when the query itself is left without both: so H2 can hand out
   * rows as it reads them and need not hold them all.
   *
   * @param descending for each of the additional last columns, by which to sort, whether downwards
   * @param offset rows to leave out
   * @param count rows to give
   */
  public record TopRows(List<Boolean> descending, long offset, long count) {
    /** Copies the list. */
    public TopRows {
      descending = List.copyOf(descending);
    }
  }

  /** Reads from the next word on. */
  public QueryTranslator(Tokens in, QueryNames names) {
    this.in = in;
    this.names = names;
    this.expressions = new ExpressionTranslator(in, names, this);
    this.references = new TableReferences(in, names, expressions, this);
  }

  /** The whole statement as one query. */
  public Query statement() {
    Query query = read();
    in.expectEnd();
    return query;
  }

  /** A query with something behind it; all of its rows, in their order. */
  public Query prefix() {
    plain = false;
    return read();
  }

  private Query read() {
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
    return new Query(sql, locking, lockSql, topRows);
  }

  /** One expression that is next. */
  public String expression() {
    top = false;
    return expressions.expression();
  }

  /** A list of {@code ORDER BY} that is next. */
  public String orderList() {
    return text(orders());
  }

  private List<Order> orders() {
    List<Order> orders = new ArrayList<>();
    do {
      String sql = expressions.expression();
      orders.add(new Order(sql, "DESC".equals(in.acceptAny("ASC", "DESC"))));
    } while (in.acceptSymbol(","));
    return orders;
  }

  private static String text(List<Order> orders) {
    return orders.stream()
        .map(o -> o.sql() + (o.descending() ? " DESC" : ""))
        .collect(Collectors.joining(", "));
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
    return out.append(limit().sql()).toString();
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
    plain = false;
    return query();
  }

  private String query() {
    StringBuilder out = new StringBuilder();
    if (in.accept("WITH")) {
      plain = false;
      out.append(with());
    }
    out.append(term());
    while (true) {
      String operation = in.acceptAny("UNION", "EXCEPT", "INTERSECT");
      if (operation == null) {
        break;
      }
      lockFrom = null;
      plain = false;
      out.append(' ').append(operation);
      if (in.accept("ALL")) {
        out.append(" ALL");
      } else {
        in.accept("DISTINCT");
      }
      out.append(' ').append(term());
    }
    boolean ordered = in.accept("ORDER", "BY");
    List<Order> orders = ordered ? orders() : List.of();
    String order = orders.isEmpty() ? "" : " ORDER BY " + text(orders);
    Limit rows = limit();
    String limit = rows.sql();
    lock();
    if (locking != Locking.NONE && lockFrom != null && !lockWhole && !limit.isEmpty()) {
      lockFrom += order + limit; // of rows that are not returned none is locked
    }
    if (top && plain && !orders.isEmpty() && rows.isSmall() && sortable(orders)) {
      return withoutOrder(out, orders, rows);
    }
    return out.append(order).append(limit).toString();
  }

  /** Whether each order is by an expression over the tables, or by an item that has a name. */
  private boolean sortable(List<Order> orders) {
    return orders.stream().noneMatch(o -> o.sql().matches("\\d+") || o.sql().contains("(SELECT "));
  }

  private String withoutOrder(StringBuilder term, List<Order> orders, Limit rows) {
    StringBuilder more = new StringBuilder();
    List<Boolean> descending = new ArrayList<>();
    for (Order o : orders) {
      more.append(", ").append(items.named(o.sql()));
      more.append(" AS \"levin_order_").append(descending.size()).append('"');
      descending.add(o.descending());
    }
    long offset = rows.offset().isEmpty() ? 0 : Long.parseLong(rows.offset());
    topRows = new TopRows(descending, offset, Long.parseLong(rows.count()));
    return term.insert(itemsEnd, more).toString();
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
      plain = false;
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
        plain &= !top;
        out.append("DISTINCT ");
      }
    }
    boolean isTop = top;
    SelectItems selected = new SelectItems(in, expressions);
    out.append(selected.read(isTop));
    if (isTop) {
      items = selected;
      itemsEnd = out.length();
    }
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
      plain &= !isTop;
      out.append(" GROUP BY ").append(String.join(", ", groupList()));
      if (in.is("WITH", "ROLLUP")) {
        throw SqlError.unsupported("GROUP BY ... WITH ROLLUP");
      }
    }
    if (in.accept("HAVING")) {
      plain &= !isTop;
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

  private Limit limit() {
    if (!in.accept("LIMIT")) {
      return new Limit("", "");
    }
    String first = in.next().text();
    if (in.acceptSymbol(",")) {
      return new Limit(in.next().text(), first);
    }
    return new Limit(first, in.accept("OFFSET") ? in.next().text() : "");
  }

  /** LIMIT as it is written; a text is empty where there is none. */
  private record Limit(String count, String offset) {
    private static final String ALL = "18446744073709551615";

    String sql() {
      String sql = number(count) && !count.equals(ALL) ? " LIMIT " + count : "";
      return sql + (number(offset) ? " OFFSET " + offset : "");
    }

    boolean isSmall() {
      return count.matches("\\d{1,5}") && offset.matches("\\d{0,5}");
    }

    private static boolean number(String text) {
      return !text.isEmpty() && !text.equals("?");
    }
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
