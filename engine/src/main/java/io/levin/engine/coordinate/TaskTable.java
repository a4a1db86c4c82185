package io.levin.engine.coordinate;

import static io.levin.engine.coordinate.Statements.unsigned;
import static io.levin.engine.coordinate.Statements.update;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements on the table of tasks, in the shape of its generation.
 *
 * @param generation the shape
 * @param table the quoted, qualified name
 */
record TaskTable(Generation generation, String table) {
  /** Registers a task; one that is there already runs again and keeps everything else. */
  int insert(Connection connection, TaskRow row) throws SQLException {
    return switch (generation) {
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

  /** Registers a task whose row is gone, with what it had come to. */
  void insertAgain(Connection connection, TaskRow row) throws SQLException {
    insert(connection, row);
    if (!row.pdCfgs().isEmpty()) {
      write(connection, new TaskChange.Pause(row.taskId(), row.pdCfgs()));
    }
  }

  /**
   * All rows.
   *
   * @param suffix follows the name of the table
   */
  List<TaskRow> read(Connection connection, String suffix) throws SQLException {
    String sql = "SELECT " + generation.columns() + " FROM " + table + suffix;
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

  /** Makes a change. */
  void write(Connection connection, TaskChange change) throws SQLException {
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
    }
  }
}
