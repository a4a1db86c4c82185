package io.levin.source;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.source.Dump.LeftOut;
import io.levin.source.Dump.Reason;
import io.levin.source.compress.Compression;
import io.levin.source.route.ConstantColumns;
import io.levin.source.route.FileRouter;
import io.levin.source.route.FileRule;
import io.levin.source.route.FileType;
import io.levin.source.route.RouteRule;
import io.levin.source.route.RoutedFile;
import io.levin.source.route.TableRouter;
import io.levin.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One scan of a source: walks it, asks the rules about each file, and hands it to the layout. */
final class DumpScan {
  private final Storage storage;
  private final ScanOptions options;
  private final FileRouter fileRouter;
  private final TableRouter tableRouter;

  private final List<Found> databaseSchemas = new ArrayList<>();
  private final List<Found> tableSchemas = new ArrayList<>();
  private final List<Found> viewSchemas = new ArrayList<>();
  private final List<Found> data = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private boolean anyFile;

  /**
   * A file that counts, by its names in the source.
   *
   * @param schema database in the source
   * @param table table in the source; empty for a database's schema
   */
  record Found(String schema, String table, DumpFile file) {}

  DumpScan(Storage storage, ScanOptions options) {
    this.storage = storage;
    this.options = options;
    if (!options.routes().isEmpty() && !options.fileRules().isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "table route is deprecated, can't config both [routes] and [mydumper.files]",
          "express the routes as file rules, or the file rules as file names");
    }
    this.fileRouter =
        FileRouter.of(options.fileRules(), options.defaultFileRules(), options.sourceFolder());
    this.tableRouter =
        TableRouter.of(options.routes(), options.caseSensitive(), options.sourceId());
  }

  Dump run() {
    walk();
    if (!anyFile) {
      throw new ImportException(
          ErrorCode.EMPTY_SOURCE_DIR,
          "data-source-dir '" + storage.describe() + "' doesn't exist or contains no files",
          "check mydumper.data-source-dir");
    }
    List<Found> sized = RealSizes.estimate(storage, data, options.concurrency());
    DumpLayout layout = new DumpLayout(tableRouter, options.caseSensitive(), warnings);
    List<DumpDatabase> databases =
        layout.arrange(databaseSchemas, tableSchemas, viewSchemas, sized);
    warnOfUnusedRules();
    return new Dump(databases, leftOut, warnings);
  }

  private void warnOfUnusedRules() {
    for (RouteRule rule : tableRouter.unusedRules()) {
      warnings.add(
          "the [[routes]] rule "
              + rule
              + " catches no table; compare its patterns with the names in the file names, after"
              + " mydumper.filter and before any route");
    }
    for (FileRule rule : fileRouter.unusedRules()) {
      warnings.add(
          "the [[mydumper.files]] rule "
              + (rule.pattern() == null || rule.pattern().isEmpty()
                  ? "path = '" + rule.path()
                  : "pattern = '" + rule.pattern())
              + "' catches no file; it is searched in paths relative to the source, and an earlier"
              + " rule may have taken them");
    }
  }

  private void walk() {
    try {
      storage.walk(this::file);
    } catch (NoSuchFileException | NotDirectoryException e) {
      Object source = options.sourceFolder() == null ? storage.describe() : options.sourceFolder();
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "'" + source + "': `mydumper.data-source-dir` does not exist",
          "",
          e);
    } catch (IOException e) {
      throw new ImportException(
          ErrorCode.STORAGE_UNKNOWN,
          "list file failed: " + e,
          "check that the source can be read by this user",
          e);
    }
  }

  private void file(String path, long size) {
    anyFile = true;
    Optional<RoutedFile> routed = fileRouter.route(path);
    if (routed.isEmpty()) {
      leftOut.add(new LeftOut(path, Reason.NO_RULE));
      return;
    }
    RoutedFile file = routed.get();
    if (file.type() == FileType.IGNORE) {
      leftOut.add(new LeftOut(path, Reason.IGNORED));
      return;
    }
    boolean taken =
        file.type() == FileType.SCHEMA_SCHEMA
            ? options.filter().matchesSchema(file.schema())
            : options.filter().matchesTable(file.schema(), file.table());
    if (!taken) {
      leftOut.add(new LeftOut(path, Reason.FILTERED));
      return;
    }
    if (file.type() == FileType.PARQUET && file.compression() != Compression.NONE) {
      throw new ImportException(
          ErrorCode.STORAGE_UNKNOWN,
          "list file failed: can't support whole compressed parquet file, should compress parquet"
              + " files by choosing correct parquet compress writer, path: "
              + path,
          "decompress the file: what is in it is compressed page by page");
    }
    DumpFile entry =
        new DumpFile(
            path, file.type(), file.compression(), file.key(), size, size, ConstantColumns.NONE);
    listOf(file.type()).add(new Found(file.schema(), file.table(), entry));
    if (file.type().isData() && file.table().endsWith("-schema-sequence")) {
      warnings.add(
          "file '"
              + path
              + "' looks like the definition of a sequence, but is taken for data of table `"
              + file.schema()
              + "`.`"
              + file.table()
              + "`; leave it out by a filter rule or a [[mydumper.files]] rule of type 'ignore'");
    }
  }

  private List<Found> listOf(FileType type) {
    return switch (type) {
      case SCHEMA_SCHEMA -> databaseSchemas;
      case TABLE_SCHEMA -> tableSchemas;
      case VIEW_SCHEMA -> viewSchemas;
      default -> data;
    };
  }
}
