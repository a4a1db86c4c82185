package io.levin.playground.tidb.session;

import io.levin.kv.TableRanges;
import io.levin.playground.tidb.sql.SqlStatement;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.schema.TableInfo;
import java.util.List;

/** ANALYZE: counts the rows and says so in {@code mysql.stats_meta}. */
final class Statistics {
  private Statistics() {}

  /** A new table has a row of statistics for itself and for each partition. */
  static void created(Session session, TableInfo table) {
    long ts = session.server().transactions().now();
    store(session, table.id(), 0, ts);
    if (table.isPartitioned()) {
      TableRanges.physicalIds(table).forEach(id -> store(session, id, 0, ts));
    }
  }

  static void count(Session session, TableInfo table) {
    Transaction reader = session.server().transactions().begin(true);
    long total = 0;
    try {
      reader.use(table.id());
      for (long id : TableRanges.physicalIds(table)) {
        long rows = session.rows(table, reader, reader.startTs(), List.of(id)).count();
        total += rows;
        if (table.isPartitioned()) {
          store(session, id, rows, reader.startTs());
        }
      }
      store(session, table.id(), total, reader.startTs());
    } finally {
      reader.rollback();
    }
  }

  private static void store(Session session, long tableId, long rows, long version) {
    String sql =
        "REPLACE INTO mysql.stats_meta (version, table_id, modify_count, count) VALUES ("
            + version
            + ", "
            + tableId
            + ", 0, "
            + rows
            + ")";
    new InsertCommand(session).run(SqlStatement.one(sql).read());
  }
}
