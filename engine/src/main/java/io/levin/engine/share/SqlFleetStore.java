package io.levin.engine.share;

import static io.levin.engine.coordinate.Statements.rows;
import static io.levin.engine.coordinate.Statements.unsigned;
import static io.levin.engine.coordinate.Statements.update;

import io.levin.base.ImportException;
import io.levin.engine.coordinate.Attempts;
import io.levin.tidb.TidbClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The rows of a fleet in tables of the target TiDB. */
final class SqlFleetStore implements FleetStore {
  private static final int LOGICAL_BITS = 18;

  private final Attempts patient;
  private final Attempts hasty;
  private final FleetTables tables;
  private final long taskId;
  private final MemberRows memberRows;
  private final TableRows tableRows;
  private final LotRows lotRows;

  /**
   * @param patient for what must succeed
   * @param hasty for what is soon done again
   */
  SqlFleetStore(Attempts patient, Attempts hasty, FleetTables tables, long taskId) {
    this.patient = patient;
    this.hasty = hasty;
    this.tables = tables;
    this.taskId = taskId;
    this.memberRows = new MemberRows(tables.members(), taskId);
    this.tableRows = new TableRows(tables.tables(), taskId);
    this.lotRows = new LotRows(tables.lots(), taskId);
  }

  @Override
  public List<FleetMember> members() {
    return read("read the members", connection -> memberRows.read(connection, false));
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
    long now = rows(connection, "SELECT @@tidb_current_ts", row -> row.getLong(1)).get(0);
    Map<String, FleetMember> all = new HashMap<>();
    List<FleetMember> found = memberRows.read(connection, true);
    found.forEach(member -> all.put(member.memberId(), member));
    for (FleetMember member : decision.decide(List.copyOf(found), now >> LOGICAL_BITS)) {
      all.put(member.memberId(), member);
      memberRows.write(connection, member);
    }
    return List.copyOf(all.values());
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
                FleetTables.text(row.state()),
                row.owner(),
                row.digest());
          }
          return after;
        });
  }

  @Override
  public List<FleetTable> tables() {
    return read("read the tables of the fleet", tableRows::read);
  }

  @Override
  public void addTables(List<FleetTable> added) {
    transaction(
        "add the tables of the fleet",
        connection -> {
          tableRows.add(connection, added);
          return null;
        });
  }

  @Override
  public Optional<FleetTable> changeTable(long tableId, UnaryOperator<FleetTable> change) {
    return transaction(
        "change a table of the fleet", connection -> tableRows.change(connection, tableId, change));
  }

  @Override
  public Optional<FleetTable> plan(long tableId, UnaryOperator<FleetTable> change, List<Lot> lots) {
    return transaction(
        "plan a table of the fleet",
        connection -> {
          boolean[] changed = new boolean[1];
          Optional<FleetTable> after =
              tableRows.change(
                  connection,
                  tableId,
                  row -> {
                    FleetTable next = change.apply(row);
                    changed[0] = !next.equals(row);
                    return next;
                  });
          if (changed[0]) {
            lotRows.replace(connection, tableId, lots);
          }
          return after;
        });
  }

  @Override
  public List<Lot> openLots() {
    return read("read the lots", lotRows::open);
  }

  @Override
  public List<Lot> lots(long tableId) {
    return read("read the lots", connection -> lotRows.of(connection, tableId));
  }

  /** All lots of all tables. */
  List<Lot> allLots() {
    return read("read the lots", lotRows::all);
  }

  @Override
  public Optional<Lot> changeLot(long tableId, int number, UnaryOperator<Lot> change) {
    return transaction(
        "change a lot", connection -> lotRows.change(connection, tableId, number, change));
  }

  @Override
  public boolean remove(Predicate<FleetMember> needsIt) {
    boolean removed =
        transaction(
            "remove the fleet",
            connection -> {
              if (memberRows.read(connection, true).stream().anyMatch(needsIt)) {
                return false;
              }
              for (String table :
                  List.of(tables.lots(), tables.tables(), tables.members(), tables.fleets())) {
                update(connection, "DELETE FROM " + table + " WHERE task_id = ?", unsigned(taskId));
              }
              return true;
            });
    if (removed) {
      patient.run(
          "remove the tables of fleets",
          connection -> {
            tables.dropIfEmpty();
            return null;
          },
          () -> false);
    }
    return removed;
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
}
