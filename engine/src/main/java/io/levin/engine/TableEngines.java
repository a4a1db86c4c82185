package io.levin.engine;

import io.levin.base.Step;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.Status;
import io.levin.engine.coordinate.TablePart;
import io.levin.engine.ingest.ImportedRanges;
import io.levin.engine.load.ChunkResult;
import io.levin.engine.load.DiskQuota;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.progress.TableProgress;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.SortedPairs;
import io.levin.source.Chunk;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The engines of one table on the disk: each data engine is loaded and brought into the cluster,
 * then the index engine. Each step is recorded before the next one relies on it, and skipped when
 * the record says that it is done. Used once.
 */
final class TableEngines {
  private final TablePlan plan;
  private final TableImport.Rooms rooms;
  private final TablePart part;
  private final TableCheckpoint checkpoint;
  private final SortedTable sorted;
  private final TableConflicts conflicts;
  private final TableProgress progress;

  private ChunkResult result = ChunkResult.NOTHING;
  private boolean counted = true;

  TableEngines(
      TablePlan plan,
      TableImport.Rooms rooms,
      TablePart part,
      TableCheckpoint checkpoint,
      SortedTable sorted,
      TableConflicts conflicts,
      TableProgress progress) {
    this.plan = plan;
    this.rooms = rooms;
    this.part = part;
    this.checkpoint = checkpoint;
    this.sorted = sorted;
    this.conflicts = conflicts;
    this.progress = progress;
  }

  /** What came out of all chunks, once all engines are in. */
  ChunkResult result() {
    return result;
  }

  /** Whether the rows of the result are all that there are. */
  boolean counted() {
    return counted;
  }

  /** Loads and imports all of them. */
  void run() {
    EngineId index = EngineId.index(plan.name());
    sorted.require();
    int indexReached = checkpoint.reached(EngineId.INDEX);
    boolean decideFirst = conflicts.areDecidedFirst() && indexReached < Status.IMPORTED;
    Map<Integer, List<Chunk>> engines = plan.chunksByEngine();
    int first = engines.keySet().iterator().next();
    SortedParts parts =
        new SortedParts(
            plan.name(),
            first,
            rooms.store(),
            // The table's own timestamp, which also says that pairs of it were sent.
            part -> importPairs(part, sorted.commitTs(new EngineId(plan.name(), first))));
    parts.importLeft();
    for (Map.Entry<Integer, List<Chunk>> engine : engines.entrySet()) {
      int reached = checkpoint.reached(engine.getKey());
      load(engine.getKey(), engine.getValue(), reached, parts);
      parts.importLeft();
      if (!decideFirst) {
        EngineId id = new EngineId(plan.name(), engine.getKey());
        importEngine(id, reached);
        rooms.store().deleteEngine(id);
      }
    }
    if (decideFirst) {
      importDecided(engines.keySet());
    } else {
      importEngine(index, indexReached);
      rooms.store().deleteEngine(index);
    }
  }

  /**
   * The sorted data of all engines stays until all are in: after a crash the same rows must be left
   * out again. Then the sum of what is in replaces the sum of what was read, in one step with the
   * end of the last engine.
   */
  private void importDecided(Set<Integer> numbers) {
    decide(numbers);
    for (int number : numbers) {
      importEngine(new EngineId(plan.name(), number), checkpoint.reached(number));
    }
    importEngine(EngineId.index(plan.name()));
    Step.ENGINE_INGESTED.pass();
    checkpoint.allImported(conflicts.sent(result.sum()), result.ids());
    Step.ENGINE_IMPORTED.pass();
    sorted.delete();
  }

  private void decide(Set<Integer> numbers) {
    // All of them before any is opened, which takes memory that a merge may need.
    numbers.forEach(number -> sorted.mergeRuns(new EngineId(plan.name(), number)));
    sorted.mergeRuns(EngineId.index(plan.name()));
    conflicts.decide(
        visitor -> {
          numbers.forEach(number -> visit(new EngineId(plan.name(), number), visitor));
          visit(EngineId.index(plan.name()), visitor);
        });
  }

  private void visit(EngineId engine, Consumer<SortedPairs> visitor) {
    try (SortedPairs pairs = sorted.snapshot(engine)) {
      visitor.accept(pairs);
    }
  }

  private void load(int number, List<Chunk> chunks, int reached, SortedParts parts) {
    if (reached >= Status.CLOSED) {
      result = result.plus(checkpoint.loaded(number));
      counted = false;
      chunks.forEach(chunk -> progress.chunkDone());
      return;
    }
    long asked = System.nanoTime();
    rooms.dataEngines().acquireUninterruptibly();
    progress.timings().waitTable().observeSince(asked);
    progress.engineOpened();
    boolean whole = conflicts.wantWholeTable();
    try (DiskQuota.Phase ignored = whole ? () -> {} : rooms.quota().loading(parts)) {
      ChunkResult loaded = rooms.load().run(plan, number, chunks, progress);
      // A failure of another table must not be taken for the end of these chunks.
      rooms.cancellation().throwIfCancelled();
      result = result.plus(loaded);
      Step.ENGINE_LOADED.pass();
      checkpoint.engineLoaded(number, chunks, loaded);
      checkpoint.reach(number, Status.CLOSED);
      Step.ENGINE_CLOSED.pass();
      progress.engineClosed();
    } finally {
      rooms.dataEngines().release();
    }
  }

  private void importEngine(EngineId engine, int reached) {
    if (reached >= Status.IMPORTED) {
      progress.engineDone();
      return;
    }
    importEngine(engine);
    Step.ENGINE_INGESTED.pass();
    checkpoint.reach(engine.number(), Status.IMPORTED);
    Step.ENGINE_IMPORTED.pass();
  }

  private void importEngine(EngineId engine) {
    importPairs(engine, sorted.commitTs(engine));
    progress.engineDone();
    rooms.compaction().engineImported();
  }

  private void importPairs(EngineId engine, long commitTs) {
    part.beforeIngest();
    sorted.mergeRuns(engine);
    try (DiskQuota.Phase ignored = rooms.quota().importing();
        SortedPairs pairs = sorted.snapshot(engine)) {
      checkpoint.attempt(
          // A part of a table, set aside for want of room, is nothing that a checkpoint speaks of.
          engine.number() < EngineId.INDEX ? CheckpointStore.WHOLE_TABLE : engine.number(),
          Status.IMPORTED,
          () ->
              rooms
                  .engineImport()
                  .run(
                      engine.toString(),
                      pairs,
                      commitTs,
                      conflicts.choice(),
                      ImportedRanges.of(rooms.store(), engine),
                      progress));
    }
  }
}
