package io.levin.engine.load;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Redaction;
import io.levin.base.Row;
import io.levin.engine.plan.TablePlan;
import io.levin.kv.RowException;
import io.levin.schema.Identifiers;
import io.levin.source.Chunk;
import io.levin.tidb.TidbClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows whose values do not fit their columns: as many as {@code lightning.max-error} allows are
 * left out and written to {@code type_error_v2} of the schema that {@code
 * lightning.task-info-schema-name} names; the next one ends its table. Thread-safe.
 */
public final class TypeErrors {
  /** The table's name. */
  public static final String TABLE = "type_error_v2";

  private static final Logger LOG = LoggerFactory.getLogger(TypeErrors.class);
  private static final int MAX_ROW_TEXT = 1024;

  private final TidbClient tidb;
  private final String schema;
  private final long taskId;
  private final long limit;
  private final Redaction redaction;
  private final AtomicLong seen = new AtomicLong();

  /** Whether an earlier run of the task left rows out. */
  private volatile boolean goesOn;

  // Guarded by this.
  private boolean created;

  /**
   * @param schema empty to write nothing
   * @param limit how many rows may be left out
   * @param redaction what messages may show of a row; the table always shows it
   */
  public TypeErrors(TidbClient tidb, String schema, long taskId, long limit, Redaction redaction) {
    this.tidb = tidb;
    this.schema = schema;
    this.taskId = taskId;
    this.limit = limit;
    this.redaction = redaction;
  }

  /** How many rows were left out. */
  public long count() {
    return Math.min(limit, seen.get());
  }

  /** The quoted, qualified name of the table. */
  public String table() {
    return schema.isEmpty() ? "" : Identifiers.qualified(schema, TABLE);
  }

  /**
   * Takes up what an earlier run of the task left out: those rows count, and are not told of again.
   */
  public void goOn() {
    if (limit <= 0 || schema.isEmpty()) {
      return;
    }
    try {
      create();
      String rows =
          tidb.queryText("SELECT count(*) FROM " + table() + " WHERE task_id = " + taskId);
      seen.set(Long.parseLong(rows));
      goesOn = seen.get() > 0;
    } catch (SQLException e) {
      throw cannotRecord(e);
    }
  }

  /**
   * A chunk is read from a position on: rows behind it that an earlier run left out will come
   * again, and are forgotten.
   */
  void begin(String tableName, Chunk chunk, long position) {
    if (goesOn) {
      forget(tableName, chunk, position);
    }
  }

  /** Forgets rows of a chunk that were left out, because they are read again. */
  void forget(String tableName, Chunk chunk, long position) {
    if (seen.get() == 0) {
      return;
    }
    if (schema.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("table", tableName)
          .log("rows that were left out may count twice: they are not recorded anywhere");
      return;
    }
    try {
      seen.addAndGet(
          -tidb.withConnection(connection -> delete(connection, tableName, chunk, position)));
    } catch (SQLException e) {
      throw cannotRecord(e);
    }
  }

  private int delete(Connection connection, String tableName, Chunk chunk, long position)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM "
                + table()
                + " WHERE task_id = ? AND table_name = ? AND path = ? AND offset > ? AND offset <="
                + " ?")) {
      delete.setLong(1, taskId);
      delete.setString(2, tableName);
      delete.setString(3, chunk.file().path());
      delete.setLong(4, position);
      delete.setLong(5, chunk.end());
      return delete.executeUpdate();
    }
  }

  /**
   * Leaves a row out.
   *
   * @param position offset behind the row
   * @throws ImportException {@link ErrorCode#ENCODE_KV} when too many were left out already
   */
  void leaveOut(TablePlan plan, Chunk chunk, long position, Row row, RowException failure) {
    long number = seen.incrementAndGet();
    if (number > limit) {
      String threshold =
          limit == 0
              ? ""
              : "The number of type errors exceeds the threshold configured by `max-error.type`: '"
                  + limit
                  + "': ";
      long line = plan.lineOfRow(chunk, row.startOffset());
      throw new ImportException(
          ErrorCode.ENCODE_KV,
          "encode kv error in file "
              + chunk.file().path()
              + ":"
              + chunk.start()
              + " at offset "
              + position
              + ": "
              + threshold
              + CastFailure.text(plan.info(), failure, redaction)
              + (line > 0 ? " (line " + line + ")" : ""),
          "correct the row, or tolerate such rows by lightning.max-error",
          failure);
    }
    if (!schema.isEmpty()) {
      String text = CastFailure.text(plan.info(), failure, Redaction.OFF);
      write(plan.name(), chunk, position, row, text);
    }
  }

  private void write(String tableName, Chunk chunk, long position, Row row, String error) {
    String text = row.asValues();
    String shown = text.length() <= MAX_ROW_TEXT ? text : text.substring(0, MAX_ROW_TEXT) + "…";
    try {
      create();
      tidb.withConnection(
          connection -> {
            try (PreparedStatement insert =
                connection.prepareStatement(
                    "INSERT INTO "
                        + table()
                        + " (task_id, table_name, path, offset, error, row_data) VALUES (?, ?, ?,"
                        + " ?, ?, ?)")) {
              insert.setLong(1, taskId);
              insert.setString(2, tableName);
              insert.setString(3, chunk.file().path());
              insert.setLong(4, position);
              insert.setString(5, error);
              insert.setString(6, shown);
              insert.executeUpdate();
            }
            return null;
          });
    } catch (SQLException e) {
      throw cannotRecord(e);
    }
  }

  private synchronized void create() throws SQLException {
    if (created) {
      return;
    }
    tidb.execute(
        List.of(
            "CREATE DATABASE IF NOT EXISTS " + Identifiers.quote(schema),
            "CREATE TABLE IF NOT EXISTS "
                + table()
                + " (id bigint PRIMARY KEY AUTO_INCREMENT, task_id bigint NOT NULL, create_time"
                + " datetime(6) NOT NULL DEFAULT now(6), table_name varchar(261) NOT NULL, path"
                + " varchar(2048) NOT NULL, offset bigint NOT NULL, error text NOT NULL, row_data"
                + " text NOT NULL)"));
    created = true;
  }

  private ImportException cannotRecord(SQLException e) {
    return new ImportException(
        ErrorCode.INIT_ERROR_MANAGER,
        "init error manager error: cannot record a row in "
            + table()
            + ": "
            + redaction.either(e.getMessage(), "error " + e.getErrorCode() + " of the server"),
        "give tidb.user the right to create it, or set lightning.task-info-schema-name = \"\"",
        e);
  }
}
