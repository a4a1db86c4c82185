package io.levin.engine;

import io.levin.base.Bytes;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Step;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.ChunkRecord;
import io.levin.checkpoint.EngineRecord;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TableRecord;
import io.levin.checkpoint.TaskRecord;
import io.levin.config.Config;
import io.levin.engine.load.EngineLoad;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.precheck.TaskComparison;
import io.levin.sortedkv.ChunkProgress;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.EngineMetadata;
import io.levin.sortedkv.SortedKv;
import io.levin.storage.Storage;
import io.levin.storage.StorageLocation;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoint and the sorted data at the beginning of an import: are they this import's, and do
 * they belong together; then what is recorded before the first row.
 */
final class ImportStart {
  private static final Logger LOG = LoggerFactory.getLogger(ImportStart.class);

  /** The name and form of our own sorted data; another form wants another name. */
  private static final String VERSION = "levin-1";

  /** A fact about a table's index engine: the task that the table's sorted data is of. */
  private static final String TASK = "task";

  private final Config config;
  private final FileVersions versions;
  private final CheckpointStore checkpoints;
  private final SortedKv store;
  private final TaskRecord now;
  private final String cluster;

  /**
   * @param config with the addresses that the server told
   * @param source of the data files, which was walked
   * @param clusterId of the target
   */
  ImportStart(
      Config config, Storage source, long clusterId, CheckpointStore checkpoints, SortedKv store) {
    this.config = config;
    this.versions = new FileVersions(source);
    this.checkpoints = checkpoints;
    this.store = store;
    this.cluster = Long.toUnsignedString(clusterId);
    this.now = task(checkpoints.task().map(TaskRecord::taskId).orElse(0L));
  }

  private TaskRecord task(long id) {
    return new TaskRecord(
        id,
        StorageLocation.parse(config.mydumper().dataSourceDir()).redacted(),
        "local",
        config.tidb().host(),
        config.tidb().port(),
        config.tidb().pdAddr(),
        config.tikvImporter().sortedKvDir(),
        VERSION);
  }

  /**
   * Compares the checkpoint with configuration, cluster and sorted data.
   *
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} or {@link
   *     ErrorCode#CHECK_LOCAL_FILE}; the checkpoint is as it was
   */
  void compare() {
    Optional<TaskRecord> before = checkpoints.task();
    if (before.isEmpty()) {
      return;
    }
    TaskComparison.check(config, before.get(), now, cluster, checkpoints, sortedTables());
    for (String table : checkpoints.tables()) {
      requireSortedData(table, checkpoints.table(table).orElseThrow());
    }
  }

  /** Tables of which rows are in the sorted data; the checkpoint hears of them much later. */
  private Set<String> sortedTables() {
    return store.engines().stream()
        .filter(engine -> !store.progress(engine).isEmpty())
        .map(EngineId::table)
        .collect(Collectors.toSet());
  }

  /**
   * Compares the source with what the checkpoint knows of it.
   *
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} naming a file or table
   */
  void compareSource(List<TablePlan> plans) {
    if (checkpoints.task().isEmpty()) {
      return;
    }
    versions.compare(plans, checkpoints, store, config.lightning().checkRequirements());
    if (config.lightning().checkRequirements()) {
      Optional<ZoneId> zone = zone(plans);
      if (zone.isPresent()) {
        TaskComparison.checkTimeZone(zone.get(), checkpoints, sortedTables());
      }
    }
    Set<String> planned = plans.stream().map(TablePlan::name).collect(Collectors.toSet());
    for (String table : checkpoints.tables()) {
      if (!planned.contains(table)) {
        notInSource(table, checkpoints.table(table).orElseThrow());
      }
    }
  }

  /** What a TIMESTAMP without a zone means; it is TiDB's, the session's or this machine's. */
  private static Optional<ZoneId> zone(List<TablePlan> plans) {
    return plans.stream().findFirst().map(plan -> plan.options().zone());
  }

  /** A table whose import began must not be left half done without a word. */
  private void notInSource(String table, TableRecord record) {
    boolean begun =
        record.status() > Status.MAX_INVALID
            && record.status() < Status.INDEX_IMPORTED
            && TaskComparison.isUnderWay(record, taskOf(table).isPresent());
    if (begun && config.lightning().checkRequirements()) {
      throw new ImportException(
          ErrorCode.INVALID_CHECKPOINT,
          "invalid checkpoint: table "
              + table
              + " is not in the source any more, or filtered out, and its import has begun",
          "put its files and the filter back; or run ./tidb-lightning-ctl --checkpoint-remove='"
              + table
              + "' --config=... and drop the table");
    }
    LOG.atWarn()
        .addKeyValue("table", table)
        .log("a table of the checkpoint is not in the source any more");
  }

