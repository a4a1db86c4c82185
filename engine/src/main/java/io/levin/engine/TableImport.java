package io.levin.engine;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Step;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.Status;
import io.levin.config.Config;
import io.levin.engine.conflict.ConflictRecords;
import io.levin.engine.coordinate.Coordination;
import io.levin.engine.coordinate.TablePart;
import io.levin.engine.ingest.EngineImport;
import io.levin.engine.ingest.ImportedRanges;
import io.levin.engine.ingest.LevelOneCompaction;
import io.levin.engine.load.ChunkResult;
import io.levin.engine.load.DiskQuota;
import io.levin.engine.load.EngineLoad;
import io.levin.engine.load.SmallTable;
import io.levin.engine.log.Task;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.progress.Progress;
import io.levin.engine.progress.TableProgress;
import io.levin.engine.target.TargetCluster;
import io.levin.engine.verify.TableVerification;
import io.levin.sortedkv.SortedKv;
import io.levin.sortedkv.SortedPairs;
import io.levin.tidb.TargetTable;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table on its way: load its data engines, bring each into the cluster, then the index engine,
 * then rebase, checksum and analyze. Each step is recorded before the next one relies on it, and
 * skipped when the record says that it is done.
 */
final class TableImport {
  private static final Logger LOG = LoggerFactory.getLogger(TableImport.class);

  /** Tables up to this size are loaded into memory and done again from the source after a crash. */
  private static final long SMALL_TABLE_BYTES = 1 << 20;

  private static final int SMALL_TABLE_CHUNKS = 4;

  /**
   * What every table's import uses.
   *
   * @param seenEmpty the ids of tables that had no rows when this import was checked
   */
  record Rooms(
      Config config,
      TargetCluster target,
      EngineLoad load,
      EngineImport engineImport,
      LevelOneCompaction compaction,
      IndexesBySql indexes,
      TableVerification verification,
      SortedKv store,
      DiskQuota quota,
      CheckpointStore checkpoints,
      Progress progress,
      Semaphore dataEngines,
      Executor mergers,
      ConflictRecords conflicts,
      Coordination coordination,
      Set<Long> seenEmpty,
      Cancellation cancellation) {}

  private TablePlan plan;
  private final Rooms rooms;
  private final TableProgress progress;
  private final TargetTable target;
  private final TablePart part;
  private TableCheckpoint checkpoint;
  private SortedTable sorted;
  private TableConflicts conflicts;
  private ChunkResult result = ChunkResult.NOTHING;

  /** Whether the rows of the result are all that there are. */
  private boolean counted = true;

  TableImport(TablePlan plan, Rooms rooms) {
    this.plan = plan;
    this.rooms = rooms;
    this.progress =
        rooms
            .progress()
            .table(
                plan.name(),
                plan.source().realSize(),
                plan.chunks().size(),
                isSmall(plan) ? 1 : plan.chunksByEngine().size() + 1);
    this.target =
        new TargetTable(rooms.target().tidb(), plan.source().schema(), plan.source().name());
    this.part =
        rooms
            .coordination()
            .part(
                plan.shared(),
                () -> allocatedId(target, plan.name()),
                new BaseMeasurement(plan, rooms));
    use(plan);
  }

  private void use(TablePlan based) {
    plan = based;
    checkpoint = new TableCheckpoint(rooms.checkpoints(), plan);
    sorted = new SortedTable(plan, rooms, checkpoint);
    conflicts = new TableConflicts(plan, rooms);
  }

  /** The largest id that TiDB has handed out for the table. */
  static long allocatedId(TargetTable target, String name) {
    try {
      return target.allocatedId();
    } catch (SQLException e) {
      throw new ImportException(
          ErrorCode.ALLOC_TABLE_ROW_IDS,
          "allocate table row id error: " + name + ": " + e.getMessage(),
          "check that TiDB is up, then start again",
          e);
    }
  }

  /** The quoted, qualified name. */
  String name() {
    return plan.name();
  }

  /** True when the table is loaded into memory, as far as its size is known. */
  boolean fitsMemory() {
    return isSmall(plan);
  }

