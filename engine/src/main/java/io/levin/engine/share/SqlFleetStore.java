package io.levin.engine.share;

import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.engine.coordinate.Attempts;
import io.levin.kv.AutoIds;
import io.levin.tidb.TidbClient;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The rows of a fleet in tables of the target TiDB. */
final class SqlFleetStore implements FleetStore {
  private static final int LOGICAL_BITS = 18;

  /** Rows of one INSERT. */
  private static final int BATCH = 200;

  private static final String LOT_COLUMNS =
      "table_id, lot, state, holder, epoch, commit_ts, chunk_from, chunk_to, source_bytes, kvs,"
          + " kv_bytes, checksum, row_count, max_row_id, max_auto_increment, max_auto_random,"
          + " counted";

  private static final String TABLE_COLUMNS =
      "table_id, table_name, state, owner, epoch, digest, timestamp_seconds, base_ts, row_id_base,"
          + " row_id_max, lots, error";

  private final Attempts patient;
  private final Attempts hasty;
  private final FleetTables tables;
  private final long taskId;

  /**
   * @param patient for what must succeed
   * @param hasty for what is soon done again
   */
  SqlFleetStore(Attempts patient, Attempts hasty, FleetTables tables, long taskId) {
    this.patient = patient;
    this.hasty = hasty;
    this.tables = tables;
    this.taskId = taskId;
  }

  @Override
  public List<FleetMember> members() {
    return read("read the members", connection -> members(connection, ""));
  }

  @Override
  public List<FleetMember> changeMembers(boolean isPatient, MemberDecision decision) {
    Attempts attempts = isPatient ? patient : hasty;
    return orGone(
        () ->
            attempts.transaction(
                "change the members",
                connection -> changeMembers(connection, decision),
                () -> false));
  }

  private List<FleetMember> changeMembers(Connection connection, MemberDecision decision)
      throws SQLException {
    long now;
    try (PreparedStatement s = connection.prepareStatement("SELECT @@tidb_current_ts");
        ResultSet row = s.executeQuery()) {
      row.next();
      now = row.getLong(1) >> LOGICAL_BITS;
    }
    Map<String, FleetMember> all = new HashMap<>();
    List<FleetMember> found = members(connection, " FOR UPDATE");
    found.forEach(member -> all.put(member.memberId(), member));
    for (FleetMember member : decision.decide(List.copyOf(found), now)) {
      all.put(member.memberId(), member);
      write(connection, member);
    }
    return List.copyOf(all.values());
  }

  private void write(Connection connection, FleetMember member) throws SQLException {
    update(
        connection,
        "REPLACE INTO "
            + tables.members()
            + " (task_id, member_id, home_id, host, pid, state, lease_until, joined_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        unsigned(taskId),
        member.memberId(),
        member.homeId(),
        member.host(),
        member.pid(),
        text(member.state()),
        member.leaseUntil(),
        member.joinedAt());
  }

  private List<FleetMember> members(Connection connection, String suffix) throws SQLException {
    return rows(
        connection,
        "SELECT member_id, home_id, host, pid, state, lease_until, joined_at FROM "
            + tables.members()
            + " WHERE task_id = ? ORDER BY member_id"
            + suffix,
        row ->
            new FleetMember(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                state(FleetMember.State.class, row.getString(5)),
                row.getLong(6),
                row.getLong(7)),
        unsigned(taskId));
  }

  @Override
  public Optional<Fleet> fleet() {
    return read("read the fleet", connection -> fleet(connection, ""));
  }

  private Optional<Fleet> fleet(Connection connection, String suffix) throws SQLException {
    return rows(
            connection,
            "SELECT "
                + FleetTables.FLEET_COLUMNS
                + " FROM "
                + tables.fleets()
                + " WHERE task_id = ?"
                + suffix,
            FleetTables::fleet,
            unsigned(taskId))
        .stream()
        .findFirst();
  }

  @Override
  public Optional<Fleet> changeFleet(UnaryOperator<Fleet> change) {
    return transaction(
        "change the fleet",
        connection -> {
          Optional<Fleet> before = fleet(connection, " FOR UPDATE");
          Optional<Fleet> after = before.map(change);
          if (!after.equals(before)) {
            Fleet row = after.orElseThrow();
            update(
                connection,
                "UPDATE " + tables.fleets() + " SET state = ?, owner = ? WHERE digest = ?",
                text(row.state()),
                row.owner(),
                row.digest());
          }
          return after;
        });
  }

