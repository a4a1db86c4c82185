package io.levin.engine.precheck;

import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import io.levin.base.Row;
import io.levin.config.Config;
import io.levin.engine.plan.SchemaFit;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.target.Parallel;
import io.levin.kv.ColumnMapping;
import io.levin.kv.TableEncoder;
import io.levin.schema.ColumnInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import io.levin.source.Chunk;
import io.levin.source.parse.RowParser;
import io.levin.source.route.FileType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the first row of the first data file of each table tells: whether the table takes such rows,
 * whether some of their values have no column, and whether the row is a header.
 */
final class FirstRows {
  private static final Logger LOG = LoggerFactory.getLogger(FirstRows.class);

  private final Config config;
  private final Cancellation cancellation;
  private final List<String> faults = new ArrayList<>();
  private final List<String> surplus = new ArrayList<>();
  private final List<CheckResult> headers = new ArrayList<>();

  FirstRows(Config config, Cancellation cancellation) {
    this.config = config;
    this.cancellation = cancellation;
  }

  /**
   * Reads the row of each table that has one, of several tables at a time: to open a file of an
   * object store takes a while.
   */
  FirstRows read(List<TablePlan> plans, Parallel parallel) {
    List<FirstRows> ofTables = new ArrayList<>();
    List<Runnable> steps = new ArrayList<>();
    for (TablePlan plan : plans) {
      if (!plan.chunks().isEmpty()) {
        FirstRows ofTable = new FirstRows(config, cancellation);
        ofTables.add(ofTable);
        steps.add(() -> ofTable.read(plan));
      }
    }
    parallel.runAll(steps, Parallel.STATEMENTS);
    for (FirstRows ofTable : ofTables) {
      faults.addAll(ofTable.faults);
      surplus.addAll(ofTable.surplus);
      headers.addAll(ofTable.headers);
    }
    return this;
  }

  /** The first data file of each table must fit the table. */
  CheckResult schemas() {
    return faults.isEmpty()
        ? CheckResult.pass(true, "table schemas are valid")
        : CheckResult.fail(true, String.join("\n", faults));
  }

  /** Values without a column are dropped, as the original does: that may not be what is wanted. */
  List<CheckResult> surplus() {
    return surplus.isEmpty()
        ? List.of()
        : List.of(CheckResult.fail(false, String.join("\n", surplus)));
  }

  /** Files that seem to have a header where the configuration says that they have none. */
  List<CheckResult> headers() {
    return headers;
  }

  private void read(TablePlan plan) {
    cancellation.throwIfCancelled();
    Chunk chunk = plan.chunks().get(0);
    try (RowParser parser = plan.open(chunk)) {
      Row row = new Row();
      if (!parser.next(row)) {
        return;
      }
      ColumnMapping mapping = plan.mapping(chunk, parser.columns(), row.startOffset());
      TableEncoder unused = plan.encoder(chunk, mapping);
      String missing = SchemaFit.missingDefault(plan, chunk, mapping, parser.columns(), row.size());
      if (missing != null) {
        faults.add(missing);
      }
      warnOfDefaults(plan, mapping, row);
      checkSurplus(plan, chunk, parser.columns(), row);
      if (isCsvWithoutHeader(chunk)) {
        checkHeader(plan, chunk, row);
      }
    } catch (ImportException e) {
      faults.add(e.getMessage());
    }
  }

  private static void warnOfDefaults(TablePlan plan, ColumnMapping mapping, Row row) {
    for (ColumnInfo column : plan.info().columns()) {
      int field = mapping.field(column.offset());
      boolean present = field >= 0 && field < row.size();
      if (!present && !column.hidden() && !column.generated()) {
        LOG.atWarn()
            .addKeyValue("table", plan.name())
            .addKeyValue("colName", column.name())
            .log("column missing from data file, going to fill with default value");
      }
    }
  }

  private void checkSurplus(TablePlan plan, Chunk chunk, List<String> names, Row row) {
    long columns =
        names == null
            ? plan.info().columns().stream().filter(column -> !column.hidden()).count()
            : names.size() + chunk.file().constants().columns().size();
    if (row.size() > columns) {
      surplus.add(
          "data file "
              + chunk.file().path()
              + " has "
              + row.size()
              + " values in its first row, but there are "
              + columns
              + " columns for them; the values behind these are dropped");
    }
  }

  private boolean isCsvWithoutHeader(Chunk chunk) {
    return chunk.file().type() == FileType.CSV && !config.mydumper().csv().header();
  }

  private void checkHeader(TablePlan plan, Chunk chunk, Row row) {
    int first = chunk.file().constants().columns().size();
    List<ColumnInfo> named = named(plan.info(), row, first);
    if (named.isEmpty() || !othersBeginAlike(plan, chunk, row)) {
      return;
    }
    boolean cannotBeData =
        named.stream()
            .anyMatch(
                column -> !MysqlType.isString(column.type().tp()) || isUnique(plan.info(), column));
    headers.add(
        CheckResult.fail(
            cannotBeData,
            "source csv files contains header row but `mydumper.csv.header` is false, checked table"
                + " is "
                + plan.name()
                + ", file "
                + chunk.file().path()));
  }

  /** The columns that the fields are the names of; none if any field is not. */
  private static List<ColumnInfo> named(TableInfo info, Row row, int first) {
    List<ColumnInfo> columns = new ArrayList<>();
    for (int i = first; i < row.size(); i++) {
      String name = row.kind(i) == Row.NULL ? "" : row.text(i).toLowerCase(Locale.ROOT);
      ColumnInfo found =
          info.columns().stream()
              .filter(column -> !column.hidden() && column.lowerName().equals(name))
              .findFirst()
              .orElse(null);
      if (found == null) {
        return List.of();
      }
      columns.add(found);
    }
    return columns;
  }

  private static boolean othersBeginAlike(TablePlan plan, Chunk first, Row row) {
    Chunk other =
        plan.chunks().stream()
            .filter(chunk -> chunk.start() == 0 && chunk.file().type() == FileType.CSV)
            .filter(chunk -> !chunk.file().path().equals(first.file().path()))
            .findFirst()
            .orElse(null);
    if (other == null) {
      return true;
    }
    Row second = new Row();
    try (RowParser parser = plan.open(other)) {
      return !parser.next(second) || second.toString().equals(row.toString());
    }
  }

  private static boolean isUnique(TableInfo info, ColumnInfo column) {
    return info.indices().stream()
        .filter(index -> index.unique() || index.primary())
        .flatMap(index -> index.columns().stream())
        .anyMatch(part -> part.offset() == column.offset());
  }
}
