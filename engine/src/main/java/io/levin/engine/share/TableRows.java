package io.levin.engine.share;

import static io.levin.engine.coordinate.Statements.repeated;
import static io.levin.engine.coordinate.Statements.rows;
import static io.levin.engine.coordinate.Statements.unsigned;
import static io.levin.engine.coordinate.Statements.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The statements on the tables of one fleet.
 *
 * @param table the quoted, qualified name
 * @param taskId the fleet's
 */
record TableRows(String table, long taskId) {
  /** Rows of one INSERT. */
  private static final int BATCH = 200;

  private static final String COLUMNS =
      "table_id, table_name, state, owner, epoch, digest, timestamp_seconds, base_ts, row_id_base,"
          + " row_id_max, lots, error";

  /** All of them. */
  List<FleetTable> read(Connection connection) throws SQLException {
    return read(connection, "");
  }

  private List<FleetTable> read(Connection connection, String suffix, Object... more)
      throws SQLException {
    List<Object> values = new ArrayList<>(List.of(unsigned(taskId)));
    Collections.addAll(values, more);
    return rows(
        connection,
        "SELECT " + COLUMNS + " FROM " + table + " WHERE task_id = ?" + suffix,
        row ->
            new FleetTable(
                row.getLong(1),
                row.getString(2),
                FleetTables.state(FleetTable.State.class, row.getString(3)),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getInt(11),
                row.getString(12)),
        values.toArray());
  }

  /** Adds those that are not there yet. */
  void add(Connection connection, List<FleetTable> added) throws SQLException {
    for (int from = 0; from < added.size(); from += BATCH) {
      List<FleetTable> batch = added.subList(from, Math.min(added.size(), from + BATCH));
      List<Object> values = new ArrayList<>();
      for (FleetTable one : batch) {
        Collections.addAll(
            values,
            unsigned(taskId),
            one.tableId(),
            one.name(),
            FleetTables.text(one.state()),
            one.digest(),
            one.timestampSeconds());
      }
      update(
          connection,
          "INSERT IGNORE INTO "
              + table
              + " (task_id, table_id, table_name, state, digest, timestamp_seconds) VALUES "
              + repeated("(?, ?, ?, ?, ?, ?)", batch.size()),
          values.toArray());
    }
  }

  /** Locks a row, and writes what is made of it if that is another. */
  Optional<FleetTable> change(Connection connection, long tableId, UnaryOperator<FleetTable> change)
      throws SQLException {
    Optional<FleetTable> before =
        read(connection, " AND table_id = ? FOR UPDATE", tableId).stream().findFirst();
    Optional<FleetTable> after = before.map(change);
    if (!after.equals(before)) {
      write(connection, after.orElseThrow());
    }
    return after;
  }

  private void write(Connection connection, FleetTable row) throws SQLException {
    update(
        connection,
        "UPDATE "
            + table
            + " SET state = ?, owner = ?, epoch = ?, base_ts = ?, row_id_base = ?,"
            + " row_id_max = ?, lots = ?, error = ? WHERE task_id = ? AND table_id = ?",
        FleetTables.text(row.state()),
        row.owner(),
        row.epoch(),
        row.baseTs(),
        row.rowIdBase(),
        row.rowIdMax(),
        row.lots(),
        row.error(),
        unsigned(taskId),
        row.tableId());
  }
}
