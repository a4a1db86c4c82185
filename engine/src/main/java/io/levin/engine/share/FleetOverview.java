package io.levin.engine.share;

import io.levin.base.Cancellation;
import io.levin.engine.coordinate.Attempts;
import io.levin.tidb.TidbClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A fleet as the target TiDB knows it, read without changing anything; and the one way to remove
 * what a fleet left behind.
 *
 * @param fleet itself
 * @param members all there ever were, in the order in which they joined
 * @param tables all of them
 * @param lots of all tables that are planned
 */
public record FleetOverview(
    Fleet fleet, List<FleetMember> members, List<FleetTable> tables, List<Lot> lots) {

  /** The setting that says who begins to compare tables. */
  public static final String FINISH = "levin.fleet-finish";

  private static final String BY_HAND = FINISH + " = manual";

  /**
   * All fleets.
   *
   * @param metaSchema the schema of the metadata
   */
  public static List<FleetOverview> read(TidbClient tidb, String metaSchema) throws SQLException {
    FleetTables rows = new FleetTables(tidb, metaSchema);
    List<FleetOverview> all = new ArrayList<>();
    for (Fleet fleet : rows.allFleets()) {
      SqlFleetStore store = store(tidb, rows, fleet.taskId());
      try {
        List<FleetMember> members = new ArrayList<>(store.members());
        members.sort(java.util.Comparator.comparingLong(FleetMember::joinedAt));
        all.add(new FleetOverview(fleet, members, store.tables(), store.allLots()));
      } catch (FleetGoneException e) {
        // It has come to its end since.
        continue;
      }
    }
    return all;
  }

  /** Removes all rows of a fleet; its members find that out and end. */
  public static void forget(TidbClient tidb, String metaSchema, long taskId) {
    try {
      store(tidb, new FleetTables(tidb, metaSchema), taskId).remove(member -> false);
    } catch (FleetGoneException e) {
      // As it should be.
      return;
    }
  }

  /**
   * Lets the members of a fleet compare the tables whose data is in.
   *
   * @return the fleet as it is then; nothing when it is not there
   */
  public static Optional<Fleet> finish(TidbClient tidb, String metaSchema, long taskId) {
    try {
      return store(tidb, new FleetTables(tidb, metaSchema), taskId)
          .changeFleet(
              row -> row.state() == Fleet.State.LOADING ? row.moved(Fleet.State.FINISHING) : row);
    } catch (FleetGoneException e) {
      return Optional.empty();
    }
  }

  /**
   * Lets members end when they have done what they have in hand.
   *
   * @param meant which ones
   * @return how many of these are live
   */
  public static long drain(
      TidbClient tidb, String metaSchema, long taskId, Predicate<FleetMember> meant) {
    Predicate<FleetMember> asked = meant.and(FleetMember::live);
    try {
      return store(tidb, new FleetTables(tidb, metaSchema), taskId)
          .changeMembers(
              true,
              (rows, now) ->
                  rows.stream()
                      .filter(asked)
                      .map(row -> row.in(FleetMember.State.LEAVING))
                      .toList())
          .stream()
          .filter(asked)
          .count();
    } catch (FleetGoneException e) {
      return 0;
    }
  }

  private static SqlFleetStore store(TidbClient tidb, FleetTables rows, long taskId) {
    Attempts hasty = new Attempts(tidb, Attempts.HASTY, new Cancellation());
    return new SqlFleetStore(hasty, hasty, rows, taskId);
  }

  /** How many members take part. */
  public long live() {
    return members.stream().filter(FleetMember::live).count();
  }

  /** Whether tables are compared only when somebody says so. */
  public boolean finishedByHand() {
    return fleet.settings().lines().anyMatch(BY_HAND::equals);
  }

  /** Whether all data is in and somebody has to say that the tables may be compared. */
  public boolean waitsForFinish() {
    return finishedByHand()
        && fleet.state() == Fleet.State.LOADING
        && lotsDone() == lots.size()
        && tables.stream()
            .allMatch(table -> table.state() == FleetTable.State.PLANNED || table.over());
  }

  /** How many lots are in the cluster and counted. */
  public long lotsDone() {
    return lots.stream().filter(lot -> lot.state() == Lot.State.DONE).count();
  }

  /** How many lots a member has in hand. */
  public long inHand(FleetMember member) {
    return lots.stream()
        .filter(lot -> lot.state() != Lot.State.DONE && lot.holder().equals(member.memberId()))
        .count();
  }

  /** How many lots a member has handed in. */
  public long handedIn(FleetMember member) {
    return lots.stream()
        .filter(lot -> lot.state() == Lot.State.DONE && lot.holder().equals(member.memberId()))
        .count();
  }

  /** Bytes of source of the lots that a member has handed in. */
  public long bytesHandedIn(FleetMember member) {
    return lots.stream()
        .filter(lot -> lot.state() == Lot.State.DONE && lot.holder().equals(member.memberId()))
        .mapToLong(Lot::sourceBytes)
        .sum();
  }
}
