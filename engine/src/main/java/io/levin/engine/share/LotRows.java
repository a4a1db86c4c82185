package io.levin.engine.share;

import static io.levin.engine.coordinate.Statements.repeated;
import static io.levin.engine.coordinate.Statements.rows;
import static io.levin.engine.coordinate.Statements.unsigned;
import static io.levin.engine.coordinate.Statements.update;

import io.levin.base.KvChecksum;
import io.levin.kv.AutoIds;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The statements on the lots of one fleet.
 *
 * @param table the quoted, qualified name
 * @param taskId the fleet's
 */
record LotRows(String table, long taskId) {
  /** Rows of one INSERT. */
  private static final int BATCH = 200;

  private static final String COLUMNS =
      "table_id, lot, state, holder, epoch, commit_ts, chunk_from, chunk_to, source_bytes, kvs,"
          + " kv_bytes, checksum, row_count, max_row_id, max_auto_increment, max_auto_random,"
          + " counted";

  /** All lots of all tables. */
  List<Lot> all(Connection connection) throws SQLException {
    return read(connection, " ORDER BY table_id, lot");
  }

  /** The lots that are not done. */
  List<Lot> open(Connection connection) throws SQLException {
    return read(connection, " AND state <> 'done' ORDER BY table_id, lot");
  }

  /** All lots of a table. */
  List<Lot> of(Connection connection, long tableId) throws SQLException {
    return read(connection, " AND table_id = ? ORDER BY lot", tableId);
  }

  private List<Lot> read(Connection connection, String suffix, Object... more) throws SQLException {
    List<Object> values = new ArrayList<>(List.of(unsigned(taskId)));
    Collections.addAll(values, more);
    return rows(
        connection,
        "SELECT " + COLUMNS + " FROM " + table + " WHERE task_id = ?" + suffix,
        LotRows::lot,
        values.toArray());
  }

  private static Lot lot(ResultSet row) throws SQLException {
    LotSum sum =
        row.getInt(17) == 0
            ? null
            : new LotSum(
                new KvChecksum(unsigned(row, 12), row.getLong(10), row.getLong(11)),
                new AutoIds(row.getLong(14), row.getLong(15), row.getLong(16)),
                row.getLong(13));
    return new Lot(
        row.getLong(1),
        row.getInt(2),
        FleetTables.state(Lot.State.class, row.getString(3)),
        row.getString(4),
        row.getLong(5),
        row.getLong(6),
        row.getInt(7),
        row.getInt(8),
        row.getLong(9),
        sum);
  }

  /** Gives a table these lots instead of all others. */
  void replace(Connection connection, long tableId, List<Lot> lots) throws SQLException {
    update(
        connection,
        "DELETE FROM " + table + " WHERE task_id = ? AND table_id = ?",
        unsigned(taskId),
        tableId);
    for (int from = 0; from < lots.size(); from += BATCH) {
      insert(connection, lots.subList(from, Math.min(lots.size(), from + BATCH)));
    }
  }

  private void insert(Connection connection, List<Lot> batch) throws SQLException {
    List<Object> values = new ArrayList<>();
    for (Lot lot : batch) {
      Collections.addAll(
          values,
          unsigned(taskId),
          lot.tableId(),
          lot.number(),
          FleetTables.text(lot.state()),
          lot.from(),
          lot.to(),
          lot.sourceBytes());
    }
    update(
        connection,
        "INSERT INTO "
            + table
            + " (task_id, table_id, lot, state, chunk_from, chunk_to, source_bytes) VALUES "
            + repeated("(?, ?, ?, ?, ?, ?, ?)", batch.size()),
        values.toArray());
  }

  /** Locks a row, and writes what is made of it if that is another. */
  Optional<Lot> change(Connection connection, long tableId, int number, UnaryOperator<Lot> change)
      throws SQLException {
    Optional<Lot> before =
        read(connection, " AND table_id = ? AND lot = ? FOR UPDATE", tableId, number).stream()
            .findFirst();
    Optional<Lot> after = before.map(change);
    if (!after.equals(before)) {
      write(connection, after.orElseThrow());
    }
    return after;
  }

  private void write(Connection connection, Lot row) throws SQLException {
    LotSum sum = row.sum() == null ? LotSum.NOTHING : row.sum();
    update(
        connection,
        "UPDATE "
            + table
            + " SET state = ?, holder = ?, epoch = ?, commit_ts = ?, kvs = ?, kv_bytes = ?,"
            + " checksum = ?, row_count = ?, max_row_id = ?, max_auto_increment = ?,"
            + " max_auto_random = ?, counted = ?"
            + " WHERE task_id = ? AND table_id = ? AND lot = ?",
        FleetTables.text(row.state()),
        row.holder(),
        row.epoch(),
        row.commitTs(),
        sum.pairs().pairs(),
        sum.pairs().bytes(),
        unsigned(sum.pairs().crc()),
        sum.rows(),
        sum.ids().rowId(),
        sum.ids().autoIncrement(),
        sum.ids().autoRandom(),
        row.sum() == null ? 0 : 1,
        unsigned(taskId),
        row.tableId(),
        row.number());
  }
}