  /**
   * Records the task and what is planned, and drops sorted data that no checkpoint speaks of: it is
   * of an import that nobody goes on with.
   *
   * @param taskId the number of the task, which a resumed import goes on with
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} naming a table that is half done
   *     and not any more what it was
   */
  void record(List<TablePlan> plans, long taskId) {
    Map<String, Long> tables = new LinkedHashMap<>();
    Map<String, List<EngineRecord>> engines = new LinkedHashMap<>();
    for (TablePlan plan : plans) {
      tables.put(plan.name(), plan.info().id());
      engines.put(plan.name(), CheckpointChunks.engines(plan));
    }
    Set<String> known = checkpoints.tables();
    List<EngineId> foreign =
        store.engines().stream()
            .filter(engine -> !known.contains(engine.table()) || isForeign(engine.table(), taskId))
            .toList();
    if (!foreign.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("tables", foreign.stream().map(EngineId::table).distinct().count())
          .addKeyValue("path", config.tikvImporter().sortedKvDir())
          .log("sorted data of an import that this checkpoint does not know is dropped");
    }
    store.deleteEngines(foreign);
    new TableShapes(checkpoints, store)
        .compareAndNote(plans, config.lightning().checkRequirements());
    versions.note(plans, checkpoints);
    checkpoints.note(TaskComparison.CLUSTER, cluster);
    TaskComparison.settings(config).forEach(checkpoints::note);
    zone(plans)
        .map(TaskComparison::timeZone)
        .ifPresent(zone -> checkpoints.note(TaskComparison.TIME_ZONE, zone));
    checkpoints.initialize(task(taskId), tables, engines);
    Step.PLANNED.pass();
  }

  /** The fact that a table's sorted data is of this task. */
  static EngineMetadata ofTask(String table, long taskId) {
    byte[] value = new byte[Long.BYTES];
    Bytes.putBigEndianLong(value, 0, taskId);
    return new EngineMetadata(EngineId.index(table), TASK, value);
  }

  private Optional<Long> taskOf(String table) {
    return store.metadata(EngineId.index(table), TASK).map(value -> Bytes.bigEndianLong(value, 0));
  }

  private boolean isForeign(String table, long taskId) {
    return taskOf(table).filter(task -> task != taskId).isPresent();
  }

  /** Sorted data that the checkpoint relies on must be there, whole, and of this task. */
  private void requireSortedData(String table, TableRecord record) {
    if (!TaskComparison.needsSortedData(record)) {
      return;
    }
    if (isForeign(table, now.taskId())) {
      throw missing(
          table,
          ": what is there of this table is of another import (task "
              + taskOf(table).get()
              + ", and the checkpoint's is "
              + now.taskId()
              + ")");
    }
    if (taskOf(table).isEmpty()) {
      throw missing(table, "");
    }
    for (EngineRecord engine : record.engines()) {
      if (engine.number() >= 0
          && engine.status() >= Status.CLOSED
          && engine.status() < Status.IMPORTED) {
        Map<String, ChunkProgress> stored = store.progress(new EngineId(table, engine.number()));
        for (ChunkRecord chunk : engine.chunks()) {
          if (chunk.position() > chunk.offset() && !isAtEnd(stored.get(chunk.key()))) {
            throw missing(
                table, ": it is older than the checkpoint and lacks rows of " + chunk.key());
          }
        }
      }
    }
  }

  private static boolean isAtEnd(ChunkProgress chunk) {
    return chunk != null && EngineLoad.isAtEnd(chunk);
  }

  private ImportException missing(String table, String why) {
    LOG.atError().addKeyValue("table", table).log("can't find local file");
    return new ImportException(
        ErrorCode.CHECK_LOCAL_FILE,
        "cannot find local file for table: "
            + table
            + " engineDir: "
            + config.tikvImporter().sortedKvDir()
            + why,
        "put the sorted data back or correct tikv-importer.sorted-kv-dir; if it is lost, run"
            + " ./tidb-lightning-ctl --checkpoint-remove='"
            + table
            + "' --config=..., empty the table and import it again");
  }
}
