package io.levin.engine.share;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The rows of one fleet. Each change locks what it looks at, lets a pure function decide, and
 * writes what that returns; it may be asked again after a conflict. Thread-safe.
 */
interface FleetStore {
  /** Decides about members. */
  @FunctionalInterface
  interface MemberDecision {
    /**
     * Decides.
     *
     * @param members of the fleet
     * @param now by the clock of the cluster, in milliseconds
     * @return the rows to write
     */
    List<FleetMember> decide(List<FleetMember> members, long now);
  }

  /** All members there ever were. */
  List<FleetMember> members();

  /**
   * Changes members.
   *
   * @param patient whether to try for long
   * @return the members as they are afterwards
   */
  List<FleetMember> changeMembers(boolean patient, MemberDecision decision);

  /** The fleet; nothing when its rows were removed. */
  Optional<Fleet> fleet();

  /** Changes the fleet's row; a function that returns its argument changes nothing. */
  Optional<Fleet> changeFleet(UnaryOperator<Fleet> change);

  /** All tables. */
  List<FleetTable> tables();

  /** Adds tables that are not there yet. */
  void addTables(List<FleetTable> tables);

  /** Changes one table's row; a function that returns its argument changes nothing. */
  Optional<FleetTable> changeTable(long tableId, UnaryOperator<FleetTable> change);

  /** The same, and gives the table these lots instead of all others if the row is changed. */
  Optional<FleetTable> plan(long tableId, UnaryOperator<FleetTable> change, List<Lot> lots);

  /** The lots that are not done. */
  List<Lot> openLots();

  /** All lots of a table. */
  List<Lot> lots(long tableId);

  /** Changes one lot's row; a function that returns its argument changes nothing. */
  Optional<Lot> changeLot(long tableId, int number, UnaryOperator<Lot> change);

  /**
   * Removes everything of the fleet, and the tables if no other fleet is there.
   *
   * @param needsIt a member for which this is true keeps all as it is; one that joins at this
   *     moment finds nothing afterwards
   * @return whether it was removed
   */
  boolean remove(Predicate<FleetMember> needsIt);
}
