package io.levin.engine.plan;

import io.levin.base.Cancellation;
import io.levin.config.Config;
import io.levin.engine.progress.Timings;
import io.levin.source.IgnoredColumns;
import io.levin.source.PlanOptions;
import io.levin.source.ReadOptions;
import io.levin.source.ScanOptions;
import io.levin.source.parse.CsvOptions;
import io.levin.source.parse.DataCharset;
import io.levin.source.parse.ParseTarget;
import io.levin.source.route.FileRule;
import io.levin.source.route.RouteRule;
import io.levin.source.route.TableFilter;
import io.levin.storage.LimitedStorage;
import io.levin.storage.Storage;
import io.levin.storage.StorageLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The configuration's words about the source, in the words of the source's own module. */
public final class SourceOptions {
  /**
   * {@code mydumper.batch-size} is accepted and has no effect: the merge copes with any order of
   * rows, and equal keys are found within an engine only.
   */
  private static final long ONE_ENGINE = 0;

  private SourceOptions() {}

  /**
   * Opens the source. {@code lightning.io-concurrency} bounds the reads of local disks; an object
   * store answers late, and the more is read at a time the better.
   *
   * @param cancellation ends requests that wait for another attempt
   * @param timings are told how long reads, and waits for them, take
   */
  public static Storage open(
      Config config, StorageLocation location, Cancellation cancellation, Timings timings) {
    Storage storage = new MeasuredStorage(Storage.open(location, cancellation), timings);
    return location.isLocal()
        ? new LimitedStorage(
            storage,
            config.lightning().ioConcurrency(),
            nanos -> timings.waitIo().observe(nanos / 1e9))
        : storage;
  }

  /**
   * How files are found and sorted into tables.
   *
   * @param folder the local folder of the dump, or null when it is elsewhere
   */
  public static ScanOptions scan(Config config, Path folder) {
    Config.Mydumper m = config.mydumper();
    List<FileRule> rules = new ArrayList<>();
    for (Config.FileRule rule : m.files()) {
      rules.add(
          new FileRule(
              orNull(rule.pattern()),
              orNull(rule.path()),
              orNull(rule.schema()),
              orNull(rule.table()),
              orNull(rule.type()),
              orNull(rule.key()),
              orNull(rule.compression())));
    }
    List<RouteRule> routes = new ArrayList<>();
    for (Config.Route route : config.routes()) {
      routes.add(
          new RouteRule(
              route.schemaPattern(),
              route.tablePattern(),
              route.targetSchema(),
              route.targetTable(),
              extractor(route.extractTable()),
              extractor(route.extractSchema()),
              extractor(route.extractSource())));
    }
    return new ScanOptions(
        folder,
        rules,
        m.defaultFileRules(),
        TableFilter.parse(m.filter(), m.caseSensitive()),
        routes,
        m.caseSensitive(),
        m.sourceId(),
        config.lightning().ioConcurrency());
  }

  /** How data files are read. */
  public static ReadOptions read(Config config) {
    Config.Mydumper m = config.mydumper();
    Config.Csv csv = m.csv();
    CsvOptions options =
        new CsvOptions(
            csv.separator(),
            csv.delimiter(),
            csv.terminator(),
            csv.header(),
            csv.headerSchemaMatch(),
            csv.notNull(),
            csv.nullTexts(),
            csv.escapedBy().isEmpty() ? -1 : csv.escapedBy().charAt(0),
            csv.trimLastSeparator(),
            DataCharset.ofName(m.dataCharacterSet()),
            m.dataInvalidCharReplace());
    boolean backslash = !config.tidb().sqlMode().contains("NO_BACKSLASH_ESCAPES");
    // The block only bounds how much is read at once; a larger one than the default of the original
    // costs nothing and saves system calls.
    int block =
        (int) Math.max(ParseTarget.DEFAULT_BLOCK_BYTES, Math.min(m.readBlockSize(), 8 << 20));
    return new ReadOptions(options, backslash, block, config.security().redaction());
  }

  /** How files are cut into chunks and engines. */
  public static PlanOptions plan(Config config) {
    Config.Mydumper m = config.mydumper();
    return new PlanOptions(
        m.strictFormat(),
        m.maxRegionSize(),
        ONE_ENGINE,
        m.batchImportRatio(),
        config.lightning().tableConcurrency());
  }

  /** Which columns are left out. */
  public static IgnoredColumns ignoredColumns(Config config) {
    List<IgnoredColumns.Entry> entries = new ArrayList<>();
    for (Config.IgnoreColumns entry : config.mydumper().ignoreColumns()) {
      entries.add(
          new IgnoredColumns.Entry(
              entry.db(), entry.table(), entry.tableFilter(), entry.columns()));
    }
    return IgnoredColumns.of(entries, config.mydumper().caseSensitive());
  }

  private static RouteRule.Extractor extractor(Config.Extractor extractor) {
    return extractor == null
        ? null
        : new RouteRule.Extractor(extractor.targetColumn(), extractor.regexp());
  }

  private static String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
