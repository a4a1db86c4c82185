package io.levin.playground.tidb.session;

import io.levin.base.Row;
import io.levin.kv.TableDecoder;
import io.levin.kv.TableRanges;
import io.levin.kv.value.SqlMode;
import io.levin.playground.tidb.query.FieldText;
import io.levin.playground.tidb.query.FixedRows;
import io.levin.playground.tidb.query.RowSource;
import io.levin.playground.tidb.query.TableRows;
import io.levin.playground.tidb.sql.H2Sql;
import io.levin.playground.tidb.sql.QueryTranslator;
import io.levin.playground.tidb.sql.Token;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.txn.Pair;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.h2.value.Value;

/** New values for rows that are there: UPDATE's and ON DUPLICATE KEY UPDATE's assignments. */
final class RowUpdate {
  private final Session session;
  private final TableInfo table;
  private final String alias;
  private final Transaction transaction;
  private final RowWriter writer;
  private final List<ColumnInfo> columns;
  private final RowEncoder encoder;

  RowUpdate(
      Session session, TableInfo table, String alias, Transaction transaction, RowWriter writer) {
    this.session = session;
    this.table = table;
    this.alias = alias;
    this.transaction = transaction;
    this.writer = writer;
    this.columns = RowEncoder.written(table);
    this.encoder =
        RowEncoder.of(
            table,
            RowEncoder.names(table, columns),
            SqlMode.parse(session.variables().get("sql_mode")),
            session.variables().zone(),
            session.server().options().newCollation(),
            Map.of());
  }

  /** Assignments: expressions of the embedded database by column. */
  record Assignments(Map<ColumnInfo, String> byColumn) {
    String sqlList() {
      return String.join(", ", byColumn.values());
    }
  }

  /** Reads {@code column = expression, ...}. */
  static Assignments assignments(Tokens in, TableInfo table, QueryTranslator translator) {
    Map<ColumnInfo, String> all = new LinkedHashMap<>();
    do {
      String name = in.name();
      while (in.acceptSymbol(".")) {
        name = in.name();
      }
      String column = name;
      ColumnInfo info =
          table
              .column(column)
              .filter(c -> !c.hidden())
              .orElseThrow(
                  () -> new SqlError(1054, "Unknown column '" + column + "' in 'field list'"));
      if (info.generated()) {
        throw new SqlError(
            3105,
            "The value specified for generated column '"
                + info.name()
                + "' in table '"
                + table.name()
                + "' is not allowed.");
      }
      in.expectSymbol("=");
      if (in.is("DEFAULT")
          && (in.peek(1).isSymbol(",")
              || in.peek(1).kind() == Token.Kind.END
              || in.peek(1).is("WHERE"))) {
        in.next();
        all.put(info, H2Sql.literal(info.defaultValue()));
      } else {
        all.put(info, translator.expression());
      }
    } while (in.acceptSymbol(","));
    return new Assignments(all);
  }

  /**
   * ON DUPLICATE KEY UPDATE for one row.
   *
   * @param at position of the assignments
   * @param there the record that has the key
   * @param wanted the pairs that were to be inserted
   * @return rows affected: 2 when it changed, 0 (or 1, as the client wants it) when not
   */
  long onDuplicate(Tokens in, int at, Pair there, List<Pair> wanted) {
    in.seek(at);
    TableRows decoder =
        session.rows(table, transaction, transaction.startTs(), TableRanges.physicalIds(table));
    Map<String, RowSource> sources =
        Map.of(
            "levin_old",
            new FixedRows(decoder.columns(), "", List.<Value[]>of(decoder.row(there))),
            "levin_new",
            new FixedRows(decoder.columns(), "v$", List.<Value[]>of(decoder.row(wanted.get(0)))));
    QueryTranslator translator = new QueryTranslator(in, new SessionNames(session, sources, null));
    Assignments assignments = assignments(in, table, translator);
    in.expectEnd();
    String sql =
        "SELECT "
            + assignments.sqlList()
            + " FROM \"levin_old\" AS "
            + H2Sql.name(alias)
            + ", \"levin_new\" AS \"levin_values\"";
    Value[] values = session.engine().all(sql, sources).get(0);
    boolean changed = update(there, assignments, values);
    return changed ? 2 : session.login().foundRows() ? 1 : 0;
  }

  /**
   * Gives a row new values.
   *
   * @return whether anything changed
   */
  boolean update(Pair record, Assignments assignments, Value[] values) {
    List<ColumnInfo> assigned = new ArrayList<>(assignments.byColumn().keySet());
    if (encode(record, assigned, values, false) == null) {
      return false;
    }
    List<Pair> fresh = encode(record, assigned, values, true);
    RowWriter.Duplicate duplicate = writer.replace(record, fresh);
    if (duplicate != null) {
      throw DuplicateText.error(session, table, duplicate, fresh.get(0));
    }
    return true;
  }

  /** The new pairs; null, unless times are to be touched, when they are the old ones. */
  private List<Pair> encode(
      Pair record, List<ColumnInfo> assigned, Value[] values, boolean touchTimes) {
    List<byte[]> old =
        TableDecoder.create(
                table, session.variables().zone(), session.server().options().newCollation())
            .decode(record.key(), record.value());
    Row row = new Row();
    for (ColumnInfo column : columns) {
      int at = assigned.indexOf(column);
      if (at >= 0) {
        if (column.type().notNull() && values[at].getValueType() == Value.NULL) {
          throw new SqlError(1048, "Column '" + column.name() + "' cannot be null");
        }
        FieldText.add(row, column.type(), values[at]);
      } else if (touchTimes && column.type().has(Flags.ON_UPDATE_NOW)) {
        FieldText.add(row, column.type(), now(column));
      } else {
        FieldText.add(row, column.type(), old.get(column.offset()));
      }
    }
    RowEncoder.addHandle(table, row, record.key());
    List<Pair> fresh = encoder.encode(row);
    boolean same =
        Arrays.equals(fresh.get(0).key(), record.key())
            && Arrays.equals(fresh.get(0).value(), record.value());
    return same && !touchTimes ? null : fresh;
  }

  private Value now(ColumnInfo column) {
    int digits = Math.max(0, column.type().decimal());
    return session.engine().all("SELECT LOCALTIMESTAMP(" + digits + ")", Map.of()).get(0)[0];
  }
}
