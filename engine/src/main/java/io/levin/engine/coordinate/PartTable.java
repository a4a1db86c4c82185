package io.levin.engine.coordinate;

import static io.levin.engine.coordinate.Statements.repeated;
import static io.levin.engine.coordinate.Statements.rows;
import static io.levin.engine.coordinate.Statements.unsigned;
import static io.levin.engine.coordinate.Statements.update;

import io.levin.base.KvChecksum;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements on the table of parts of tables, which all generations share. One row is changed
 * by the statement that the original sends too; where many change alike, one statement does for all
 * of them.
 *
 * @param table the quoted, qualified name
 */
record PartTable(String table) {
  /** How much of a name the table holds, in characters. */
  private static final int LONGEST_NAME = 64;

  private static final String COLUMNS =
      "task_id, table_id, table_name, row_id_base, row_id_max, total_kvs_base, total_bytes_base,"
          + " checksum_base, total_kvs, total_bytes, checksum, status, has_duplicates";

  /** A part of a table that is to have a row. */
  record Part(long taskId, long tableId, String tableName) {}

  /** All parts of all tables. */
  List<TableRow> readAll(Connection connection) throws SQLException {
    return read(connection, " ORDER BY table_id, task_id", List.of());
  }

  /**
   * All parts of some tables in the order of their tasks.
   *
   * @param lock whether the rows are locked until the end of the transaction
   */
  Map<Long, List<TableRow>> read(Connection connection, Collection<Long> tableIds, boolean lock)
      throws SQLException {
    Map<Long, List<TableRow>> byTable = new LinkedHashMap<>();
    // In one order everywhere, so that instances do not lock each other out.
    tableIds.stream().sorted().forEach(id -> byTable.put(id, new ArrayList<>()));
    String where =
        " WHERE table_id "
            + (byTable.size() == 1 ? "= ?" : "IN (" + places(byTable.size()) + ")")
            + (lock ? " ORDER BY table_id, task_id FOR UPDATE" : "");
    for (TableRow row : read(connection, where, List.copyOf(byTable.keySet()))) {
      byTable.get(row.tableId()).add(row);
    }
    return byTable;
  }