  /** Loads and imports all engines. */
  void importData() {
    Task task = Task.start(LOG, "restore table", "table", plan.name());
    progress.started();
    int reached = checkpoint.reached();
    try {
      if (reached >= Status.INDEX_IMPORTED) {
        result = checkpoint.loaded();
        counted = false;
        sorted.delete();
        progress.read(plan.source().realSize(), 0);
        plan.chunks().forEach(chunk -> progress.chunkDone());
      } else if (plan.chunks().isEmpty()) {
        LOG.atInfo().addKeyValue("table", plan.name()).log("the table has no data files");
      } else {
        boolean untouched = sorted.isUntouched();
        takeRowIds(untouched);
        if (!untouched || !importSmall()) {
          importSorted();
        }
      }
      if (reached < Status.INDEX_IMPORTED) {
        checkpoint.reach(Status.INDEX_IMPORTED);
        Step.TABLE_IMPORTED.pass();
      }
      if (!plan.chunks().isEmpty()) {
        part.loaded();
      }
      if (reached < Status.ALTERED_AUTO_INC) {
        settleRowIds();
        checkpoint.attempt(
            Status.ALTERED_AUTO_INC,
            () -> rooms.verification().rebase(target, plan.info(), result.ids()));
        Step.IDS_REBASED.pass();
        checkpoint.reach(Status.ALTERED_AUTO_INC);
      }
      progress.dataDone();
      if (!rooms.config().postRestore().postProcessAtLast()) {
        postProcess();
      }
      task.completed();
    } catch (RuntimeException e) {
      task.failed(e);
      throw e;
    }
  }

  /** Checksum and analyze. */
  void postProcess() {
    TableEnd end = new TableEnd(plan, target, part, rooms, checkpoint, progress);
    end.run(conflicts.sent(result.sum()), rows());
  }

  /** No row is encoded before it is certain which ids nobody else uses. */
  private void takeRowIds(boolean untouched) {
    long before = plan.rowIdBase();
    if (!untouched) {
      part.resume(before, plan.rowIdMax());
      return;
    }
    long base = part.begin(plan.rowIdMax() - before, !isSmall(plan));
    if (base != before) {
      use(plan.withRowIdsMoved(base - before));
      checkpoint.planned(isSmall(plan));
    }
  }

  /**
   * Makes durable that the rows are in where a restart that does not know it would give them other
   * ids: above those that the rebase raises now, so that all rows were in the table twice.
   */
  private void settleRowIds() {
    boolean remembered = part.remembersRowIds() && rooms.config().postRestore().postProcessAtLast();
    if (plan.shared().usesAutoId() && !remembered) {
      rooms.checkpoints().save();
    }
  }

  /** How many rows are in; from their pairs when a part was loaded before a restart. */
  private long rows() {
    if (counted) {
      return result.rows() - conflicts.droppedRows();
    }
    long indices =
        plan.info().indices().stream()
            .filter(index -> !(index.primary() && plan.info().isCommonHandle()))
            .count();
    return conflicts.sent(result.sum()).pairs() / (1 + indices);
  }

  /** Notes a failure that ends this table. */
  void failed(Throwable failure) {
    String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    progress.failed(rooms.config().security().redaction().keys(text));
    LOG.atDebug().addKeyValue("table", plan.name()).setCause(failure).log("table failed");
  }

  private boolean importSmall() {
    if (!isSmall(plan)) {
      return false;
    }
    Optional<SmallTable> loaded = rooms.load().runInMemory(plan, progress);
    if (loaded.isEmpty()) {
      // Its rows will be sorted on the disk: from now on a restart goes on with these row ids.
      rooms.checkpoints().save();
      return false;
    }
    try (SmallTable loadedTable = loaded.get();
        SortedPairs pairs = rooms.store().inMemory(loadedTable.pairs(), rooms.cancellation())) {
      result = loadedTable.result();
      conflicts.decide(visitor -> visitor.accept(pairs));
      part.beforeIngest();
      rooms
          .engineImport()
          .run(
              plan.name() + ":0",
              pairs,
              rooms.target().pd().tso(rooms.cancellation()),
              conflicts.choice(),
              ImportedRanges.forgotten(),
              progress);
      progress.engineDone();
      rooms.compaction().engineImported();
    }
    Step.SMALL_TABLE_INGESTED.pass();
    checkpoint.batchStatuses();
    checkpoint.allLoaded(conflicts.sent(result.sum()), result.ids());
    return true;
  }

  private void importSorted() {
    TableEngines engines =
        new TableEngines(plan, rooms, part, checkpoint, sorted, conflicts, progress);
    engines.run();
    result = engines.result();
    counted = engines.counted();
  }

  /** True for a table that is loaded into memory, as far as its size is known. */
  static boolean isSmall(TablePlan plan) {
    return plan.source().realSize() <= SMALL_TABLE_BYTES
        && plan.chunks().size() <= SMALL_TABLE_CHUNKS
        && plan.chunksByEngine().size() <= 1;
  }
}
