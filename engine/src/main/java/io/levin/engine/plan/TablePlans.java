package io.levin.engine.plan;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.ChunkRecord;
import io.levin.checkpoint.EngineRecord;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TableRecord;
import io.levin.config.Config;
import io.levin.engine.target.Parallel;
import io.levin.engine.target.TargetCluster;
import io.levin.kv.EncodeOptions;
import io.levin.kv.value.SqlMode;
import io.levin.schema.Identifiers;
import io.levin.schema.TableInfo;
import io.levin.source.Chunk;
import io.levin.source.DataFiles;
import io.levin.source.Dump;
import io.levin.source.DumpDatabase;
import io.levin.source.DumpTable;
import io.levin.source.IgnoredColumns;
import io.levin.source.TablePlanner;
import io.levin.storage.Storage;
import io.levin.tidb.ServerVariables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans all tables of a dump. */
public final class TablePlans {
  private static final Logger LOG = LoggerFactory.getLogger(TablePlans.class);
  private static final Set<String> ENCODER_VARIABLES =
      Set.of(
          "div_precision_increment",
          "default_week_format",
          "block_encryption_mode",
          "group_concat_max_len",
          "max_allowed_packet",
          "lc_time_names");

  private final Config config;
  private final TargetCluster target;
  private final DataFiles files;
  private final TablePlanner planner;
  private final IgnoredColumns ignored;
  private final CheckpointStore checkpoints;

  private TablePlans(
      Config config, TargetCluster target, Storage storage, CheckpointStore checkpoints) {
    this.config = config;
    this.target = target;
    this.files = new DataFiles(storage, SourceOptions.read(config));
    this.planner =
        new TablePlanner(storage, SourceOptions.read(config), SourceOptions.plan(config));
    this.ignored = SourceOptions.ignoredColumns(config);
    this.checkpoints = checkpoints;
  }

  /**
   * The plans of all tables that are imported. What cannot be encoded is refused here, so that it
   * is refused without the requirement checks too.
   *
   * @param models by quoted, qualified name
   * @param checkpoints a table that was planned before keeps its row ids and its time
   * @param parallel asks for several tables at a time
   */
  public static List<TablePlan> of(
      Config config,
      TargetCluster target,
      Storage storage,
      Dump dump,
      Map<String, TableInfo> models,
      CheckpointStore checkpoints,
      Parallel parallel) {
    TablePlans plans = new TablePlans(config, target, storage, checkpoints);
    List<DumpTable> tables = new ArrayList<>();
    for (DumpDatabase database : dump.databases()) {
      for (DumpTable table : database.tables()) {
        TableInfo info = models.get(Identifiers.qualified(table.schema(), table.name()));
        if (info != null) {
          tables.add(table);
        }
      }
    }
    TablePlan[] result = new TablePlan[tables.size()];
    List<Runnable> steps = new ArrayList<>();
    for (int i = 0; i < result.length; i++) {
      int number = i;
      DumpTable table = tables.get(i);
      TableInfo info = models.get(Identifiers.qualified(table.schema(), table.name()));
      steps.add(() -> result[number] = plans.plan(table, info));
    }
    parallel.runAll(steps, Parallel.STATEMENTS);
    return List.of(result);
  }

  private TablePlan plan(DumpTable table, TableInfo info) {
    if (info.isView() || info.isSequence()) {
      throw new ImportException(
          ErrorCode.RESTORE_TABLE,
          "restore table "
              + Identifiers.qualified(table.schema(), table.name())
              + " failed: it is a "
              + (info.isView() ? "view" : "sequence")
              + " in the target",
          "rename or drop it, or leave the table out by mydumper.filter");
    }
    // One engine a table: the merge finds equal keys only within an engine.
    io.levin.source.TablePlan cut = planner.plan(table, info.columns().size(), false);
    cut.warnings().forEach(LOG::warn);
    List<Chunk> chunks = cut.chunks();
    String name = Identifiers.qualified(table.schema(), table.name());
    TableRecord record = checkpoints.table(name).orElse(null);
    Map<String, ChunkRecord> known = new HashMap<>();
    if (record != null) {
      for (EngineRecord engine : record.engines()) {
        engine.chunks().forEach(chunk -> known.put(chunk.key(), chunk));
      }
    }
    if (!known.isEmpty() && record.status() < Status.INDEX_IMPORTED) {
      new RecordedFiles(name, record).requireSame(table);
    }
    long base = base(chunks, known);
    List<Chunk> based = new ArrayList<>();
    chunks.forEach(chunk -> based.add(chunk.withRowIdBase(base)));
    if (!known.isEmpty() && record.status() < Status.INDEX_IMPORTED) {
      checkSame(name, based, record);
    }
    long timestamp =
        known.values().stream()
            .mapToLong(ChunkRecord::timestamp)
            .findFirst()
            .orElse(System.currentTimeMillis() / 1000);
    TablePlan plan =
        new TablePlan(
            table,
            info,
            based,
            files,
            options(timestamp),
            ignored.of(table.schema(), table.name()),
            timestamp);
    plan.requireSupported();
    return plan;
  }

  /**
   * Rows that are in the sorted data were read from the recorded chunks: with other chunks they
   * would be read twice, or not at all.
   */
  private static void checkSame(String table, List<Chunk> chunks, TableRecord record) {
    Set<String> now = new TreeSet<>();
    chunks.forEach(
        chunk ->
            now.add(
                TablePlan.key(chunk)
                    + (" of engine " + chunk.engine() + " up to row id " + chunk.rowIdMax())));
    Set<String> before = new TreeSet<>();
    for (EngineRecord engine : record.engines()) {
      for (ChunkRecord chunk : engine.chunks()) {
        before.add(
            chunk.key()
                + (" of engine " + engine.number() + " up to row id " + chunk.rowIdLimit()));
      }
    }
    if (!now.equals(before)) {
      Set<String> odd = new TreeSet<>(before);
      odd.removeAll(now);
      if (odd.isEmpty()) {
        odd.addAll(now);
        odd.removeAll(before);
      }
      throw new ImportException(
          ErrorCode.INVALID_CHECKPOINT,
          "invalid checkpoint: the source files of table "
              + table
              + ", or the settings by which they are cut into chunks, are not those with which its"
              + " import began: "
              + odd.iterator().next(),
          "put files and settings back; or run tidb-lightning-ctl --checkpoint-remove='"
              + table
              + "', empty the table and import it again");
    }
  }

  /** By how much row ids were moved up, so that they lie above all others; 0 at first. */
  private static long base(List<Chunk> chunks, Map<String, ChunkRecord> known) {
    for (Chunk chunk : chunks) {
      ChunkRecord before = known.get(TablePlan.key(chunk));
      if (before != null) {
        return before.rowIdLimit() - chunk.rowIdMax();
      }
    }
    return 0;
  }

  private EncodeOptions options(long timestamp) {
    ServerVariables server = target.variables();
    Map<String, String> variables = new HashMap<>();
    for (String name : ENCODER_VARIABLES) {
      String value = server.get(name, "");
      if (!value.isEmpty()) {
        variables.put(name, value);
      }
    }
    return new EncodeOptions(
        SqlMode.parse(config.tidb().sqlMode()),
        SessionZone.of(server.get("time_zone", "SYSTEM")),
        server.newCollation(),
        Integer.parseInt(server.get("tidb_row_format_version", "1")),
        timestamp,
        0,
        EncodeOptions::shardOf,
        variables);
  }
}
