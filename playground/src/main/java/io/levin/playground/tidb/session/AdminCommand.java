package io.levin.playground.tidb.session;

import io.levin.base.KvChecksum;
import io.levin.kv.TableRanges;
import io.levin.playground.tidb.sql.TableName;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.ResultColumn;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;

/** ADMIN, ANALYZE, KILL and other statements about the server. */
final class AdminCommand {
  private final Session session;

  AdminCommand(Session session) {
    this.session = session;
  }

  Outcome run(Tokens in) {
    if (in.accept("ADMIN")) {
      return admin(in);
    }
    if (in.accept("ANALYZE")) {
      return analyze(in);
    }
    if (in.accept("KILL")) {
      return kill(in);
    }
    if (in.accept("FLUSH")) {
      if (in.acceptAny("TABLES", "TABLE", "PRIVILEGES", "STATUS", "LOGS") == null) {
        throw in.error();
      }
      return Outcome.Done.NOTHING;
    }
    if (in.accept("UNLOCK", "TABLES")) {
      in.expectEnd();
      return Outcome.Done.NOTHING; // as a TiDB without enable-table-lock
    }
    throw SqlError.unsupported(in.peek().text());
  }

  private Outcome admin(Tokens in) {
    if (in.accept("CHECKSUM")) {
      in.expect("TABLE");
      return checksum(in);
    }
    if (in.accept("CHECK")) {
      if (in.accept("INDEX")) {
        TableName name = in.tableName();
        String index = in.name();
        in.expectEnd();
        new TableCheck(session, session.table(name)).run(index);
        return Outcome.Done.NOTHING;
      }
      in.expect("TABLE");
      do {
        new TableCheck(session, session.table(in.tableName())).run(null);
      } while (in.acceptSymbol(","));
      in.expectEnd();
      return Outcome.Done.NOTHING;
    }
    if (in.accept("SHOW", "DDL", "JOBS")) {
      return DdlJobs.jobs();
    }
    if (in.accept("SHOW", "DDL", "JOB", "QUERIES")) {
      return DdlJobs.queries();
    }
    if (in.accept("SHOW")) {
      TableName name = in.tableName();
      in.expect("NEXT_ROW_ID");
      in.expectEnd();
      return AutoIdRows.show(
          session.server(),
          session.server().catalog().requireDatabase(session.schemaOf(name)),
          session.table(name));
    }
    throw SqlError.unsupported("ADMIN " + in.peek().text());
  }

  /** Over the pairs that are there now, with the plain CRC of each. */
  private Outcome checksum(Tokens in) {
    List<Object[]> rows = new ArrayList<>();
    do {
      TableName name = in.tableName();
      TableInfo table = session.table(name);
      long ts = session.server().transactions().now();
      KvChecksum sum = KvChecksum.EMPTY;
      for (TableRanges.Range range : TableRanges.of(table).ranges()) {
        sum = sum.plus(session.server().cluster().checksum(range.start(), range.end(), ts));
      }
      rows.add(
          new Object[] {
            session.schemaOf(name),
            table.name(),
            Long.toUnsignedString(sum.crc()),
            sum.pairs(),
            sum.bytes()
          });
    } while (in.acceptSymbol(","));
    in.expectEnd();
    return Outcome.Rows.of(
        List.of(
            ResultColumn.text("Db_name"),
            ResultColumn.text("Table_name"),
            ResultColumn.unsigned("Checksum_crc64_xor"),
            ResultColumn.unsigned("Total_kvs"),
            ResultColumn.unsigned("Total_bytes")),
        rows);
  }

  private Outcome analyze(Tokens in) {
    in.acceptAny("LOCAL", "NO_WRITE_TO_BINLOG", "INCREMENTAL");
    in.expect("TABLE");
    do {
      TableInfo table = session.table(in.tableName());
      if (table.isView()) {
        throw new SqlError(1105, "analyze view " + table.name() + " is not supported now");
      }
      Statistics.count(session, table);
    } while (in.acceptSymbol(","));
    if (!in.atEnd()
        && !in.is("WITH")
        && !in.is("ALL")
        && !in.is("INDEX")
        && !in.is("COLUMNS")
        && !in.is("PARTITION")
        && !in.is("PREDICATE")) {
      throw in.error();
    }
    return Outcome.Done.NOTHING;
  }

  private Outcome kill(Tokens in) {
    in.accept("TIDB");
    in.acceptAny("CONNECTION", "QUERY");
    long id = Long.parseLong(in.next().text());
    in.expectEnd();
    if (!session.server().killer().test(id)) {
      throw new SqlError(1094, "Unknown thread id: " + id);
    }
    return Outcome.Done.NOTHING;
  }
}
