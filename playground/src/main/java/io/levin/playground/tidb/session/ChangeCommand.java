package io.levin.playground.tidb.session;

import io.levin.kv.TableRanges;
import io.levin.playground.tidb.query.RowSource;
import io.levin.playground.tidb.sql.H2Sql;
import io.levin.playground.tidb.sql.QueryTranslator;
import io.levin.playground.tidb.sql.TableName;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.txn.Pair;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.h2.value.Value;

/** UPDATE and DELETE of one table's rows. */
final class ChangeCommand {
  private static final String SOURCE = "levin_target";

  private final Session session;
  private boolean update;
  private TableInfo table;
  private String alias;
  private int rest;

  ChangeCommand(Session session) {
    this.session = session;
  }

  Outcome run(Tokens in) {
    update = in.accept("UPDATE");
    if (!update) {
      in.expect("DELETE");
    }
    while (in.acceptAny("LOW_PRIORITY", "QUICK", "IGNORE") != null) {
      continue;
    }
    if (!update) {
      if (!in.is("FROM")) {
        throw SqlError.unsupported("DELETE of several tables");
      }
      in.next();
    }
    TableName name = in.tableName();
    if (in.isSymbol(",") || in.is("JOIN") || in.is("LEFT") || in.is("INNER") || in.is("USING")) {
      throw SqlError.unsupported(update ? "UPDATE of several tables" : "DELETE of several tables");
    }
    table = session.table(name);
    if (table.isView()) {
      throw new SqlError(
          1105, (update ? "update" : "delete") + " view " + table.name() + " is not supported now");
    }
    alias = name.table();
    if (in.accept("AS") || in.peek().isName() && !in.is("SET") && !clause(in)) {
      alias = in.name();
    }
    if (update) {
      in.expect("SET");
    }
    rest = in.position();
    return session.write(transaction -> change(in, transaction));
  }

  private static boolean clause(Tokens in) {
    return in.is("WHERE") || in.is("ORDER") || in.is("LIMIT");
  }

  private Outcome change(Tokens in, Transaction transaction) {
    transaction.use(table.id());
    while (true) {
      long ts = transaction.newestTs();
      in.seek(rest);
      RowSource rows = session.rows(table, transaction, ts, TableRanges.physicalIds(table));
      SessionNames names =
          new SessionNames(session, Map.of(SOURCE, rows), new SessionNames.View(transaction, ts));
      QueryTranslator translator = new QueryTranslator(in, names);
      RowUpdate.Assignments assignments =
          update
              ? RowUpdate.assignments(in, table, translator)
              : new RowUpdate.Assignments(Map.of());
      String sql =
          "SELECT "
              + H2Sql.name(alias)
              + "."
              + H2Sql.name(QueryTranslator.KEY_COLUMN)
              + (update ? ", " + assignments.sqlList() : "")
              + " FROM "
              + H2Sql.name(SOURCE)
              + " AS "
              + H2Sql.name(alias)
              + translator.where()
              + translator.orderAndLimit();
      in.expectEnd();
      List<Value[]> found = session.engine().all(sql, names.sources());
      List<byte[]> keys = new ArrayList<>();
      found.forEach(row -> keys.add(row[0].getBytes()));
      if (transaction.lock(keys, ts, session.lockWaitMillis())) {
        return apply(transaction, ts, found, assignments);
      }
    }
  }

  private Outcome apply(
      Transaction transaction, long ts, List<Value[]> found, RowUpdate.Assignments assignments) {
    RowWriter writer = new RowWriter(session, table, transaction);
    RowUpdate updater = update ? new RowUpdate(session, table, alias, transaction, writer) : null;
    long changed = 0;
    for (Value[] row : found) {
      byte[] key = row[0].getBytes();
      Pair record = new Pair(key, transaction.get(key, ts));
      if (!update) {
        writer.delete(record);
        changed++;
      } else if (updater.update(record, assignments, Arrays.copyOfRange(row, 1, row.length))) {
        changed++;
      }
    }
    if (!update) {
      return new Outcome.Done(changed, 0, "");
    }
    long affected = session.login().foundRows() ? found.size() : changed;
    return new Outcome.Done(
        affected,
        0,
        "Rows matched: "
            + found.size()
            + "  Changed: "
            + changed
            + "  Warnings: "
            + session.warnings());
  }
}
