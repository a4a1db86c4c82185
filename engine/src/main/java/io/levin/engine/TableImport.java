package io.levin.engine;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.KvChecksum;
import io.levin.base.MemoryBudget;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.ChunkRecord;
import io.levin.checkpoint.EngineRecord;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TableRecord;
import io.levin.config.Config;
import io.levin.config.ConflictStrategy;
import io.levin.config.Level;
import io.levin.engine.conflict.ConflictRecords;
import io.levin.engine.conflict.EqualKeysAreAnError;
import io.levin.engine.conflict.Replacement;
import io.levin.engine.conflict.Resolution;
import io.levin.engine.ingest.EngineImport;
import io.levin.engine.ingest.PairChoice;
import io.levin.engine.load.ChunkResult;
import io.levin.engine.load.EngineLoad;
import io.levin.engine.load.SmallTable;
import io.levin.engine.log.Task;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.progress.Progress;
import io.levin.engine.progress.TableProgress;
import io.levin.engine.target.TargetCluster;
import io.levin.engine.verify.TableVerification;
import io.levin.kv.AutoIds;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.EngineMetadata;
import io.levin.sortedkv.SortedKv;
import io.levin.sortedkv.SortedKvOptions;
import io.levin.sortedkv.SortedPairs;
import io.levin.source.Chunk;
import io.levin.tidb.TargetTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private static final String COMMIT_TS = "commit-ts";

  /** What every table's import uses. */
  record Rooms(
      Config config,
      TargetCluster target,
      EngineLoad load,
      EngineImport engineImport,
      TableVerification verification,
      SortedKv store,
      CheckpointStore checkpoints,
      Progress progress,
      Semaphore dataEngines,
      MemoryBudget memory,
      ConflictRecords conflicts,
      Cancellation cancellation) {}

  private final TablePlan plan;
  private final Rooms rooms;
  private final TableProgress progress;
  private final TargetTable target;
  private PairChoice choice;
  private Resolution resolution = Resolution.nothing();
  private ChunkResult result = ChunkResult.NOTHING;
  private boolean small;

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
    this.choice =
        new PairChoice(
            new EqualKeysAreAnError(plan, strategy() == ConflictStrategy.ERROR),
            Collections.emptyNavigableSet());
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
    try {
      TableRecord record = rooms.checkpoints().table(plan.name()).orElse(null);
      if (record != null && record.status() >= Status.INDEX_IMPORTED) {
        takeFromRecord(record);
        progress.read(plan.source().realSize(), 0);
        plan.chunks().forEach(chunk -> progress.chunkDone());
      } else if (plan.chunks().isEmpty()) {
        LOG.atInfo().addKeyValue("table", plan.name()).log("the table has no data files");
      } else if (!isUntouched(record) || !importSmall()) {
        importEngines(record);
      }
      status(CheckpointStore.WHOLE_TABLE, Status.INDEX_IMPORTED);
      rooms.verification().rebase(target, plan.info(), result.ids());
      status(CheckpointStore.WHOLE_TABLE, Status.ALTERED_AUTO_INC);
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
    int reached =
        rooms.checkpoints().table(plan.name()).map(TableRecord::status).orElse(Status.LOADED);
    if (reached < Status.CHECKSUM_SKIPPED) {
      rooms
          .verification()
          .checksum(target, plan.info(), resolution.without(result.sum()), progress);
      boolean off = rooms.config().postRestore().checksum() == Level.OFF;
      status(CheckpointStore.WHOLE_TABLE, off ? Status.CHECKSUM_SKIPPED : Status.CHECKSUMMED);
    }
    if (reached < Status.ANALYZE_SKIPPED) {
      rooms.verification().analyze(target, plan.info(), result.rows() - resolution.droppedRows());
      boolean off = rooms.config().postRestore().analyze() == Level.OFF;
      status(CheckpointStore.WHOLE_TABLE, off ? Status.ANALYZE_SKIPPED : Status.ANALYZED);
    }
    progress.done("imported");
  }

  private ConflictStrategy strategy() {
    return rooms.config().conflict().strategy();
  }

  /** Decides between rows with equal keys before any pair is sent, when that is configured. */
  private void resolveConflicts(List<SortedPairs> engines) {
    if (strategy() != ConflictStrategy.REPLACE) {
      return;
    }
    resolution =
        new Replacement(
                plan,
                rooms.config().conflict().threshold(),
                rooms.conflicts(),
                rooms.cancellation())
            .resolve(engines);
    choice = new PairChoice(resolution, resolution.orphans());
  }

  /** Notes a failure that ends this table. */
  void failed(Throwable failure) {
    progress.done("failed");
    LOG.atDebug().addKeyValue("table", plan.name()).setCause(failure).log("table failed");
  }

  private boolean importSmall() {
    if (!isSmall(plan)) {
      return false;
    }
    Optional<SmallTable> loaded = rooms.load().runInMemory(plan, progress);
    if (loaded.isEmpty()) {
      return false;
    }
    try (SmallTable loadedTable = loaded.get();
        SortedPairs pairs =
            SortedPairs.inMemory(
                loadedTable.pairs(),
                SortedKvOptions.defaults(),
                rooms.memory(),
                rooms.cancellation())) {
      result = loadedTable.result();
      resolveConflicts(List.of(pairs));
      rooms
          .engineImport()
          .run(
              plan.name() + ":0",
              pairs,
              rooms.target().pd().tso(rooms.cancellation()),
              choice,
              progress);
    }
    small = true;
    recordWhole();
    return true;
  }

  private void importEngines(TableRecord record) {
    boolean decideFirst = strategy() == ConflictStrategy.REPLACE;
    Map<Integer, List<Chunk>> engines = plan.chunksByEngine();
    for (Map.Entry<Integer, List<Chunk>> engine : engines.entrySet()) {
      int reached = engineStatus(record, engine.getKey());
      loadDataEngine(engine.getKey(), engine.getValue(), reached);
      if (!decideFirst) {
        importEngine(new EngineId(plan.name(), engine.getKey()), reached);
      }
    }
    if (decideFirst) {
      resolveStoredConflicts(engines.keySet());
      for (int number : engines.keySet()) {
        importEngine(new EngineId(plan.name(), number), engineStatus(record, number));
      }
    }
    importEngine(EngineId.index(plan.name()), engineStatus(record, EngineId.INDEX));
  }

  private void resolveStoredConflicts(Set<Integer> numbers) {
    List<SortedPairs> engines = new ArrayList<>();
    try {
      for (int number : numbers) {
        engines.add(
            rooms.store().snapshot(new EngineId(plan.name(), number), rooms.cancellation()));
      }
      engines.add(rooms.store().snapshot(EngineId.index(plan.name()), rooms.cancellation()));
      resolveConflicts(engines);
    } finally {
      engines.forEach(SortedPairs::close);
    }
  }

  private void loadDataEngine(int number, List<Chunk> chunks, int reached) {
    if (reached >= Status.CLOSED) {
      result = result.plus(recorded(number));
      chunks.forEach(chunk -> progress.chunkDone());
      return;
    }
    rooms.dataEngines().acquireUninterruptibly();
    try {
      ChunkResult loaded = rooms.load().run(plan, number, chunks, progress);
      // A failure of another table must not be taken for the end of these chunks.
      rooms.cancellation().throwIfCancelled();
      result = result.plus(loaded);
      recordEngine(number, chunks, loaded);
      status(number, Status.CLOSED);
    } finally {
      rooms.dataEngines().release();
    }
  }

  private void importEngine(EngineId engine, int reached) {
    if (reached >= Status.IMPORTED) {
      progress.engineDone();
      return;
    }
    long commitTs = commitTs(engine);
    try (SortedPairs pairs = rooms.store().snapshot(engine, rooms.cancellation())) {
      rooms.engineImport().run(engine.toString(), pairs, commitTs, choice, progress);
    }
    status(engine.number(), Status.IMPORTED);
    rooms.store().deleteEngine(engine);
  }

  /** The engine's timestamp, recorded before the first write so that a repeat uses it again. */
  private long commitTs(EngineId engine) {
    Optional<byte[]> known = rooms.store().metadata(engine, COMMIT_TS);
    if (known.isPresent()) {
      return Bytes.bigEndianLong(known.get(), 0);
    }
    long ts = rooms.target().pd().tso(rooms.cancellation());
    byte[] value = new byte[Long.BYTES];
    Bytes.putBigEndianLong(value, 0, ts);
    rooms.store().putMetadata(List.of(new EngineMetadata(engine, COMMIT_TS, value)));
    return ts;
  }

  private void status(int engine, int status) {
    if (small) {
      // A small table is done again from its source after a crash, to the same keys and values.
      rooms.checkpoints().statusSoon(plan.name(), engine, status);
    } else {
      rooms.checkpoints().status(plan.name(), engine, status);
    }
  }

  /** True when no engine of the table was begun, by this run or another. */
  private boolean isUntouched(TableRecord record) {
    return record == null
        || record.engines().stream().allMatch(e -> e.status() <= Status.LOADED)
            && plan.chunksByEngine().keySet().stream()
                .allMatch(n -> rooms.store().progress(new EngineId(plan.name(), n)).isEmpty());
  }

  private static boolean isSmall(TablePlan plan) {
    return plan.source().realSize() <= SMALL_TABLE_BYTES
        && plan.chunks().size() <= SMALL_TABLE_CHUNKS
        && plan.chunksByEngine().size() <= 1;
  }

  private static int engineStatus(TableRecord record, int number) {
    return record == null
        ? Status.LOADED
        : record.engines().stream()
            .filter(engine -> engine.number() == number)
            .mapToInt(EngineRecord::status)
            .findFirst()
            .orElse(Status.LOADED);
  }

  private void takeFromRecord(TableRecord record) {
    AutoIds ids = new AutoIds(record.rowId(), record.autoIncrement(), record.autoRandom());
    KvChecksum sum = KvChecksum.EMPTY;
    for (EngineRecord engine : record.engines()) {
      for (ChunkRecord chunk : engine.chunks()) {
        sum = sum.plus(chunk.sum());
      }
    }
    result = new ChunkResult(sum, ids, 0);
  }

  private ChunkResult recorded(int number) {
    TableRecord record = rooms.checkpoints().table(plan.name()).orElseThrow();
    KvChecksum sum = KvChecksum.EMPTY;
    for (EngineRecord engine : record.engines()) {
      if (engine.number() == number) {
        for (ChunkRecord chunk : engine.chunks()) {
          sum = sum.plus(chunk.sum());
        }
      }
    }
    return new ChunkResult(
        sum, new AutoIds(record.rowId(), record.autoIncrement(), record.autoRandom()), 0);
  }

  private void recordEngine(int number, List<Chunk> chunks, ChunkResult loaded) {
    rooms
        .checkpoints()
        .progress(plan.name(), number, CheckpointChunks.finished(plan, chunks, loaded.sum()));
    recordIds(loaded.ids());
  }

  private void recordWhole() {
    plan.chunksByEngine()
        .forEach(
            (number, chunks) ->
                rooms
                    .checkpoints()
                    .progress(
                        plan.name(),
                        number,
                        CheckpointChunks.finished(plan, chunks, result.sum())));
    recordIds(result.ids());
  }

  private void recordIds(AutoIds ids) {
    rooms.checkpoints().autoIds(plan.name(), ids.autoRandom(), ids.autoIncrement(), ids.rowId());
  }
}
