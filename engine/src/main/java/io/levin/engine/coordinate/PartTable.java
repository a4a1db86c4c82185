package io.levin.engine.coordinate;

import static io.levin.engine.coordinate.Statements.prepare;
import static io.levin.engine.coordinate.Statements.unsigned;
import static io.levin.engine.coordinate.Statements.update;

import io.levin.base.KvChecksum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements on the table of parts of tables, which all generations share ({@code spec
 * parallel-import, sections 3.2 and 5}).
 *
 * @param table the quoted, qualified name
 */
record PartTable(String table) {
  /** How much of a name the table holds, in characters. */
  private static final int LONGEST_NAME = 64;

  private static final String COLUMNS =
      "task_id, table_id, table_name, row_id_base, row_id_max, total_kvs_base, total_bytes_base,"
          + " checksum_base, total_kvs, total_bytes, checksum, status, has_duplicates";

  /** A name as the table holds it: cut where it is too long. */
  static String cut(String name) {
    int length = Math.min(LONGEST_NAME, name.codePointCount(0, name.length()));
    return name.substring(0, name.offsetByCodePoints(0, length));
  }

  /** Makes a row, unless it is there. */
  int insert(Connection connection, long taskId, long tableId, String tableName)
      throws SQLException {
    return update(
        connection,
        "INSERT IGNORE INTO "
            + table
            + " (task_id, table_id, table_name, status) VALUES (?, ?, ?, ?)",
        unsigned(taskId),
        tableId,
        cut(tableName),
        TableStatus.INITIALIZED.text());
  }

  /** The rows of all tables. */
  List<TableRow> readAll(Connection connection) throws SQLException {
    return read(connection, " ORDER BY table_id, task_id", List.of());
  }

  /**
   * The rows of one table.
   *
   * @param suffix follows the condition
   */
  List<TableRow> read(Connection connection, long tableId, String suffix) throws SQLException {
    return read(connection, " WHERE table_id = ?" + suffix, List.of(tableId));
  }

  private List<TableRow> read(Connection connection, String suffix, List<Object> values)
      throws SQLException {
    String sql = "SELECT " + COLUMNS + " FROM " + table + suffix;
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

  /** Makes a change. */
  void write(Connection connection, long tableId, TableChange change) throws SQLException {
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

  /** Moves a row on if it has one of the given statuses. */
  int move(Connection connection, long tableId, long taskId, TableStatus to, Set<TableStatus> from)
      throws SQLException {
    String statuses =
        from.stream()
            .sorted()
            .map(status -> "'" + status.text() + "'")
            .collect(Collectors.joining(", "));
    return update(
        connection,
        "UPDATE "
            + table
            + " SET status = ? WHERE table_id = ? AND task_id = ? AND status IN ("
            + statuses
            + ")",
        to.text(),
        tableId,
        unsigned(taskId));
  }

  /** Says what was in the table before. */
  int storeBase(Connection connection, long tableId, long taskId, KvChecksum base)
      throws SQLException {
    return update(
        connection,
        "UPDATE "
            + table
            + " SET total_kvs_base = ?, total_bytes_base = ?, checksum_base = ?,"
            + " status = ? WHERE table_id = ? AND task_id = ?",
        base.pairs(),
        base.bytes(),
        unsigned(base.crc()),
        TableStatus.RESTORE.text(),
        tableId,
        unsigned(taskId));
  }
}
