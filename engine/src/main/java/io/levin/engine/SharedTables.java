package io.levin.engine;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.share.FleetTable;
import io.levin.engine.share.FleetWork;
import io.levin.engine.share.Lot;
import io.levin.engine.share.LotCut;
import io.levin.engine.share.SharedFleet;
import io.levin.sortedkv.DiskFullException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of an import that several instances share: as long as there is something to plan, to
 * load or to end, this instance takes of it what it can do, and at the end waits for the others, in
 * whose place it goes on if they die.
 *
 * <p>A table that fails ends for all instances. A failure of this machine alone ends this instance
 * alone, and others do what it had in hand.
 */
final class SharedTables implements TableWalk {
  private static final Logger LOG = LoggerFactory.getLogger(SharedTables.class);
  private static final int VERIFICATIONS = 4;
  private static final long IDLE_MILLIS = 300;
  private static final long SAY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final SharedFleet fleet;
  private final FleetWork work;
  private final TableImport.Rooms rooms;
  private final ImportResources resources;
  private final LotCut cut;
  private final Cancellation cancellation;
  private final Map<Long, FleetTableImport> tables = new HashMap<>();

  // Guarded by this.
  private Throwable firstFailure;

  SharedTables(SharedFleet fleet, TableImport.Rooms rooms, ImportResources resources, LotCut cut) {
    this.fleet = fleet;
    this.work = fleet.work();
    this.rooms = rooms;
    this.resources = resources;
    this.cut = cut;
    this.cancellation = rooms.cancellation();
  }

  @Override
  public void importData(List<TablePlan> plans) {
    for (TablePlan plan : plans) {
      tables.put(plan.info().id(), new FleetTableImport(plan, rooms, fleet, cut));
    }
    List<Runnable> walkers = new ArrayList<>();
    for (int i = 0; i < rooms.config().lightning().indexConcurrency(); i++) {
      walkers.add(() -> walk(false));
    }
    for (int i = 0; i < rooms.config().lightning().tableConcurrency(); i++) {
      walkers.add(() -> walk(true));
    }
    resources.tables().runAll(walkers, walkers.size());
    throwIfStopped();
  }

  @Override
  public void postProcess() {
    if (!fleet.leavesEarly()) {
      endTables();
    }
  }

  private void endTables() {
    awaitFinish();
    List<Runnable> walkers = new ArrayList<>();
    for (int i = 0; i < VERIFICATIONS; i++) {
      walkers.add(() -> until(work::over, this::endTable));
    }
    resources.regionWorkers().runAll(walkers, VERIFICATIONS);
    throwIfStopped();
    if (fleet.leavesEarly()) {
      return;
    }
    List<Long> failed = work.failed().stream().map(FleetTable::tableId).toList();
    tables.forEach((id, table) -> table.over(failed.contains(id) ? "failed" : "imported"));
  }

  /** Where tables are compared by hand: until somebody has said so, with a line now and then. */
  private void awaitFinish() {
    long saidNanos = 0;
    boolean said = false;
    while (work.waitsForFinish() && !work.over() && !leaves()) {
      cancellation.throwIfCancelled();
      fleet.lease().throwIfLost();
      if (!said || System.nanoTime() - saidNanos > SAY_NANOS) {
        said = true;
        saidNanos = System.nanoTime();
        LOG.atInfo()
            .addKeyValue("task", Long.toUnsignedString(fleet.taskId()))
            .log("all data is in; the tables are compared when somebody runs levin fleet finish");
      }
      cancellation.sleep(IDLE_MILLIS);
    }
  }

  private void walk(boolean small) {
    boolean atLast = rooms.config().postRestore().postProcessAtLast();
    until(
        work::dataOver,
        () -> planTable(small) || importLot(small) || !atLast && !small && endTable());
  }

  /**
   * Works until everything is over, or this instance is to leave.
   *
   * @param step false when there is nothing to do at this time
   */
  private void until(Supplier<Boolean> over, Supplier<Boolean> step) {
    try {
      while (true) {
        cancellation.throwIfCancelled();
        fleet.lease().throwIfLost();
        if (!leaves() && step.get()) {
          continue;
        }
        if (leaves() || over.get()) {
          return;
        }
        cancellation.sleep(IDLE_MILLIS);
      }
    } catch (CancellationException e) {
      if (cancellation.isCancelled()) {
        LOG.debug("this instance ends early");
      } else {
        ended(orLost(FailedSteps.endedUnasked("import failed", e)));
      }
    } catch (RuntimeException e) {
      ended(orLost(e));
    } catch (Error e) {
      ended(e);
    }
  }

