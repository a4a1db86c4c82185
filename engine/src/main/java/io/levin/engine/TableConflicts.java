package io.levin.engine;

import io.levin.base.KvChecksum;
import io.levin.config.ConflictStrategy;
import io.levin.engine.conflict.Engines;
import io.levin.engine.conflict.EqualKeysAreAnError;
import io.levin.engine.conflict.Replacement;
import io.levin.engine.conflict.Resolution;
import io.levin.engine.ingest.PairChoice;
import io.levin.engine.plan.TablePlan;
import java.util.Collections;

/** What one table's import does about rows with equal keys, and what it has decided of them. */
final class TableConflicts {
  private final TablePlan plan;
  private final TableImport.Rooms rooms;
  private PairChoice choice;
  private Resolution resolution = Resolution.nothing();

  TableConflicts(TablePlan plan, TableImport.Rooms rooms) {
    this.plan = plan;
    this.rooms = rooms;
    this.choice =
        new PairChoice(
            new EqualKeysAreAnError(
                plan,
                strategy() == ConflictStrategy.ERROR ? rooms.conflicts() : null,
                rooms.config().security().redaction()),
            Collections.emptyNavigableSet());
  }

  private ConflictStrategy strategy() {
    return rooms.config().conflict().strategy();
  }

  /** Whether all rows with equal keys must be there before one of them is sent. */
  boolean wantWholeTable() {
    return strategy() != ConflictStrategy.NONE;
  }

  /** Whether all pairs are looked at before one is sent. */
  boolean areDecidedFirst() {
    return strategy() == ConflictStrategy.REPLACE
        || strategy() == ConflictStrategy.ERROR && rooms.config().conflict().precheckBeforeImport();
  }

  /** Decides between rows with equal keys before any pair is sent, when that is configured. */
  void decide(Engines engines) {
    if (!areDecidedFirst()) {
      return;
    }
    if (strategy() == ConflictStrategy.ERROR) {
      new EqualKeysAreAnError(plan, rooms.conflicts(), rooms.config().security().redaction())
          .readThrough(engines, rooms.cancellation());
      return;
    }
    resolution =
        new Replacement(
                plan,
                rooms.config().conflict().threshold(),
                rooms.config().conflict().precheckBeforeImport(),
                rooms.config().levin().memoryBudget(),
                rooms.conflicts(),
                rooms.cancellation())
            .resolve(engines);
    choice = new PairChoice(resolution, resolution.orphans());
  }

  /** Which pairs are sent. */
  PairChoice choice() {
    return choice;
  }

  /** The sum of the pairs that are sent, of that of all pairs. */
  KvChecksum sent(KvChecksum all) {
    return resolution.without(all);
  }

  /** How many rows are left out. */
  int droppedRows() {
    return resolution.droppedRows();
  }
}
