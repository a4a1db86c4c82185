package io.levin.engine.control;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.MemoryBudget;
import io.levin.checkpoint.CheckpointDump;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.Checkpoints;
import io.levin.checkpoint.EngineRecord;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TableRecord;
import io.levin.config.Config;
import io.levin.config.Level;
import io.levin.engine.precheck.CheckpointChecks;
import io.levin.engine.precheck.TaskComparison;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.SortedKv;
import io.levin.sortedkv.SortedKvOptions;
import io.levin.tidb.SqlLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Repairs and shows the checkpoint of a configuration. What it changes is locked while it does, and
 * refused while an import runs.
 */
public final class CheckpointControl {
  private static final long MEMORY = 64L << 20;

  private final Config config;
  private final Checkpoints checkpoints;
  private final SqlLogin target;
  private final Consumer<String> told;

  /**
   * Controls one checkpoint.
   *
   * @param config with TiDB's port
   * @param target logs in to the target
   * @param told takes lines for the user
   */
  public CheckpointControl(
      Config config, Checkpoints checkpoints, SqlLogin target, Consumer<String> told) {
    this.config = config;
    this.checkpoints = checkpoints;
    this.target = target;
    this.told = told;
  }

  /**
   * Forgets a table, whatever its state, or all; with it its sorted data, and what the target says
   * of parallel imports into it. The record goes last, so that it may be repeated.
   *
   * @param force also when other instances may be importing into it, or TiDB cannot be asked
   */
  public void remove(String argument, boolean force) {
    try (CheckpointStore store = open(true)) {
      if (store == null) {
        return;
      }
      Set<String> known = store.tables();
      Optional<List<String>> tables = TableArgument.resolve(argument, known, told);
      if (tables.isEmpty()) {
        told.accept("no checkpoint for " + argument + ", nothing done" + others(known));
        return;
      }
      boolean all = argument.equals(TableArgument.ALL);
      try (MetadataRows rows = MetadataRows.of(config, store, tables.get(), force, told)) {
        if (rows != null && all) {
          rows.forgetAll();
        } else if (rows != null) {
          rows.forget(tables.get());
        }
      }
      deleteSorted(tables.get(), all);
      if (all) {
        store.removeAll();
      } else {
        tables.get().forEach(store::remove);
      }
    }
  }

  /** Clears the errors of a table, or of all. */
  public void ignore(String argument) {
    try (CheckpointStore store = open(true)) {
      if (store == null) {
        return;
      }
      for (String table : failed(store, argument)) {
        TableRecord record = store.table(table).orElseThrow();
        int step = CheckpointChecks.failedStep(record).orElseThrow();
        for (EngineRecord engine : record.engines()) {
          if (Status.isFailed(engine.status())) {
            store.statusSoon(table, engine.number(), Status.LOADED);
          }
        }
        // Rows may have been corrected in the target since: they must not be sent again.
        int next = step == Status.INDEX_ADDED ? Status.CHECKSUMMED : Status.LOADED;
        store.statusSoon(table, CheckpointStore.WHOLE_TABLE, next);
        store.save();
        told.accept(
            "Ignored the error of "
                + table
                + ", which failed in step("
                + Status.name(step)
                + ")"
                + reason(store, table)
                + (step <= Status.CLOSED ? "; rows may be missing" : ""));
        if (config.postRestore().checksum() == Level.OFF && !CheckpointChecks.isComplete(step)) {
          told.accept(
              "Warning: post-restore.checksum is off in this configuration: nothing will tell"
                  + " whether rows of "
                  + table
                  + " are missing");
        }
      }
    }
  }

  /**
   * Drops failed tables from the target and forgets them, so that they are imported from the start.
   * Every step may be repeated; the record goes last.
   *
   * @param force also tables that held rows before the import, and those that other instances may
   *     be importing into
   */
  public void destroy(String argument, boolean force) {
    try (CheckpointStore store = open(true)) {
      if (store == null) {
        return;
      }
      List<String> tables = failed(store, argument);
      for (String table : tables) {
        if (!force && store.table(table).orElseThrow().base().pairs() > 0) {
          throw new ImportException(
              ErrorCode.INVALID_ARGUMENT,
              table + " held rows before the import, which would be dropped with it",
              "say --force if that is meant");
        }
      }
      if (tables.isEmpty()) {
        return;
      }
      try (MetadataRows rows = MetadataRows.of(config, store, tables, force, told)) {
        destroy(store, tables, rows);
      }
    }
  }

