package io.levin.engine.share;

import io.levin.base.Cancellation;
import io.levin.base.Ticker;
import io.levin.engine.coordinate.Coordination;
import io.levin.engine.coordinate.Members;
import io.levin.engine.progress.FleetFigures;
import io.levin.engine.share.FleetTable.State;
import io.levin.tidb.TidbClient;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This process's part in a fleet, from joining to leaving. Thread-safe. */
public final class SharedFleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedFleet.class);
  private static final long LOOK_MILLIS = 300;

  private final TidbClient tidb;
  private final FleetStore store;
  private final Members members;
  private final long taskId;
  private final String self;
  private final Membership membership;
  private final FleetWork work;
  private final Cancellation cancellation;

  // Guarded by this.
  private Membership.Rest rest;

  private volatile boolean leftEarly;

  /**
   * @param tidb is closed with this
   * @param members signs of life of all processes
   * @param membership has joined
   * @param finishedByHand whether no table is ended before somebody has said so
   */
  SharedFleet(
      TidbClient tidb,
      FleetStore store,
      Members members,
      long taskId,
      Membership membership,
      boolean finishedByHand,
      Cancellation cancellation) {
    this.tidb = tidb;
    this.store = store;
    this.members = members;
    this.taskId = taskId;
    this.self = membership.memberId();
    this.membership = membership;
    this.work = new FleetWork(store, self, membership.lease(), finishedByHand, Ticker.system());
    this.cancellation = cancellation;
  }

  /** The number of the import that the whole fleet is; unsigned and never 0. */
  public long taskId() {
    return taskId;
  }

  /** What there is to do. */
  public FleetWork work() {
    return work;
  }

  /** Whether this member leaves, as somebody has asked, before all is done. */
  public boolean leavesEarly() {
    // When it has left the others may have removed everything.
    return lease().takesNothingMore() && (lease().isLost() || !work.over());
  }

  /**
   * Leaves before all is done, as somebody has asked.
   *
   * @return whether another member goes on, or nothing is left to be done
   */
  public boolean leaveToOthers() {
    boolean others = leave() == Membership.Rest.OTHERS || !isUnfinished();
    leftEarly = true;
    return others;
  }

  /** Whether {@link #leaveToOthers} was called: what this member has done is not the whole. */
  public boolean hasLeftEarly() {
    return leftEarly;
  }

  private boolean isUnfinished() {
    try {
      return store.fleet().filter(row -> row.state() != Fleet.State.DONE).isPresent();
    } catch (FleetGoneException e) {
      return false;
    }
  }

  /** What this member last knew of the fleet; null before it knew anything. */
  public FleetFigures figures() {
    return work.figures();
  }

  /** The right to send to TiKV. */
  public Lease lease() {
    return membership.lease();
  }

  /**
   * Waits until it is certain that the import may begin.
   *
   * @return true when this member has to find out, and then to {@link #open}
   */
  public boolean awaitTurn() {
    while (true) {
      cancellation.throwIfCancelled();
      lease().throwIfLost();
      Optional<Fleet> fleet = store.fleet();
      if (fleet.isEmpty()) {
        lease().lose(new FleetGoneException(null).getMessage());
        continue;
      }
      if (fleet.get().state() != Fleet.State.CHECKING || own(Set.of(Fleet.State.CHECKING))) {
        return fleet.get().state() == Fleet.State.CHECKING;
      }
      cancellation.sleep(LOOK_MILLIS);
    }
  }

  /** Takes the step that only one may take; false when another has it. */
  private boolean own(Set<Fleet.State> states) {
    Set<String> gone =
        store.members().stream()
            .filter(member -> !member.live())
            .map(FleetMember::memberId)
            .collect(Collectors.toSet());
    Optional<Fleet> after =
        store.changeFleet(
            row ->
                states.contains(row.state())
                        && (row.owner().isEmpty() || gone.contains(row.owner()))
                    ? row.owned(self)
                    : row);
    // A member has but one such step at a time: the row is its own also if the answer was lost.
    return after
        .filter(row -> states.contains(row.state()) && row.owner().equals(self))
        .isPresent();
  }

  private void hand(Fleet.State next) {
    Optional<Fleet> after =
        store.changeFleet(row -> row.owner().equals(self) ? row.moved(next) : row);
    if (after.filter(row -> row.state() == next).isEmpty()) {
      lease().lose("another member has taken over what it had in hand");
      lease().throwIfLost();
    }
  }

  /** The import may begin, with these tables. */
  public void open(List<FleetTable> tables) {
    store.addTables(tables);
    hand(Fleet.State.LOADING);
  }

  /**
   * Has one member clean up when all tables are done, and the others wait for that.
   *
   * @param cleanUp is repeated by another member when this one dies
   * @return what cleaning up says; nothing when another did it
   */
  List<String> finish(Supplier<List<String>> cleanUp) {
    while (true) {
      lease().throwIfLost();
      Optional<Fleet> fleet = store.fleet();
      if (fleet.isEmpty() || fleet.get().state() == Fleet.State.DONE) {
        return List.of();
      }
      if (own(Set.of(Fleet.State.LOADING, Fleet.State.FINISHING))) {
        List<String> report = cleanUp.get();
        hand(Fleet.State.DONE);
        return report;
      }
      cancellation.sleep(LOOK_MILLIS);
    }
  }

  /** Whether all is as it was before anybody looked whether the import may begin. */
  boolean untouched() {
    return store.fleet().filter(row -> row.state() == Fleet.State.CHECKING).isPresent();
  }

  /** Whether no other member is live. */
  boolean alone() {
    return store.members().stream().noneMatch(membership::isLiveOther);
  }

  /** The tables that have lots, by id: what is in them may be the fleet's. */
  Set<Long> begun() {
    return store.tables().stream()
        .filter(table -> table.state() != State.NEW)
        .map(FleetTable::tableId)
        .collect(Collectors.toSet());
  }

  /**
   * Leaves, if that was not done before; others take what this member had in hand.
   *
   * @return who was left then
   */
  synchronized Membership.Rest leave() {
    if (rest == null) {
      rest = membership.leave();
    }
    return rest;
  }

  /**
   * The fleet as one instance among others.
   *
   * @param alone how one instance is, registered as the fleet's task; closed with what is returned
   */
  public Coordination among(Coordination alone) {
    return new FleetCoordination(this, alone);
  }

  /** Whether this member has left by itself, and was not taken for dead. */
  synchronized boolean hasLeft() {
    return rest != null;
  }

  /** Leaves; the last member removes what nobody needs any more. Never throws. */
  void leaveForGood() {
    try {
      Membership.Rest left = leave();
      if ((left == Membership.Rest.NOBODY || left == Membership.Rest.SILENT) && isOver()) {
        remove();
      }
    } catch (SQLException | RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("error", e.getMessage())
          .log("cannot leave the fleet in order: its others find out when the lease is over");
    }
  }

  /**
   * Removes everything of this fleet unless a member needs it. One that was silent finds nothing
   * when it comes back, and ends.
   */
  boolean remove() throws SQLException {
    boolean removed = store.remove(membership::isLiveOther);
    if (removed) {
      // The signs of life of members that were killed would be waited for.
      members.remove(taskId);
    }
    return removed;
  }

  private boolean isOver() {
    return store
        .fleet()
        .filter(row -> row.state() == Fleet.State.DONE || row.state() == Fleet.State.CHECKING)
        .isPresent();
  }

  /** Removes the signs of life of a member that the others have not waited for. Never throws. */
  @Override
  public void close() {
    try {
      leaveForGood();
      if (isGone()) {
        members.forget(taskId);
      }
    } catch (SQLException | RuntimeException e) {
      LOG.atDebug().addKeyValue("error", e.getMessage()).log("nothing is left to be removed");
    } finally {
      tidb.close();
    }
  }

  /** Whether nothing is left of the fleet. */
  boolean isGone() {
    try {
      return store.fleet().isEmpty();
    } catch (FleetGoneException e) {
      return true;
    }
  }
}
