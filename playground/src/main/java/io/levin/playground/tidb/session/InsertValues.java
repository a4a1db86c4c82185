package io.levin.playground.tidb.session;

import io.levin.kv.ColumnMapping;
import io.levin.playground.tidb.query.RowSource;
import io.levin.playground.tidb.sql.QueryTranslator;
import io.levin.playground.tidb.sql.SqlStatement;
import io.levin.playground.tidb.sql.Token;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.value.Value;

/** Reads what an INSERT gives: columns and rows, by VALUES, SET or SELECT. */
final class InsertValues {
  private final Session session;
  private final TableInfo table;
  private final Tokens in;
  private int rowsAt;

  InsertValues(Session session, TableInfo table, Tokens in) {
    this.session = session;
    this.table = table;
    this.in = in;
  }

  /** The columns named, or all. */
  List<String> columns() {
    List<String> columns = new ArrayList<>();
    if (in.is("PARTITION")) {
      throw SqlError.unsupported("INSERT ... PARTITION");
    }
    if (in.is("SET")) {
      rowsAt = in.position();
      in.next();
      do {
        columns.add(column());
        in.expectSymbol("=");
        skipExpression();
      } while (in.acceptSymbol(","));
      return columns;
    }
    if (in.isSymbol("(") && !in.peek(1).is("SELECT") && !in.peek(1).isSymbol("(")) {
      in.next();
      while (!in.acceptSymbol(")")) {
        columns.add(column());
        if (!in.isSymbol(")")) {
          in.expectSymbol(",");
        }
      }
    }
    rowsAt = in.position();
    if (columns.isEmpty()) {
      table.columns().stream()
          .filter(c -> c.isPublic() && !c.hidden())
          .forEach(c -> columns.add(c.name()));
    }
    return columns;
  }

  private String column() {
    String name = in.name();
    while (in.acceptSymbol(".")) {
      name = in.name();
    }
    return name;
  }

  private void skipExpression() {
    int depth = 0;
    while (in.peek().kind() != Token.Kind.END) {
      Token token = in.peek();
      if (depth == 0 && (token.isSymbol(",") || token.is("ON"))) {
        return;
      }
      depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
      in.next();
    }
  }

  /** The rows; the reader is behind them afterwards. */
  List<InsertRow> rows(List<String> columns, Transaction transaction) {
    in.seek(rowsAt);
    List<FieldType> types = columns.stream().map(this::type).toList();
    if (in.accept("SET")) {
      Object[] values = new Object[columns.size()];
      for (int i = 0; i < values.length; i++) {
        column();
        in.expectSymbol("=");
        values[i] = value(columns, i, values);
        in.acceptSymbol(",");
      }
      return List.of(new InsertRow(types, values));
    }
    if (in.accept("VALUES") || in.accept("VALUE")) {
      List<InsertRow> rows = new ArrayList<>();
      do {
        in.accept("ROW");
        rows.add(new InsertRow(types, row(columns, rows.size() + 1)));
      } while (in.acceptSymbol(","));
      return rows;
    }
    return selected(columns, types, transaction);
  }

  private FieldType type(String column) {
    return column.equalsIgnoreCase(ColumnMapping.ROW_ID)
        ? FieldType.of(MysqlType.BIGINT, Flags.NOT_NULL, 20, 0, "binary", "binary")
        : table
            .column(column)
            .orElseThrow(
                () -> new SqlError(1054, "Unknown column '" + column + "' in 'field list'"))
            .type();
  }

  private Object[] row(List<String> columns, int number) {
    in.expectSymbol("(");
    List<Object> values = new ArrayList<>(columns.size());
    if (!in.isSymbol(")")) {
      do {
        if (values.size() == columns.size()) {
          throw countMismatch(number);
        }
        values.add(value(columns, values.size(), values.toArray()));
      } while (in.acceptSymbol(","));
    }
    in.expectSymbol(")");
    if (values.size() != columns.size()) {
      throw countMismatch(number);
    }
    return values.toArray();
  }

  private static SqlError countMismatch(int row) {
    return new SqlError(1136, "Column count doesn't match value count at row " + row);
  }

  /**
   * A value.
   *
   * @param before the row's values up to here, which an expression may name by their columns
   */
  private Object value(List<String> columns, int at, Object[] before) {
    String column = columns.get(at);
    Token token = in.peek();
    boolean alone =
        in.peek(1).isSymbol(",") || in.peek(1).isSymbol(")") || in.peek(1).kind() == Token.Kind.END;
    if (alone && token.isName()) {
      for (int i = 0; i < at; i++) {
        if (columns.get(i).equalsIgnoreCase(token.text())) {
          in.next();
          return before[i];
        }
      }
    }
    if (InsertCommand.isLiteral(token, in.peek(1))
        || in.peek(1).kind() == Token.Kind.END && literalKind(token)) {
      in.next();
      if (token.is("DEFAULT")) {
        return defaultOf(column);
      }
      return token.is("NULL") ? null : token;
    }
    QueryTranslator translator =
        new QueryTranslator(in, new SessionNames(session, Map.<String, RowSource>of(), null));
    return session.engine().all("SELECT " + translator.expression(), Map.of()).get(0)[0];
  }

  private static boolean literalKind(Token token) {
    return token.kind() == Token.Kind.STRING
        || token.kind() == Token.Kind.NUMBER
        || token.is("NULL")
        || token.is("DEFAULT");
  }

  private Object defaultOf(String column) {
    ColumnInfo info = table.column(column).orElseThrow();
    if (info.generated()) {
      return InsertRow.GENERATED;
    }
    String text = info.defaultValue();
    if (text == null) {
      if (info.type().notNull() && !info.type().autoIncrement()) {
        throw new SqlError(1364, "Field '" + info.name() + "' doesn't have a default value");
      }
      return null;
    }
    if (text.equalsIgnoreCase("CURRENT_TIMESTAMP") || info.defaultIsExpr()) {
      QueryTranslator translator =
          new QueryTranslator(
              SqlStatement.one(text).read(),
              new SessionNames(session, Map.<String, RowSource>of(), null));
      return session.engine().all("SELECT " + translator.expression(), Map.of()).get(0)[0];
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<InsertRow> selected(
      List<String> columns, List<FieldType> types, Transaction transaction) {
    long ts = transaction.newestTs();
    SessionNames names =
        new SessionNames(session, Map.of(), new SessionNames.View(transaction, ts));
    QueryTranslator.Query query = new QueryTranslator(in, names).prefix();
    List<InsertRow> rows = new ArrayList<>();
    for (Value[] row : session.engine().all(query.sql(), names.sources())) {
      if (row.length != columns.size()) {
        throw countMismatch(1);
      }
      rows.add(new InsertRow(types, row.clone()));
    }
    return rows;
  }
}