  @Override
  public List<FleetTable> tables() {
    return read("read the tables of the fleet", connection -> tables(connection, ""));
  }

  private List<FleetTable> tables(Connection connection, String suffix, Object... more)
      throws SQLException {
    List<Object> values = new ArrayList<>(List.of(unsigned(taskId)));
    values.addAll(List.of(more));
    return rows(
        connection,
        "SELECT " + TABLE_COLUMNS + " FROM " + tables.tables() + " WHERE task_id = ?" + suffix,
        row ->
            new FleetTable(
                row.getLong(1),
                row.getString(2),
                state(FleetTable.State.class, row.getString(3)),
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

  @Override
  public void addTables(List<FleetTable> added) {
    transaction(
        "add the tables of the fleet",
        connection -> {
          for (int from = 0; from < added.size(); from += BATCH) {
            List<FleetTable> batch = added.subList(from, Math.min(added.size(), from + BATCH));
            List<Object> values = new ArrayList<>();
            for (FleetTable table : batch) {
              Collections.addAll(
                  values,
                  unsigned(taskId),
                  table.tableId(),
                  table.name(),
                  text(table.state()),
                  table.digest(),
                  table.timestampSeconds());
            }
            update(
                connection,
                "INSERT IGNORE INTO "
                    + tables.tables()
                    + " (task_id, table_id, table_name, state, digest, timestamp_seconds) VALUES "
                    + places(batch.size(), "(?, ?, ?, ?, ?, ?)"),
                values.toArray());
          }
          return null;
        });
  }

  @Override
  public Optional<FleetTable> changeTable(long tableId, UnaryOperator<FleetTable> change) {
    return transaction(
        "change a table of the fleet", connection -> changeTable(connection, tableId, change));
  }

  @Override
  public Optional<FleetTable> plan(long tableId, UnaryOperator<FleetTable> change, List<Lot> lots) {
    return transaction(
        "plan a table of the fleet",
        connection -> {
          boolean[] changed = new boolean[1];
          Optional<FleetTable> after =
              changeTable(
                  connection,
                  tableId,
                  row -> {
                    FleetTable next = change.apply(row);
                    changed[0] = !next.equals(row);
                    return next;
                  });
          if (changed[0]) {
            update(
                connection,
                "DELETE FROM " + tables.lots() + " WHERE task_id = ? AND table_id = ?",
                unsigned(taskId),
                tableId);
            for (int from = 0; from < lots.size(); from += BATCH) {
              insert(connection, lots.subList(from, Math.min(lots.size(), from + BATCH)));
            }
          }
          return after;
        });
  }

  private Optional<FleetTable> changeTable(
      Connection connection, long tableId, UnaryOperator<FleetTable> change) throws SQLException {
    Optional<FleetTable> before =
        tables(connection, " AND table_id = ? FOR UPDATE", tableId).stream().findFirst();
    Optional<FleetTable> after = before.map(change);
    if (!after.equals(before)) {
      FleetTable row = after.orElseThrow();
      update(
          connection,
          "UPDATE "
              + tables.tables()
              + " SET state = ?, owner = ?, epoch = ?, base_ts = ?, row_id_base = ?,"
              + " row_id_max = ?, lots = ?, error = ? WHERE task_id = ? AND table_id = ?",
          text(row.state()),
          row.owner(),
          row.epoch(),
          row.baseTs(),
          row.rowIdBase(),
          row.rowIdMax(),
          row.lots(),
          row.error(),
          unsigned(taskId),
          tableId);
    }
    return after;
  }

  private void insert(Connection connection, List<Lot> batch) throws SQLException {
    List<Object> values = new ArrayList<>();
    for (Lot lot : batch) {
      Collections.addAll(
          values,
          unsigned(taskId),
          lot.tableId(),
          lot.number(),
          text(lot.state()),
          lot.from(),
          lot.to(),
          lot.sourceBytes());
    }
    update(
        connection,
        "INSERT INTO "
            + tables.lots()
            + " (task_id, table_id, lot, state, chunk_from, chunk_to, source_bytes) VALUES "
            + places(batch.size(), "(?, ?, ?, ?, ?, ?, ?)"),
        values.toArray());
  }

  @Override
  public List<Lot> openLots() {
    return read(
        "read the lots",
        connection -> lots(connection, " AND state <> 'done' ORDER BY table_id, lot"));
  }

  @Override
  public List<Lot> lots(long tableId) {
    return read(
        "read the lots", connection -> lots(connection, " AND table_id = ? ORDER BY lot", tableId));
  }

  /** All lots of all tables. */
  List<Lot> allLots() {
    return read("read the lots", connection -> lots(connection, " ORDER BY table_id, lot"));
  }

  private List<Lot> lots(Connection connection, String suffix, Object... more) throws SQLException {
    List<Object> values = new ArrayList<>(List.of(unsigned(taskId)));
    values.addAll(List.of(more));
    return rows(
        connection,
        "SELECT " + LOT_COLUMNS + " FROM " + tables.lots() + " WHERE task_id = ?" + suffix,
        SqlFleetStore::lot,
        values.toArray());
  }

  private static Lot lot(ResultSet row) throws SQLException {
    LotSum sum =
        row.getInt(17) == 0
            ? null
            : new LotSum(
                new KvChecksum(
                    Long.parseUnsignedLong(row.getString(12)), row.getLong(10), row.getLong(11)),
                new AutoIds(row.getLong(14), row.getLong(15), row.getLong(16)),
                row.getLong(13));
    return new Lot(
        row.getLong(1),
        row.getInt(2),
        state(Lot.State.class, row.getString(3)),
        row.getString(4),
        row.getLong(5),
        row.getLong(6),
        row.getInt(7),
        row.getInt(8),
        row.getLong(9),
        sum);
  }

  @Override
  public Optional<Lot> changeLot(long tableId, int number, UnaryOperator<Lot> change) {
    return transaction(
        "change a lot",
        connection -> {
          Optional<Lot> before =
              lots(connection, " AND table_id = ? AND lot = ? FOR UPDATE", tableId, number).stream()
                  .findFirst();
          Optional<Lot> after = before.map(change);
          if (!after.equals(before)) {
            write(connection, after.orElseThrow());
          }
          return after;
        });
  }

  private void write(Connection connection, Lot row) throws SQLException {
    LotSum sum = row.sum() == null ? LotSum.NOTHING : row.sum();
    update(
        connection,
        "UPDATE "
            + tables.lots()
            + " SET state = ?, holder = ?, epoch = ?, commit_ts = ?, kvs = ?, kv_bytes = ?,"
            + " checksum = ?, row_count = ?, max_row_id = ?, max_auto_increment = ?,"
            + " max_auto_random = ?, counted = ?"
            + " WHERE task_id = ? AND table_id = ? AND lot = ?",
        text(row.state()),
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

  @Override
  public void remove() {
    transaction(
        "remove the fleet",
        connection -> {
          for (String table :
              List.of(tables.lots(), tables.tables(), tables.members(), tables.fleets())) {
            update(connection, "DELETE FROM " + table + " WHERE task_id = ?", unsigned(taskId));
          }
          return null;
        });
    patient.run(
        "remove the tables of fleets",
        connection -> {
          tables.dropIfEmpty();
          return null;
        },
        () -> false);
  }

  private static <T> T orGone(Supplier<T> work) {
    try {
      return work.get();
    } catch (ImportException e) {
      if (e.getCause() instanceof SQLException cause && Attempts.isGone(cause)) {
        throw new FleetGoneException(e);
      }
      throw e;
    }
  }

  private <T> T read(String purpose, TidbClient.Work<T> work) {
    return orGone(() -> patient.run(purpose, work, () -> false));
  }

  private <T> T transaction(String purpose, TidbClient.Work<T> work) {
    return orGone(() -> patient.transaction(purpose, work, () -> false));
  }

  private static <T> List<T> rows(
      Connection connection, String sql, TidbClient.RowMapper<T> mapper, Object... values)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = prepare(connection, sql, values);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows.add(mapper.map(row));
      }
    }
    return rows;
  }

  private static void update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values)) {
      statement.executeUpdate();
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

  private static String places(int count, String one) {
    return String.join(", ", Collections.nCopies(count, one));
  }

  private static String text(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static <S extends Enum<S>> S state(Class<S> states, String text) {
    return Enum.valueOf(states, text.toUpperCase(Locale.ROOT));
  }

  /** Checksums and task ids use all 64 bits. */
  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
