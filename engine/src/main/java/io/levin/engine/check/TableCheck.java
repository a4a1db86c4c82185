package io.levin.engine.check;

import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.engine.check.CheckReport.TableReport;
import io.levin.engine.plan.SourceOptions;
import io.levin.engine.plan.TablePlan;
import io.levin.kv.EncodeOptions;
import io.levin.schema.Identifiers;
import io.levin.schema.TableInfo;
import io.levin.source.Chunk;
import io.levin.source.DataFiles;
import io.levin.source.DumpDatabase;
import io.levin.source.DumpFile;
import io.levin.source.DumpTable;
import io.levin.source.IgnoredColumns;
import io.levin.source.TablePlanner;
import io.levin.storage.Storage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Plans and samples tables. Thread-safe. */
final class TableCheck {
  private static final long LARGE_FILE = 10L << 30;

  private final Config config;
  private final CheckOptions options;
  private final EncodeOptions encode;
  private final OfflineModels models;
  private final DataFiles files;
  private final TablePlanner planner;
  private final IgnoredColumns ignored;
  private final long bytesPerFile;

  /**
   * @param bytesPerFile how much of a file is read at most
   */
  TableCheck(
      Config config,
      CheckOptions options,
      EncodeOptions encode,
      OfflineModels models,
      Storage storage,
      long bytesPerFile) {
    this.config = config;
    this.options = options;
    this.encode = encode;
    this.models = models;
    this.files = new DataFiles(storage, SourceOptions.read(config));
    this.planner =
        new TablePlanner(storage, SourceOptions.read(config), SourceOptions.plan(config));
    this.ignored = SourceOptions.ignoredColumns(config);
    this.bytesPerFile = bytesPerFile;
  }

  /** Checks a table; what is wrong goes to the consumer. */
  TableReport check(DumpDatabase database, DumpTable table, Consumer<Finding> findings) {
    String name = Identifiers.qualified(table.schema(), table.name());
    warnOfLargeFiles(name, table, findings);
    TableInfo info = model(database, table, name, findings);
    List<Chunk> chunks = List.of();
    TablePlan plan = null;
    try {
      io.levin.source.TablePlan cut =
          planner.plan(table, info == null ? 1 : info.columns().size(), false);
      cut.warnings().forEach(w -> findings.accept(Finding.warning(name, "", w, "")));
      chunks = cut.chunks();
      if (info != null) {
        plan =
            new TablePlan(
                table,
                info,
                chunks,
                files,
                encode,
                ignored.of(table.schema(), table.name()),
                encode.timestampSeconds());
      }
    } catch (ImportException e) {
      findings.accept(Finding.error(name, "", e));
    }
    Map<String, Chunk> firstChunks = new HashMap<>();
    chunks.forEach(chunk -> firstChunks.putIfAbsent(chunk.file().path(), chunk));
    List<FileSample.Result> samples = new ArrayList<>();
    for (DumpFile file : chosen(table.dataFiles())) {
      long rows = options.rowsPerFile() == 0 ? Long.MAX_VALUE : options.rowsPerFile();
      FileSample.Result sample =
          new FileSample(name, plan, config.security().redaction())
              .read(files, file, firstChunks.get(file.path()), bytesPerFile, rows);
      samples.add(sample);
      if (sample.finding() != null) {
        findings.accept(sample.finding());
      }
    }
    // One tells what kind of values they are; how many there are is in the report.
    samples.stream()
        .map(FileSample.Result::firstAdjusted)
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(findings);
    return report(name, table, chunks, plan != null, samples);
  }

  private TableInfo model(
      DumpDatabase database, DumpTable table, String name, Consumer<Finding> findings) {
    try {
      Optional<TableInfo> info = models.of(database, table);
      if (info.isEmpty() && !table.dataFiles().isEmpty()) {
        findings.accept(
            Finding.warning(
                name,
                "",
                "the dump has no definition of the table, so its rows were parsed, but not encoded",
                "the table must exist in the target, or add " + schemaFileName(table)));
      }
      return info.orElse(null);
    } catch (ImportException e) {
      findings.accept(Finding.error(name, table.schemaFile().path(), e));
      return null;
    }
  }

  private static String schemaFileName(DumpTable table) {
    return table.schema() + "." + table.name() + "-schema.sql";
  }

  private void warnOfLargeFiles(String name, DumpTable table, Consumer<Finding> findings) {
    if (config.mydumper().strictFormat()) {
      return;
    }
    for (DumpFile file : table.dataFiles()) {
      if (file.realSize() > LARGE_FILE) {
        findings.accept(
            Finding.warning(
                name,
                file.path(),
                "large data file: "
                    + file.path()
                    + " file exists and it will slow down import"
                    + " performance",
                "split it, or set mydumper.strict-format for CSV"));
      }
    }
  }

  /** The first, the last, and others between them at even distances. */
  private List<DumpFile> chosen(List<DumpFile> all) {
    int wanted = options.filesPerTable();
    if (wanted == 0 || wanted >= all.size()) {
      return all;
    }
    Set<DumpFile> some = new LinkedHashSet<>();
    for (int i = 0; i < wanted; i++) {
      some.add(all.get(wanted == 1 ? 0 : (int) ((long) i * (all.size() - 1) / (wanted - 1))));
    }
    return List.copyOf(some);
  }

  private static TableReport report(
      String name,
      DumpTable table,
      List<Chunk> chunks,
      boolean encoded,
      List<FileSample.Result> samples) {
    long rows = 0;
    long text = 0;
    long data = 0;
    long index = 0;
    long pairs = 0;
    long bad = 0;
    long adjusted = 0;
    boolean ordered = true;
    boolean whole = samples.size() == table.dataFiles().size();
    for (FileSample.Result sample : samples) {
      rows += sample.rows();
      text += sample.textBytes();
      data += sample.dataBytes();
      index += sample.indexBytes();
      pairs += sample.pairs();
      bad += sample.badRows();
      adjusted += sample.adjusted();
      ordered &= sample.ordered();
      whole &= sample.whole();
    }
    long stored = table.dataFiles().stream().mapToLong(DumpFile::size).sum();
    // A compressed file that is damaged may have been taken for less than was read of it.
    double factor = whole || text == 0 ? 1 : Math.max(1, (double) table.realSize() / text);
    return new TableReport(
        name,
        table.dataFiles().size(),
        stored,
        table.realSize(),
        Math.round(rows * factor),
        whole,
        Math.round(pairs * factor),
        Math.round(data * factor),
        Math.round(index * factor),
        (int) chunks.stream().mapToInt(Chunk::engine).distinct().count(),
        chunks.size(),
        ordered,
        samples.size(),
        rows,
        bad,
        adjusted,
        encoded);
  }
}
