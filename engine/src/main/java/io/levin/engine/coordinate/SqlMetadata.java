package io.levin.engine.coordinate;

import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.tidb.TidbClient;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata in tables of the target TiDB. The statements are those of the original, since other
 * programs read and write the same rows ({@code spec parallel-import, sections 4 to 6}).
 */
final class SqlMetadata implements MetadataStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlMetadata.class);

  private static final String TABLE_COLUMNS =
      "task_id, table_id, table_name, row_id_base, row_id_max, total_kvs_base, total_bytes_base,"
          + " checksum_base, total_kvs, total_bytes, checksum, status, has_duplicates";

  private final Attempts attempts;
  private final MetadataTables tables;

  /**
   * What was registered here: made again when the tables are. Nothing once the end was told: then
   * tables that are gone are as good as empty.
   */
  private final AtomicReference<TaskRow> registered;

  SqlMetadata(Attempts attempts, MetadataTables tables) {
    this(attempts, tables, new AtomicReference<>());
  }

  private SqlMetadata(
      Attempts attempts, MetadataTables tables, AtomicReference<TaskRow> registered) {
    this.attempts = attempts;
    this.tables = tables;
    this.registered = registered;
  }

  /** The same with another patience. */
  SqlMetadata with(Attempts others) {
    return new SqlMetadata(others, tables, registered);
  }

  /** Makes the tables if they are not there. */
  void create() throws SQLException {
    tables.create();
  }

  @Override
  public boolean addTask(TaskRow row) {
    // Asked first: what the server counts as changed rows depends on the connection's flags.
    boolean known =
        attempt("check whether this task has started before", c -> readTasks(c, "")).stream()
            .anyMatch(task -> task.taskId() == row.taskId());
    registered.set(row);
    attempt("init task meta", connection -> insert(connection, row));
    return !known;
  }

  private int insert(Connection connection, TaskRow row) throws SQLException {
    String table = tables.tasks();
    return switch (tables.generation()) {
      case V5_1 ->
          update(
              connection,
              "INSERT IGNORE INTO " + table + " (task_id, status) VALUES (?, ?)",
              unsigned(row.taskId()),
              row.status().text());
      case V5_3, V6 ->
          update(
              connection,
              "INSERT INTO "
                  + table
                  + " (task_id, status, source_bytes) VALUES (?, ?, ?)"
                  + " ON DUPLICATE KEY UPDATE state = ?",
              unsigned(row.taskId()),
              row.status().text(),
              row.tikvBytes(),
              TaskRow.RUNNING);
      case V7 ->
          update(
              connection,
              "INSERT INTO "
                  + table
                  + " (task_id, status, tikv_source_bytes, tiflash_source_bytes)"
                  + " VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE state = ?",
              unsigned(row.taskId()),
              row.status().text(),
              row.tikvBytes(),
              row.tiflashBytes(),
              TaskRow.RUNNING);
    };
  }

  @Override
  public List<TaskRow> tasks() {
    return attempt("fetch task metas", connection -> readTasks(connection, ""), List::of);
  }

  @Override
  public <T> T onTasks(String purpose, Function<List<TaskRow>, Decision<T, TaskChange>> decision) {
    return transaction(
        purpose,
        connection -> {
          Decision<T, TaskChange> decided =
              decision.apply(readTasks(connection, " ORDER BY task_id FOR UPDATE"));
          for (TaskChange change : decided.changes()) {
            write(connection, change);
          }
          return decided.result();
        },
        () -> decision.apply(List.of()).result());
  }

  private List<TaskRow> readTasks(Connection connection, String suffix) throws SQLException {
    String sql = "SELECT " + tables.generation().columns() + " FROM " + tables.tasks() + suffix;
    List<TaskRow> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.add(
            new TaskRow(
                unsigned(row, 1),
                row.getString(2),
                TaskStatus.parse(row.getString(3)),
                row.getInt(4),
                unsigned(row, 5),
                unsigned(row, 6),
                unsigned(row, 7),
                unsigned(row, 8)));
      }
    }
    return rows;
  }

  private void write(Connection connection, TaskChange change) throws SQLException {
    String table = tables.tasks();
    Generation generation = tables.generation();
    if (change instanceof TaskChange.Pause c) {
      update(
          connection,
          "UPDATE " + table + " SET pd_cfgs = ?, status = ? WHERE task_id = ?",
          c.pdCfgs(),
          TaskStatus.SCHEDULE_SET.text(),
          unsigned(c.taskId()));
    } else if (change instanceof TaskChange.Mark c) {
      if (generation == Generation.V5_1) {
        update(
            connection,
            "UPDATE " + table + " SET status = ? WHERE task_id = ?",
            c.status().text(),
            unsigned(c.taskId()));
      } else {
        update(
            connection,
            "UPDATE " + table + " SET status = ?, state = ? WHERE task_id = ?",
            c.status().text(),
            c.state(),
            unsigned(c.taskId()));
      }
    } else if (change instanceof TaskChange.Replace c && generation == Generation.V7) {
      TaskRow row = c.row();
      update(
          connection,
          "REPLACE INTO "
              + table
              + " (task_id, pd_cfgs, status, state, tikv_source_bytes, tiflash_source_bytes,"
              + " tikv_avail, tiflash_avail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          unsigned(row.taskId()),
          row.pdCfgs(),
          row.status().text(),
          row.state(),
          row.tikvBytes(),
          row.tiflashBytes(),
          row.tikvAvailable(),
          row.tiflashAvailable());
    } else if (change instanceof TaskChange.Replace c && generation == Generation.V6) {
      TaskRow row = c.row();
      update(
          connection,
          "REPLACE INTO "
              + table
              + " (task_id, pd_cfgs, status, state, source_bytes, cluster_avail)"
              + " VALUES (?, ?, ?, ?, ?, ?)",
          unsigned(row.taskId()),
          row.pdCfgs(),
          row.status().text(),
          row.state(),
          row.tikvBytes(),
          row.tikvAvailable());
    } else if (change instanceof TaskChange.Delete c) {
      update(connection, "DELETE FROM " + table + " WHERE task_id = ?", unsigned(c.taskId()));
    } else if (change instanceof TaskChange.DeleteAll) {
      update(connection, "DELETE FROM " + table);
    }
  }

  @Override
  public void addTable(long taskId, long tableId, String tableName) {
    String cut = tableName.substring(0, tableName.offsetByCodePoints(0, length(tableName)));
    attempt(
        "init table meta",
        connection ->
            update(
                connection,
                "INSERT IGNORE INTO "
                    + tables.tables()
                    + " (task_id, table_id, table_name, status) VALUES (?, ?, ?, ?)",
                unsigned(taskId),
                tableId,
                cut,
                TableStatus.INITIALIZED.text()));
  }

  static int length(String name) {
    return Math.min(64, name.codePointCount(0, name.length()));
  }

  @Override
  public List<TableRow> table(long tableId) {
    return attempt("fetch table meta", connection -> readTable(connection, tableId, ""), List::of);
  }

  @Override
  public List<TableRow> tables() {
    return attempt(
        "fetch table metas",
        connection -> readTables(connection, " ORDER BY table_id, task_id", List.of()),
        List::of);
  }

  @Override
  public <T> T onTable(
      String purpose, long tableId, Function<List<TableRow>, Decision<T, TableChange>> decision) {
    return transaction(
        purpose,
        connection -> {
          Decision<T, TableChange> decided =
              decision.apply(readTable(connection, tableId, " FOR UPDATE"));
          for (TableChange change : decided.changes()) {
            write(connection, tableId, change);
          }
          return decided.result();
        },
        () -> decision.apply(List.of()).result());
  }

  private List<TableRow> readTable(Connection connection, long tableId, String suffix)
      throws SQLException {
    return readTables(connection, " WHERE table_id = ?" + suffix, List.of(tableId));
  }

  private List<TableRow> readTables(Connection connection, String suffix, List<Object> values)
      throws SQLException {
    String sql = "SELECT " + TABLE_COLUMNS + " FROM " + tables.tables() + suffix;
    List<TableRow> rows = new ArrayList<>();
    try (PreparedStatement statement = prepare(connection, sql, values.toArray());
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows.add(
            new TableRow(
                unsigned(row, 1),
                row.getLong(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                new KvChecksum(unsigned(row, 8), unsigned(row, 6), unsigned(row, 7)),
                new KvChecksum(unsigned(row, 11), unsigned(row, 9), unsigned(row, 10)),
                TableStatus.parse(row.getString(12)),
                row.getInt(13) != 0));
      }
    }
    return rows;
  }

  private void write(Connection connection, long tableId, TableChange change) throws SQLException {
    String table = tables.tables();
    if (change instanceof TableChange.Allocate c) {
      update(
          connection,
          "UPDATE "
              + table
              + " SET row_id_base = ?, row_id_max = ?, status = ?"
              + " WHERE table_id = ? AND task_id = ?",
          c.base(),
          c.max(),
          c.status().text(),
          tableId,
          unsigned(c.taskId()));
    } else if (change instanceof TableChange.Merge c) {
      update(
          connection,
          "UPDATE "
              + table
              + " SET total_kvs = ?, total_bytes = ?, checksum = ?, status = ?,"
              + " has_duplicates = ? WHERE table_id = ? AND task_id = ?",
          c.total().pairs(),
          c.total().bytes(),
          unsigned(c.total().crc()),
          c.status().text(),
          c.hasDuplicates() ? 1 : 0,
          tableId,
          unsigned(c.taskId()));
    } else if (change instanceof TableChange.Move c) {
      update(
          connection,
          "UPDATE " + table + " SET status = ? WHERE table_id = ? AND task_id = ?",
          c.status().text(),
          tableId,
          unsigned(c.taskId()));
    } else if (change instanceof TableChange.DeleteVerified) {
      update(
          connection,
          "DELETE FROM "
              + table
              + " WHERE table_id = ? AND (status = 'checksuming' OR status = 'checksum_skipped')",
          tableId);
    } else if (change instanceof TableChange.Delete c) {
      update(
          connection,
          "DELETE FROM " + table + " WHERE table_id = ? AND task_id = ?",
          tableId,
          unsigned(c.taskId()));
    }
  }

  @Override
  public boolean move(long tableId, long taskId, TableStatus to, Set<TableStatus> from) {
    String statuses =
        from.stream()
            .sorted()
            .map(status -> "'" + status.text() + "'")
            .collect(Collectors.joining(", "));
    return attempt(
            "update meta status",
            connection ->
                update(
                    connection,
                    "UPDATE "
                        + tables.tables()
                        + " SET status = ? WHERE table_id = ? AND task_id = ? AND status IN ("
                        + statuses
                        + ")",
                    to.text(),
                    tableId,
                    unsigned(taskId)),
            () -> 0)
        > 0;
  }

  @Override
  public boolean storeBase(long tableId, long taskId, KvChecksum base) {
    return attempt(
            "update base checksum",
            connection ->
                update(
                    connection,
                    "UPDATE "
                        + tables.tables()
                        + " SET total_kvs_base = ?, total_bytes_base = ?, checksum_base = ?,"
                        + " status = ? WHERE table_id = ? AND task_id = ?",
                    base.pairs(),
                    base.bytes(),
                    unsigned(base.crc()),
                    TableStatus.RESTORE.text(),
                    tableId,
                    unsigned(taskId)),
            () -> 0)
        > 0;
  }

  @Override
  public boolean dropIfEmpty() {
    try {
      if (!tables.exist()) {
        return true;
      }
      String counts =
          "SELECT (SELECT COUNT(*) FROM "
              + tables.tasks()
              + ") + (SELECT COUNT(*) FROM "
              + tables.tables()
              + ")";
      if (!"0".equals(attempts.tidb().queryText(counts))) {
        return false;
      }
      tables.drop();
      return true;
    } catch (SQLException e) {
      if (Attempts.isGone(e)) {
        return true;
      }
      throw Attempts.failure("clean up metas", e);
    }
  }

  private <T> T transaction(String purpose, TidbClient.Work<T> work, Supplier<T> whenLeft) {
    try {
      return attempts.transaction(purpose, work, this::createAgain);
    } catch (ImportException e) {
      return orElse(e, whenLeft);
    }
  }

  private <T> T attempt(String purpose, TidbClient.Work<T> work) {
    return attempts.run(purpose, work, this::createAgain);
  }

  private <T> T attempt(String purpose, TidbClient.Work<T> work, Supplier<T> whenLeft) {
    try {
      return attempt(purpose, work);
    } catch (ImportException e) {
      return orElse(e, whenLeft);
    }
  }

  private <T> T orElse(ImportException e, Supplier<T> whenLeft) {
    if (registered.get() == null
        && e.getCause() instanceof SQLException cause
        && Attempts.isGone(cause)) {
      return whenLeft.get();
    }
    throw e;
  }

  /** Makes the tables again while this task is registered; false when it is not. */
  private boolean createAgain() {
    TaskRow row = registered.get();
    if (row == null) {
      return false;
    }
    try {
      tables.create();
      attempts.tidb().withConnectionOnce(connection -> insert(connection, row));
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("cannot make the metadata tables again");
    }
    return true;
  }

  @Override
  public void left() {
    registered.set(null);
  }

  private static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /** Checksums and task ids use all 64 bits. */
  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  private static long unsigned(ResultSet row, int column) throws SQLException {
    return Long.parseUnsignedLong(row.getString(column));
  }
}