  private List<TableRow> read(Connection connection, String suffix, List<?> values)
      throws SQLException {
    return rows(
        connection,
        "SELECT " + COLUMNS + " FROM " + table + suffix,
        row ->
            new TableRow(
                unsigned(row, 1),
                row.getLong(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                new KvChecksum(unsigned(row, 8), unsigned(row, 6), unsigned(row, 7)),
                new KvChecksum(unsigned(row, 11), unsigned(row, 9), unsigned(row, 10)),
                TableStatus.parse(row.getString(12)),
                row.getInt(13) != 0),
        values.toArray());
  }

  /** Makes rows for parts that have none. */
  void add(Connection connection, Collection<Part> parts) throws SQLException {
    List<Object> values = new ArrayList<>();
    for (Part part : parts) {
      values.add(unsigned(part.taskId()));
      values.add(part.tableId());
      values.add(cut(part.tableName()));
      values.add(TableStatus.INITIALIZED.text());
    }
    update(
        connection,
        "INSERT IGNORE INTO "
            + table
            + " (task_id, table_id, table_name, status) VALUES "
            + repeated("(?, ?, ?, ?)", parts.size()),
        values.toArray());
  }

  /** A name as the table holds it: cut where it is too long. */
  static String cut(String name) {
    int length = Math.min(LONGEST_NAME, name.codePointCount(0, name.length()));
    return name.substring(0, name.offsetByCodePoints(0, length));
  }

  /** Moves those rows on that have one of the given statuses; returns how many changed. */
  int move(
      Connection connection,
      Collection<Long> tableIds,
      long taskId,
      TableStatus to,
      Set<TableStatus> from)
      throws SQLException {
    List<Object> values = new ArrayList<>();
    values.add(to.text());
    String statuses =
        from.stream()
            .sorted()
            .map(status -> "'" + status.text() + "'")
            .collect(Collectors.joining(", "));
    String ids = in(tableIds, values);
    values.add(unsigned(taskId));
    return update(
        connection,
        "UPDATE "
            + table
            + " SET status = ? WHERE "
            + ids
            + " AND task_id = ? AND status IN ("
            + statuses
            + ")",
        values.toArray());
  }

  /**
   * Writes changes to rows that were read and are locked.
   *
   * @param rows of the tables, as they were read
   * @param changes by table, those of a table in order
   */
  void write(
      Connection connection, Map<Long, List<TableRow>> rows, Map<Long, List<TableChange>> changes)
      throws SQLException {
    List<TableRow> allocated = new ArrayList<>();
    List<TableRow> merged = new ArrayList<>();
    Map<TableChange, List<Long>> alike = new LinkedHashMap<>();
    for (Map.Entry<Long, List<TableChange>> table : changes.entrySet()) {
      long id = table.getKey();
      List<TableChange> ordered = table.getValue();
      TableRow own = ordered.size() == 1 ? changed(rows.get(id), ordered.get(0)) : null;
      if (own != null && ordered.get(0) instanceof TableChange.Allocate) {
        allocated.add(own);
      } else if (own != null && ordered.get(0) instanceof TableChange.Merge) {
        merged.add(own);
      } else if (ordered.size() == 1) {
        alike.computeIfAbsent(ordered.get(0), change -> new ArrayList<>()).add(id);
      } else {
        for (TableChange change : ordered) {
          write(connection, List.of(id), change);
        }
      }
    }
    writeRows(connection, allocated, List.of("row_id_base", "row_id_max", "status"));
    writeRows(
        connection,
        merged,
        List.of("total_kvs", "total_bytes", "checksum", "status", "has_duplicates"));
    for (Map.Entry<TableChange, List<Long>> same : alike.entrySet()) {
      write(connection, same.getValue(), same.getKey());
    }
  }

  /** The row of the table that a change speaks of, as it is afterwards; null when there is none. */
  private static TableRow changed(List<TableRow> rows, TableChange change) {
    long task;
    if (change instanceof TableChange.Allocate c) {
      task = c.taskId();
    } else if (change instanceof TableChange.Merge c) {
      task = c.taskId();
    } else {
      return null;
    }
    for (TableRow row : rows) {
      if (row.taskId() == task) {
        return row.with(change);
      }
    }
    return null;
  }

  /** Rows that are there and locked, so that nothing is inserted. */
  private void writeRows(Connection connection, List<TableRow> rows, List<String> columns)
      throws SQLException {
    if (rows.size() == 1) {
      TableRow row = rows.get(0);
      List<Object> values = new ArrayList<>(columns.stream().map(c -> value(row, c)).toList());
      values.add(row.tableId());
      values.add(unsigned(row.taskId()));
      update(
          connection,
          "UPDATE "
              + table
              + " SET "
              + columns.stream().map(c -> c + " = ?").collect(Collectors.joining(", "))
              + " WHERE table_id = ? AND task_id = ?",
          values.toArray());
    } else if (!rows.isEmpty()) {
      List<Object> values = new ArrayList<>();
      for (TableRow row : rows) {
        values.add(unsigned(row.taskId()));
        values.add(row.tableId());
        values.add(row.tableName());
        columns.forEach(column -> values.add(value(row, column)));
      }
      update(
          connection,
          "INSERT INTO "
              + table
              + " (task_id, table_id, table_name, "
              + String.join(", ", columns)
              + ") VALUES "
              + repeated("(" + places(3 + columns.size()) + ")", rows.size())
              + " ON DUPLICATE KEY UPDATE "
              + columns.stream()
                  .map(c -> c + " = VALUES(" + c + ")")
                  .collect(Collectors.joining(", ")),
          values.toArray());
    }
  }

  private static Object value(TableRow row, String column) {
    return switch (column) {
      case "row_id_base" -> row.rowIdBase();
      case "row_id_max" -> row.rowIdMax();
      case "total_kvs" -> row.total().pairs();
      case "total_bytes" -> row.total().bytes();
      case "checksum" -> unsigned(row.total().crc());
      case "status" -> row.status().text();
      case "has_duplicates" -> row.hasDuplicates() ? 1 : 0;
      default -> throw new IllegalArgumentException(column);
    };
  }

  /** The same change of several tables. */
  private void write(Connection connection, List<Long> ids, TableChange change)
      throws SQLException {
    List<Object> values = new ArrayList<>();
    if (change instanceof TableChange.Allocate c) {
      values.addAll(List.of(c.base(), c.max(), c.status().text()));
      update(
          connection,
          "UPDATE "
              + table
              + " SET row_id_base = ?, row_id_max = ?, status = ?"
              + own(ids, c.taskId(), values),
          values.toArray());
    } else if (change instanceof TableChange.Merge c) {
      values.addAll(
          List.of(
              c.total().pairs(),
              c.total().bytes(),
              unsigned(c.total().crc()),
              c.status().text(),
              c.hasDuplicates() ? 1 : 0));
      update(
          connection,
          "UPDATE "
              + table
              + " SET total_kvs = ?, total_bytes = ?, checksum = ?, status = ?,"
              + " has_duplicates = ?"
              + own(ids, c.taskId(), values),
          values.toArray());
    } else if (change instanceof TableChange.Move c) {
      values.add(c.status().text());
      update(
          connection,
          "UPDATE " + table + " SET status = ?" + own(ids, c.taskId(), values),
          values.toArray());
    } else if (change instanceof TableChange.DeleteVerified) {
      update(
          connection,
          "DELETE FROM "
              + table
              + " WHERE "
              + in(ids, values)
              + " AND (status = 'checksuming' OR status = 'checksum_skipped')",
          values.toArray());
    } else if (change instanceof TableChange.Delete c) {
      update(connection, "DELETE FROM " + table + own(ids, c.taskId(), values), values.toArray());
    }
  }

  private static String own(Collection<Long> ids, long taskId, List<Object> values) {
    String where = " WHERE " + in(ids, values) + " AND task_id = ?";
    values.add(unsigned(taskId));
    return where;
  }

  /** A condition on the table's id, whose values are added. */
  private static String in(Collection<Long> ids, List<Object> values) {
    values.addAll(ids.stream().sorted().toList());
    return ids.size() == 1 ? "table_id = ?" : "table_id IN (" + places(ids.size()) + ")";
  }

  private static String places(int count) {
    return repeated("?", count);
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
