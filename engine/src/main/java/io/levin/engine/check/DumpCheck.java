package io.levin.engine.check;

import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.engine.check.CheckReport.RouteEffect;
import io.levin.engine.check.CheckReport.TableReport;
import io.levin.engine.check.Finding.Severity;
import io.levin.engine.plan.SessionZone;
import io.levin.engine.plan.SourceOptions;
import io.levin.engine.precheck.NotYet;
import io.levin.engine.progress.Timings;
import io.levin.kv.EncodeOptions;
import io.levin.kv.value.SqlMode;
import io.levin.source.Dump;
import io.levin.source.DumpDatabase;
import io.levin.source.DumpTable;
import io.levin.source.ScanOptions;
import io.levin.storage.LocalLocation;
import io.levin.storage.Storage;
import io.levin.storage.StorageLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds out what an import would do, from the configuration and the source alone. What it keeps in
 * memory is a few hundred bytes a file; of the data, one block a thread.
 */
public final class DumpCheck {
  /** All samples together, so that a check of many files ends in seconds. */
  private static final long SAMPLED_BYTES = 256L << 20;

  private static final long MOST_PER_FILE = 10L << 20;
  private static final long LEAST_PER_FILE = 64L << 10;
  private static final int ROW_FORMAT = 2;

  private final Config config;
  private final CheckOptions options;
  private final ConcurrentLinkedQueue<Finding> findings = new ConcurrentLinkedQueue<>();

  /** A check of the source that a configuration names. */
  public DumpCheck(Config config, CheckOptions options) {
    this.config = config;
    this.options = options;
  }

  /** Runs it. Whatever is wrong with the source is in the report. */
  public CheckReport run() {
    config.warnings().forEach(w -> findings.add(Finding.warning("", "", w, "")));
    String source = config.mydumper().dataSourceDir();
    try {
      NotYet.check(config);
    } catch (ImportException e) {
      findings.add(Finding.error("", "", e));
    }
    Dump dump = new Dump(List.of(), List.of(), List.of());
    List<TableReport> tables = new ArrayList<>();
    List<RouteEffect> routes = List.of();
    try {
      StorageLocation location = StorageLocation.parse(source);
      source = location.redacted();
      try (Storage storage =
          SourceOptions.open(config, location, new Cancellation(), Timings.empty())) {
        ScanOptions scan =
            SourceOptions.scan(
                config, location instanceof LocalLocation local ? local.path() : null);
        dump = Dump.scan(storage, scan);
        dump.warnings().forEach(w -> findings.add(Finding.warning("", "", w, "")));
        routes = new RouteEffects(scan).of(dump);
        tables.addAll(checkTables(storage, dump));
      }
    } catch (ImportException e) {
      findings.add(Finding.error("", "", e));
    }
    tables.sort(Comparator.comparingLong(TableReport::textBytes).reversed());
    return new CheckReport(
        source,
        tables,
        dump.databases().stream().mapToInt(database -> database.views().size()).sum(),
        routes,
        dump.leftOut(),
        sorted(tables.stream().mapToLong(TableReport::badRows).sum()),
        config.tikvImporter().sortedKvDir(),
        free(Path.of(config.tikvImporter().sortedKvDir())));
  }

  private List<TableReport> checkTables(Storage storage, Dump dump) {
    ZoneId zone = SessionZone.of(config.tidb().sessionVars().getOrDefault("time_zone", "SYSTEM"));
    EncodeOptions encode =
        new EncodeOptions(
            SqlMode.parse(config.tidb().sqlMode()),
            zone,
            true,
            ROW_FORMAT,
            System.currentTimeMillis() / 1000,
            0,
            EncodeOptions::shardOf,
            Map.of());
    TableCheck check =
        new TableCheck(
            config,
            options,
            encode,
            new OfflineModels(storage, config, zone),
            storage,
            bytesPerFile(dump));
    ExecutorService threads = Executors.newFixedThreadPool(config.lightning().regionConcurrency());
    try {
      List<Future<TableReport>> reports = new ArrayList<>();
      for (DumpDatabase database : dump.databases()) {
        for (DumpTable table : database.tables()) {
          reports.add(threads.submit(() -> check.check(database, table, findings::add)));
        }
      }
      List<TableReport> tables = new ArrayList<>();
      for (Future<TableReport> report : reports) {
        tables.add(done(report));
      }
      return tables;
    } finally {
      threads.shutdownNow();
    }
  }

  private static TableReport done(Future<TableReport> report) {
    try {
      return report.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private long bytesPerFile(Dump dump) {
    if (options.rowsPerFile() == 0) {
      return Long.MAX_VALUE;
    }
    long files = 0;
    for (DumpDatabase database : dump.databases()) {
      for (DumpTable table : database.tables()) {
        int all = table.dataFiles().size();
        files += options.filesPerTable() == 0 ? all : Math.min(all, options.filesPerTable());
      }
    }
    long share = SAMPLED_BYTES / Math.max(1, files);
    return Math.max(LEAST_PER_FILE, Math.min(MOST_PER_FILE, share));
  }

  /** Errors first, each kind by table and file. Bad rows that are tolerated are warnings. */
  private List<Finding> sorted(long badRows) {
    List<Finding> all = new ArrayList<>(findings);
    if (badRows <= config.lightning().maxTypeErrors()) {
      all.replaceAll(f -> isBadRow(f) ? tolerated(f) : f);
    }
    all.sort(
        Comparator.comparing(Finding::severity)
            .thenComparing(Finding::table)
            .thenComparing(Finding::file));
    return all;
  }

  private static boolean isBadRow(Finding finding) {
    return finding.row() > 0 && finding.severity() == Severity.ERROR;
  }

  private static Finding tolerated(Finding f) {
    return new Finding(
        Severity.WARNING,
        f.table(),
        f.file(),
        f.row(),
        f.line(),
        f.offset(),
        f.column(),
        f.problem(),
        "lightning.max-error lets it be left out");
  }

  /** Free bytes where a folder is or would be made; -1 if that cannot be told. */
  private static long free(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      return Files.getFileStore(there).getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }
}
