package io.levin.engine;

import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.ChunkRecord;
import io.levin.checkpoint.EngineRecord;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TableRecord;
import io.levin.engine.load.ChunkResult;
import io.levin.engine.plan.TablePlan;
import io.levin.kv.AutoIds;
import io.levin.source.Chunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the checkpoint knows of one table, and how its import adds to that. */
final class TableCheckpoint {
  private final CheckpointStore store;
  private final TablePlan plan;

  /** Whether a status may be written later, together with others. */
  private boolean batched;

  TableCheckpoint(CheckpointStore store, TablePlan plan) {
    this.store = store;
    this.plan = plan;
  }

  /**
   * Allows statuses to reach the disk later: right for a table that is done again from its source
   * after a crash, to the same keys and values.
   */
  void batchStatuses() {
    batched = true;
  }

  /** The status of the whole table. */
  int reached() {
    return reached(CheckpointStore.WHOLE_TABLE);
  }

  /** The status of an engine, or of the whole table. */
  int reached(int engine) {
    return store.statuses(plan.name()).getOrDefault(engine, Status.LOADED);
  }

  /** Whether the status of some engine is at least this. */
  boolean anyEngineReached(int status) {
    return store.statuses(plan.name()).entrySet().stream()
        .anyMatch(one -> one.getKey() != CheckpointStore.WHOLE_TABLE && one.getValue() >= status);
  }

  /** Records that the whole table came this far. */
  void reach(int status) {
    reach(CheckpointStore.WHOLE_TABLE, status);
  }

  /**
   * Does what leads to a status; a failure for good is recorded as the failure of that step.
   *
   * @param engine or {@link CheckpointStore#WHOLE_TABLE}
   */
  void attempt(int engine, int status, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      if (FailedSteps.isForGood(e)) {
        failed(engine, status, e);
      }
      throw e;
    }
  }

  /** As the other, for a step of the whole table. */
  void attempt(int status, Runnable work) {
    attempt(CheckpointStore.WHOLE_TABLE, status, work);
  }

  /**
   * Records that a step of the table failed for good, with what was said, so that the next start
   * refuses to go on. A checkpoint that cannot be written does not hide the failure.
   */
  private void failed(int engine, int step, Throwable failure) {
    try {
      store.note(CheckpointStore.FAILURE + plan.name(), Instant.now() + " " + failure.getMessage());
      store.status(plan.name(), engine, Status.failed(step));
    } catch (ImportException e) {
      failure.addSuppressed(e);
    }
  }

  /** Records that an engine came this far. */
  void reach(int engine, int status) {
    if (reached(engine) >= status) {
      return;
    }
    if (batched) {
      store.statusSoon(plan.name(), engine, status);
    } else {
      store.status(plan.name(), engine, status);
    }
  }

  /**
   * Records the chunks with the row ids of the plan.
   *
   * @param soon whether that may reach the disk later
   */
  void planned(boolean soon) {
    List<EngineRecord> engines = CheckpointChunks.engines(plan);
    if (!soon) {
      store.engines(plan.name(), engines);
      return;
    }
    for (EngineRecord engine : engines) {
      store.progress(plan.name(), engine.number(), engine.chunks());
    }
  }

  /** What an earlier run loaded, of all engines; the number of its rows is not known. */
  ChunkResult loaded() {
    return loaded(engine -> true);
  }

  /** What an earlier run loaded into one engine; the number of its rows is not known. */
  ChunkResult loaded(int number) {
    return loaded(engine -> engine.number() == number);
  }

  private ChunkResult loaded(Predicate<EngineRecord> chosen) {
    TableRecord record = record().orElseThrow();
    KvChecksum sum = KvChecksum.EMPTY;
    for (EngineRecord engine : record.engines()) {
      if (chosen.test(engine)) {
        for (ChunkRecord chunk : engine.chunks()) {
          sum = sum.plus(chunk.sum());
        }
      }
    }
    return new ChunkResult(
        sum, new AutoIds(record.rowId(), record.autoIncrement(), record.autoRandom()), 0);
  }

  /** Records that an engine was loaded to its end. */
  void engineLoaded(int number, List<Chunk> chunks, ChunkResult loaded) {
    store.progress(plan.name(), number, CheckpointChunks.finished(plan, chunks, loaded.sum()));
    recordIds(loaded.ids());
  }

  /** Records that all engines were loaded, with the sum of what is in. */
  void allLoaded(KvChecksum sum, AutoIds ids) {
    plan.chunksByEngine()
        .forEach(
            (number, chunks) ->
                store.progress(plan.name(), number, CheckpointChunks.finished(plan, chunks, sum)));
    recordIds(ids);
  }

  /** Records in one step that all engines are in; the first data engine carries the sum of all. */
  void allImported(KvChecksum sum, AutoIds ids) {
    // Before the engines, which are durable when that returns: a restart must find both.
    recordIds(ids);
    List<EngineRecord> engines = new ArrayList<>();
    engines.add(new EngineRecord(EngineRecord.INDEX, Status.IMPORTED, List.of()));
    KvChecksum left = sum;
    for (Map.Entry<Integer, List<Chunk>> engine : plan.chunksByEngine().entrySet()) {
      engines.add(
          new EngineRecord(
              engine.getKey(),
              Status.IMPORTED,
              CheckpointChunks.finished(plan, engine.getValue(), left)));
      left = KvChecksum.EMPTY;
    }
    store.engines(plan.name(), engines);
  }

  private Optional<TableRecord> record() {
    return store.table(plan.name());
  }

  private void recordIds(AutoIds ids) {
    store.autoIds(plan.name(), ids.autoRandom(), ids.autoIncrement(), ids.rowId());
  }
}