  private RuntimeException orLost(RuntimeException failure) {
    try {
      throwIfLost(failure);
      return failure;
    } catch (ImportException lost) {
      return lost;
    } catch (CancellationException e) {
      // Another failure has ended this instance meanwhile.
      return failure;
    }
  }

  /** Whether this instance is to end when it has done what it has in hand. */
  private boolean leaves() {
    return fleet.lease().takesNothingMore();
  }

  private boolean planTable(boolean small) {
    Optional<FleetTable> mine =
        work.takeTableToPlan(row -> table(row.tableId()).isSmall() == small);
    mine.ifPresent(row -> attempt(row.tableId(), () -> table(row.tableId()).plan(row)));
    return mine.isPresent();
  }

  private boolean importLot(boolean small) {
    Optional<Lot> mine =
        work.takeLot(
            lot -> table(lot.tableId()).isSmall() == small,
            () -> rooms.target().pd().tso(cancellation));
    mine.ifPresent(
        lot -> {
          boolean done = false;
          try {
            done = attempt(lot.tableId(), () -> table(lot.tableId()).importLot(lot));
          } finally {
            if (!done && !cancellation.isCancelled()) {
              work.giveBack(lot);
            }
          }
        });
    return mine.isPresent();
  }

  private boolean endTable() {
    Optional<FleetTable> mine = work.takeTableToEnd();
    mine.ifPresent(row -> attempt(row.tableId(), () -> table(row.tableId()).end(row)));
    return mine.isPresent();
  }

  private FleetTableImport table(long id) {
    FleetTableImport table = tables.get(id);
    if (table == null) {
      throw new IllegalStateException("the fleet has a table with id " + id + ", and this not");
    }
    return table;
  }

  /** True when it succeeded; a failure of the table ends the table, any other is thrown. */
  private boolean attempt(long tableId, Runnable step) {
    try {
      step.run();
      return true;
    } catch (DiskFullException e) {
      throw e;
    } catch (RuntimeException failure) {
      String what = "restore table " + table(tableId).name() + " failed";
      RuntimeException e = FailedSteps.asTold(what, failure, cancellation);
      throwIfLost(e);
      if (FailedSteps.endsTheImport(e)) {
        throw e;
      }
      keep(e);
      work.fail(tableId, String.valueOf(e.getMessage()));
      table(tableId).over("failed");
      if (rooms.config().levin().failFast()) {
        cancellation.cancel(e);
      }
      return false;
    }
  }

  /** What a member fails at that others have taken over from is no failure of the table. */
  private void throwIfLost(RuntimeException failure) {
    fleet.lease().awaitVerdict(cancellation);
    if (fleet.lease().isLost()) {
      LOG.atWarn().setCause(failure).log("a step failed");
      fleet.lease().throwIfLost();
    }
  }

  /** This instance cannot go on. */
  private void ended(Throwable e) {
    Throwable why = e instanceof DiskFullException full ? full.asImportException() : e;
    keep(why);
    cancellation.cancel(why);
  }

  private synchronized void keep(Throwable e) {
    if (firstFailure == null) {
      firstFailure = e;
    }
  }

  /** A failure that stopped all others is what the user must see, not that they were stopped. */
  private void throwIfStopped() {
    if (cancellation.isCancelled()) {
      Throwable first;
      synchronized (this) {
        first = firstFailure;
      }
      if (first != null && cancellation.reason() == first) {
        rethrow(first);
      }
      cancellation.throwIfCancelled();
    }
  }

  @Override
  public boolean allWell() {
    synchronized (this) {
      if (firstFailure != null) {
        return false;
      }
    }
    return work.failed().isEmpty();
  }

  @Override
  public void throwFirstFailure() {
    boolean leaves = fleet.leavesEarly();
    List<FleetTable> failed = leaves ? List.of() : work.failed();
    failed.forEach(table -> LOG.error("- [table={}] [error={}]", table.name(), table.error()));
    synchronized (this) {
      if (firstFailure != null) {
        rethrow(firstFailure);
      }
    }
    if (!failed.isEmpty()) {
      FleetTable first = failed.get(0);
      throw new ImportException(
          ErrorCode.RESTORE_TABLE,
          "restore table "
              + first.name()
              + " failed on another instance that shares this import: "
              + first.error(),
          "act on that, then start the instances again");
    }
    if (leaves && !fleet.leaveToOthers()) {
      throw new ImportException(
          ErrorCode.META_MANAGER_UNKNOWN,
          "the import is not complete: this instance has left it, as levin fleet drain or"
              + " abort has asked, and no other goes on",
          "start any of its instances again: it goes on with what is left");
    }
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