  private void destroy(CheckpointStore store, List<String> tables, MetadataRows rows) {
    ImportException last = null;
    List<String> dropped = new ArrayList<>();
    for (String table : tables) {
      told.accept("Dropping table: " + table);
      try {
        drop(table);
        dropped.add(table);
      } catch (SQLException e) {
        told.accept("* Encountered error while dropping table: " + e.getMessage());
        last =
            new ImportException(
                ErrorCode.DB_CONNECT,
                "drop table failed: " + table + ": " + e.getMessage(),
                "check tidb.user's right to drop it and that TiDB is up, then repeat; its"
                    + " checkpoint is kept",
                e);
      }
    }
    for (String table : dropped) {
      for (EngineRecord engine : store.table(table).orElseThrow().engines()) {
        told.accept("Closing and cleaning up engine: " + table + " " + engine.number());
      }
    }
    deleteSorted(dropped, false);
    if (rows != null) {
      rows.forget(dropped);
    }
    dropped.forEach(store::remove);
    if (last != null) {
      throw last;
    }
  }

  /** Writes the records into three CSV files, as the original does. */
  public void dump(Path folder) {
    try (CheckpointStore store = open(false)) {
      if (store != null) {
        CheckpointDump.write(store, folder);
      }
    }
  }

  /** Says which tables lack sorted data that their import goes on from. */
  public void checkLocalStorage() {
    List<String> missing = new ArrayList<>();
    try (CheckpointStore store = config.checkpoint().enable() ? open(false) : null) {
      if (store != null) {
        Set<String> needed =
            store.tables().stream()
                .filter(table -> TaskComparison.needsSortedData(store.table(table).orElseThrow()))
                .collect(Collectors.toSet());
        if (!needed.isEmpty()) {
          missing.addAll(needed);
          missing.removeAll(sorted());
        }
      }
    }
    missing.sort(null);
    told.accept(
        missing.isEmpty()
            ? "No table has lost intermediate files according to given config"
            : "These tables are missing intermediate files: [" + String.join(" ", missing) + "]");
    if (!missing.isEmpty()) {
      told.accept("They are expected in " + sortedKvDir().resolve("levin.db"));
    }
  }

  /** Null when there is none, which is said. */
  private CheckpointStore open(boolean exclusive) {
    Optional<CheckpointStore> store = checkpoints.find(exclusive);
    if (store.isEmpty()) {
      told.accept("no checkpoint at " + checkpoints.describe() + ", nothing done");
    }
    return store.orElse(null);
  }

  private List<String> failed(CheckpointStore store, String argument) {
    Set<String> known = store.tables();
    List<String> tables =
        TableArgument.resolve(argument, known, told)
            .orElseThrow(() -> TableArgument.unknown(argument, known));
    List<String> failed = new ArrayList<>();
    for (String table : tables) {
      OptionalInt step = CheckpointChecks.failedStep(store.table(table).orElseThrow());
      if (step.isPresent()) {
        failed.add(table);
      } else if (!argument.equals(TableArgument.ALL)) {
        told.accept("no error recorded for " + table + ", nothing done");
      }
    }
    if (failed.isEmpty() && argument.equals(TableArgument.ALL)) {
      told.accept("no error recorded for any table, nothing done");
    }
    return failed;
  }

  private static String reason(CheckpointStore store, String table) {
    String text = store.notes().getOrDefault(CheckpointStore.FAILURE + table, "");
    return text.isEmpty() ? "" : ": " + text;
  }

  private static String others(Set<String> known) {
    return known.isEmpty() ? "" : "; there are: " + TableArgument.some(known);
  }

  /** Its definition is shown, in case it was not made from the dump. */
  private void drop(String table) throws SQLException {
    try (Connection connection = target.open();
        Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + table)) {
        if (row.next()) {
          told.accept(row.getString(2) + ";");
        }
      } catch (SQLException e) {
        told.accept("* Its definition cannot be shown: " + e.getMessage());
      }
      statement.execute("DROP TABLE IF EXISTS " + table);
    }
  }

  private Path sortedKvDir() {
    return Path.of(config.tikvImporter().sortedKvDir());
  }

  private Set<String> sorted() {
    Path folder = sortedKvDir();
    if (!SortedKv.isIn(folder)) {
      return Set.of();
    }
    try (SortedKv store = openSorted(folder)) {
      return store.engines().stream().map(EngineId::table).collect(Collectors.toSet());
    }
  }

  private static SortedKv openSorted(Path folder) {
    return SortedKv.open(folder, SortedKvOptions.defaults(), new MemoryBudget("control", MEMORY));
  }

  /** Our own engines, and the folders of the original for the same tables. */
  private void deleteSorted(List<String> tables, boolean all) {
    String configured = config.tikvImporter().sortedKvDir();
    if (configured.isEmpty() || !Files.isDirectory(sortedKvDir())) {
      return;
    }
    Path folder = sortedKvDir();
    if (SortedKv.isIn(folder)) {
      Set<String> some = Set.copyOf(tables);
      try (SortedKv store = openSorted(folder)) {
        store.deleteEngines(
            store.engines().stream()
                .filter(engine -> all || some.contains(engine.table()))
                .toList());
      }
    }
    try {
      LightningFolders.delete(folder, tables);
    } catch (IOException e) {
      told.accept("* Encountered error while cleanup engine: " + e);
    }
  }
}
