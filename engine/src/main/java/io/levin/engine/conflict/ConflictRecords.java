package io.levin.engine.conflict;

import io.levin.base.Bytes;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Redaction;
import io.levin.engine.plan.TablePlan;
import io.levin.kv.TableDecoder;
import io.levin.tidb.TidbClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes rows in conflict into {@code conflict_error_v4} of the schema that {@code
 * lightning.task-info-schema-name} names, where operators look for them: one row for every key that
 * a row has in common with another. Thread-safe.
 */
public final class ConflictRecords {
  /** The table's name. */
  public static final String TABLE = "conflict_error_v4";

  /** The name of the table of rows that were left out before the import. */
  static final String LEFT_OUT = "conflict_records_v2";

  private static final int BATCH = 1024;
  private static final int DATA = 1;
  private static final int INDEX = 0;

  private final TidbClient tidb;
  private final String schema;
  private final ConflictTable table;
  private final long taskId;
  private final Redaction redaction;
  private final AtomicLong written = new AtomicLong();
  private volatile String name;

  /**
   * @param schema empty to write nothing
   * @param redaction what messages may show of a row; the table always shows it
   */
  public ConflictRecords(TidbClient tidb, String schema, long taskId, Redaction redaction) {
    this.tidb = tidb;
    this.schema = schema;
    this.table = new ConflictTable(schema);
    this.taskId = taskId;
    this.name = schema.isEmpty() ? "" : table.name();
    this.redaction = redaction;
  }

  /** How many rows in conflict were seen. */
  public long count() {
    return written.get();
  }

  /** The quoted, qualified name of the table. */
  public String table() {
    return name;
  }

  /**
   * Writes all rows of the groups, in place of what an earlier run of this task wrote about the
   * table: an import that goes on after a crash decides again, and must not tell of a row twice.
   */
  void write(TablePlan plan, Collection<ConflictGroup> groups) {
    groups.forEach(group -> written.addAndGet(group.rowIds().size()));
    write(
        table.create(),
        connection -> {
          delete(connection, table.delete(), plan);
          insert(connection, plan, groups);
        });
  }

  /** As {@link #write}, of rows that were left out before the import, once each. */
  void writeLeftOut(TablePlan plan, ConflictScan scan, Set<Long> rowIds) {
    written.addAndGet(rowIds.size());
    name = schema.isEmpty() ? "" : table.leftOutName();
    write(
        table.createLeftOut(),
        connection -> {
          delete(connection, table.deleteLeftOut(), plan);
          insertLeftOut(connection, plan, scan, rowIds);
        });
  }

  private interface Change {
    void apply(Connection connection) throws SQLException;
  }

  private void write(List<String> create, Change change) {
    if (schema.isEmpty()) {
      return;
    }
    try {
      tidb.execute(create);
      tidb.withConnection(
          connection -> {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
              change.apply(connection);
              connection.commit();
              done = true;
            } finally {
              if (!done) {
                connection.rollback();
              }
              connection.setAutoCommit(true);
            }
            return null;
          });
    } catch (SQLException e) {
      throw new ImportException(
          ErrorCode.INIT_ERROR_MANAGER,
          "init error manager error: cannot record conflicts in "
              + table.name()
              + ": "
              + redaction.either(e.getMessage(), "error " + e.getErrorCode() + " of the server"),
          "give tidb.user the right to create it, or set lightning.task-info-schema-name = \"\"",
          e);
    }
  }

  private void delete(Connection connection, String sql, TablePlan plan) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, taskId);
      statement.setString(2, plan.name());
      statement.executeUpdate();
    }
  }

  private void insert(Connection connection, TablePlan plan, Collection<ConflictGroup> groups)
      throws SQLException {
    NavigableMap<byte[], ConflictGroup> byKey = new TreeMap<>(Bytes::compare);
    Set<Long> ids = new HashSet<>();
    for (ConflictGroup group : groups) {
      byKey.put(group.key(), group);
      ids.addAll(group.rowIds());
    }
    try (PreparedStatement statement = connection.prepareStatement(table.insert())) {
      int[] pending = {0};
      new ConflictRows(plan)
          .visit(
              ids,
              row -> {
                try {
                  pending[0] += add(statement, plan, row, byKey);
                  writeIfFull(connection, statement, pending);
                } catch (SQLException e) {
                  throw new Unwritten(e);
                }
              });
      if (pending[0] > 0) {
        statement.executeBatch();
      }
    } catch (Unwritten e) {
      throw e.failure;
    }
  }

  private void insertLeftOut(
      Connection connection, TablePlan plan, ConflictScan scan, Set<Long> rowIds)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(table.insertLeftOut())) {
      int[] pending = {0};
      new ConflictRows(plan)
          .visit(
              rowIds,
              row -> {
                try {
                  statement.setLong(1, taskId);
                  statement.setString(2, plan.name());
                  statement.setString(3, row.path());
                  statement.setLong(4, row.offset());
                  statement.setString(5, "duplicate entry for key " + keys(plan, scan, row));
                  statement.setLong(6, row.rowId());
                  statement.setString(7, row.text());
                  statement.addBatch();
                  pending[0]++;
                  writeIfFull(connection, statement, pending);
                } catch (SQLException e) {
                  throw new Unwritten(e);
                }
              });
      if (pending[0] > 0) {
        statement.executeBatch();
      }
    } catch (Unwritten e) {
      throw e.failure;
    }
  }

  /** A transaction may not hold any number of rows. */
  private static void writeIfFull(Connection connection, PreparedStatement statement, int[] pending)
      throws SQLException {
    if (pending[0] >= BATCH) {
      statement.executeBatch();
      connection.commit();
      pending[0] = 0;
    }
  }

  /** The names of the keys that a row has in common with others. */
  private static String keys(TablePlan plan, ConflictScan scan, ConflictRow row) {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < row.pairs().count(); i++) {
      byte[] key = row.pairs().key(i);
      if (scan.isConflict(key)) {
        boolean data = TableDecoder.isRecordKey(key);
        names.add("'" + (data ? "PRIMARY" : ConflictRow.index(plan.info(), key).name()) + "'");
      }
    }
    return String.join(", ", names);
  }

  /** Adds one row for each key of a source row that a group is about. */
  private int add(
      PreparedStatement statement,
      TablePlan plan,
      ConflictRow row,
      NavigableMap<byte[], ConflictGroup> groups)
      throws SQLException {
    int added = 0;
    for (int i = 0; i < row.pairs().count(); i++) {
      byte[] key = row.pairs().key(i);
      if (!groups.containsKey(key)) {
        continue;
      }
      boolean data = TableDecoder.isRecordKey(key);
      statement.setLong(1, taskId);
      statement.setString(2, plan.name());
      statement.setString(3, data ? "PRIMARY" : ConflictRow.index(plan.info(), key).name());
      statement.setString(4, row.keyText(key));
      statement.setString(5, row.text() + " /* " + row.where() + " */");
      statement.setBytes(6, key);
      statement.setBytes(7, row.pairs().value(i));
      statement.setBytes(8, row.recordKey());
      statement.setBytes(9, row.recordValue());
      statement.setInt(10, data ? DATA : INDEX);
      statement.addBatch();
      added++;
    }
    return added;
  }

  /** Carries a failure out of a visit. */
  private static final class Unwritten extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient SQLException failure;

    Unwritten(SQLException failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
