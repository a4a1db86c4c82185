package io.levin.engine.conflict;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.engine.plan.TablePlan;
import io.levin.kv.TableDecoder;
import io.levin.schema.Identifiers;
import io.levin.schema.IndexInfo;
import io.levin.tidb.TidbClient;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes rows in conflict into {@code conflict_error_v4} of the schema that {@code
 * lightning.task-info-schema-name} names, where operators look for them ({@code operations} 9.1).
 * Thread-safe.
 */
public final class ConflictRecords {
  /** The table's name. */
  public static final String TABLE = "conflict_error_v4";

  private static final int BATCH = 1024;
  private static final int DATA = 1;
  private static final int INDEX = 0;

  private final TidbClient tidb;
  private final String schema;
  private final long taskId;
  private final AtomicLong written = new AtomicLong();

  /**
   * @param schema empty to write nothing
   */
  public ConflictRecords(TidbClient tidb, String schema, long taskId) {
    this.tidb = tidb;
    this.schema = schema;
    this.taskId = taskId;
  }

  /** How many rows in conflict were seen. */
  public long count() {
    return written.get();
  }

  /** The quoted, qualified name of the table. */
  public String table() {
    return Identifiers.qualified(schema, TABLE);
  }

  /** Writes all rows of the groups. */
  void write(TablePlan plan, Collection<ConflictGroup> groups) {
    groups.forEach(group -> written.addAndGet(group.members().size()));
    if (schema.isEmpty()) {
      return;
    }
    try {
      tidb.execute(
          List.of(
              "CREATE DATABASE IF NOT EXISTS " + Identifiers.quote(schema),
              "CREATE TABLE IF NOT EXISTS "
                  + table()
                  + " (id bigint PRIMARY KEY AUTO_INCREMENT, task_id bigint NOT NULL, create_time"
                  + " datetime(6) NOT NULL DEFAULT now(6), table_name varchar(261) NOT NULL,"
                  + " index_name varchar(128) NOT NULL, key_data text NULL, row_data text NULL,"
                  + " raw_key mediumblob NOT NULL, raw_value mediumblob NOT NULL, raw_handle"
                  + " mediumblob NOT NULL, raw_row mediumblob NOT NULL, kv_type tinyint(1) NOT"
                  + " NULL, INDEX (task_id, table_name), INDEX (index_name), INDEX (table_name,"
                  + " index_name), INDEX (kv_type))"));
      insert(plan, groups);
    } catch (SQLException e) {
      throw new ImportException(
          ErrorCode.INIT_ERROR_MANAGER,
          "init error manager error: cannot record conflicts in " + table() + ": " + e.getMessage(),
          "give tidb.user the right to create it, or set lightning.task-info-schema-name = \"\"",
          e);
    }
  }

  private void insert(TablePlan plan, Collection<ConflictGroup> groups) throws SQLException {
    String sql =
        "INSERT INTO "
            + table()
            + " (task_id, table_name, index_name, key_data, row_data, raw_key, raw_value,"
            + " raw_handle, raw_row, kv_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    Set<Long> ids = new HashSet<>();
    groups.forEach(group -> group.members().forEach(member -> ids.add(member.rowId())));
    // Once for all of them: each look reads a whole chunk.
    Map<Long, RowLocator.Located> rows = new RowLocator(plan).locate(ids);
    tidb.withConnection(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int pending = 0;
            for (ConflictGroup group : groups) {
              boolean data = TableDecoder.isRecordKey(group.key());
              for (ConflictGroup.Member member : group.members()) {
                RowLocator.Located row =
                    rows.getOrDefault(
                        member.rowId(), new RowLocator.Located("row " + member.rowId(), ""));
                statement.setLong(1, taskId);
                statement.setString(2, plan.name());
                statement.setString(3, data ? "PRIMARY" : indexName(plan, group.key()));
                statement.setString(4, row.where());
                statement.setString(5, row.text());
                statement.setBytes(6, group.key());
                statement.setBytes(7, member.value());
                statement.setBytes(8, data ? group.key() : new byte[0]);
                statement.setBytes(9, data ? member.value() : new byte[0]);
                statement.setInt(10, data ? DATA : INDEX);
                statement.addBatch();
                if (++pending == BATCH) {
                  statement.executeBatch();
                  pending = 0;
                }
              }
            }
            if (pending > 0) {
              statement.executeBatch();
            }
          }
          return null;
        });
  }

  private static String indexName(TablePlan plan, byte[] key) {
    long id = TableDecoder.indexId(key);
    return plan.info().indices().stream()
        .filter(index -> index.id() == id)
        .map(IndexInfo::name)
        .findFirst()
        .orElse(Long.toString(id));
  }
}
