package io.levin.engine.precheck;

import io.levin.base.Cancellation;
import io.levin.config.ByteSize;
import io.levin.config.Config;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.target.Parallel;
import io.levin.engine.target.TargetCluster;
import io.levin.source.Dump;
import io.levin.source.DumpFile;
import io.levin.storage.LocalLocation;
import io.levin.storage.StorageLocation;
import io.levin.tidb.TargetTable;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Checks of the source, of the local disk, and of the tables that are imported into. */
final class SourceChecks {
  private static final long LARGE_FILE = 10L << 30;

  /** Tables that one statement looks into. */
  private static final int TABLES_AT_A_TIME = 40;

  private final Config config;
  private final TargetCluster target;
  private final Cancellation cancellation;

  SourceChecks(Config config, TargetCluster target, Cancellation cancellation) {
    this.config = config;
    this.target = target;
    this.cancellation = cancellation;
  }

  CheckResult largeFiles(Dump dump) {
    if (config.mydumper().strictFormat()) {
      return CheckResult.pass(
          false, "Skip the data file size check, because config.StrictFormat is true");
    }
    List<String> large = new ArrayList<>();
    dump.databases()
        .forEach(
            database ->
                database
                    .tables()
                    .forEach(
                        table ->
                            table.dataFiles().stream()
                                .filter(file -> file.realSize() > LARGE_FILE)
                                .map(DumpFile::path)
                                .forEach(large::add)));
    return large.isEmpty()
        ? CheckResult.pass(false, "Source data files size is proper")
        : CheckResult.fail(
            false,
            "large data file: "
                + String.join(", ", large)
                + " file exists and it will slow down import performance; split it, or set"
                + " mydumper.strict-format for CSV");
  }

  CheckResult targetEmpty(List<TablePlan> plans, Parallel parallel) {
    Set<String> full = new ConcurrentSkipListSet<>();
    Set<String> unreadable = new ConcurrentSkipListSet<>();
    List<Runnable> steps = new ArrayList<>();
    for (int from = 0; from < plans.size(); from += TABLES_AT_A_TIME) {
      List<TablePlan> some = plans.subList(from, Math.min(plans.size(), from + TABLES_AT_A_TIME));
      steps.add(() -> checkEmpty(some, full, unreadable));
    }
    parallel.runAll(steps, Parallel.STATEMENTS);
    if (!unreadable.isEmpty()) {
      return CheckResult.fail(true, "cannot read table " + String.join("; ", unreadable));
    }
    return full.isEmpty()
        ? CheckResult.pass(true, "all importing tables on the target are empty")
        : CheckResult.fail(
            true,
            "table(s) ["
                + String.join(", ", full)
                + "] are not empty; empty them, or leave them out by mydumper.filter; if other"
                + " instances import into them too, set tikv-importer.parallel-import = true"
                + " everywhere");
  }

  private void checkEmpty(List<TablePlan> plans, Set<String> full, Set<String> unreadable) {
    cancellation.throwIfCancelled();
    List<TargetTable> tables = plans.stream().map(this::table).toList();
    try {
      TargetTable.notEmpty(target.tidb(), tables).forEach(table -> full.add(table.name()));
    } catch (SQLException e) {
      // One by one tells which of them it is.
      tables.forEach(table -> checkEmpty(table, full, unreadable));
    }
  }

  private TargetTable table(TablePlan plan) {
    return new TargetTable(target.tidb(), plan.source().schema(), plan.source().name());
  }

  private void checkEmpty(TargetTable table, Set<String> full, Set<String> unreadable) {
    cancellation.throwIfCancelled();
    try {
      if (!table.isEmpty()) {
        full.add(table.name());
      }
    } catch (SQLException e) {
      unreadable.add(table.name() + ": " + e.getMessage());
    }
  }

  CheckResult permission() {
    return CheckResult.pass(true, "Lightning has the correct storage permission");
  }

  CheckResult disks() {
    Path source = localSource();
    Path sorted = Path.of(config.tikvImporter().sortedKvDir());
    try {
      if (source == null || !store(sorted).equals(Files.getFileStore(source))) {
        return CheckResult.pass(false, "local source dir and temp-kv dir are in different disks");
      }
      return CheckResult.fail(
          false,
          "sorted-kv-dir:"
              + sorted
              + " and data-source-dir:"
              + source
              + " are in the same disk, may slow down performance");
    } catch (IOException e) {
      return CheckResult.fail(false, "cannot compare the disks: " + e.getMessage());
    }
  }

  CheckResult sortedKvSpace(List<TablePlan> plans) {
    long estimate = estimate(plans);
    boolean compressed =
        plans.stream()
            .flatMap(plan -> plan.source().dataFiles().stream())
            .anyMatch(file -> !file.isPlain());
    Path sorted = Path.of(config.tikvImporter().sortedKvDir());
    long free;
    try {
      free = store(sorted).getUsableSpace();
    } catch (IOException e) {
      return CheckResult.fail(
          true, "cannot ask for the space of " + sorted + ": " + e.getMessage());
    }
    String sizes =
        "estimate sorted data size is "
            + ByteSize.format(estimate)
            + ", but local available is "
            + ByteSize.format(free);
    if (estimate <= free) {
      return CheckResult.pass(
          !compressed,
          "local disk resources are rich, " + sizes.replace(" is ", " ").replace(", but", ","));
    }
    long quota = config.tikvImporter().diskQuota();
    String scarce = "local disk space may not enough to finish import, " + sizes;
    if (quota > free) {
      return CheckResult.fail(
          !compressed,
          scarce
              + ", please set `tikv-importer.disk-quota` to a smaller value than "
              + ByteSize.format(free)
              + " or change `tikv-importer.sorted-kv-dir` to another disk with enough space to"
              + " finish imports");
    }
    return CheckResult.pass(
        !compressed,
        scarce
            + ", we will use disk-quota (size: "
            + ByteSize.format(quota)
            + ") to finish imports, which may slow down import");
  }

  static long estimate(List<TablePlan> plans) {
    return plans.stream().mapToLong(plan -> plan.source().realSize()).sum();
  }

  private Path localSource() {
    StorageLocation source = StorageLocation.parse(config.mydumper().dataSourceDir());
    return source instanceof LocalLocation local ? local.path() : null;
  }

  /** The file system of a folder that may have to be made yet. */
  private static FileStore store(Path folder) throws IOException {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return Files.getFileStore(there);
  }
}
