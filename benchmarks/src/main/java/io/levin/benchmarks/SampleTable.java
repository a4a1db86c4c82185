package io.levin.benchmarks;

import io.levin.base.Row;
import io.levin.kv.ColumnMapping;
import io.levin.kv.EncodeOptions;
import io.levin.kv.TableEncoder;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.ddl.SchemaBuilder;
import io.levin.source.parse.CsvOptions;
import io.levin.source.parse.CsvParser;
import io.levin.source.parse.FilePlace;
import io.levin.source.parse.ParseTarget;
import io.levin.source.parse.RowParser;
import io.levin.source.parse.SqlParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Tables that the benchmarks import, with rows that are the same in every run. */
public enum SampleTable {
  /** Sysbench's table, as SQL. */
  SYSBENCH(
      "sbtest1",
      false,
      """
      CREATE TABLE `sbtest1` (
        `id` INT NOT NULL AUTO_INCREMENT,
        `k` INT NOT NULL DEFAULT '0',
        `c` CHAR(120) NOT NULL DEFAULT '',
        `pad` CHAR(60) NOT NULL DEFAULT '',
        PRIMARY KEY (`id`) /*T![clustered_index] CLUSTERED */,
        KEY `k_1` (`k`)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""") {
    @Override
    void row(long id, Random random, StringBuilder out) {
      out.append('(').append(id).append(',').append(random.nextInt(1 << 30)).append(",'");
      digitGroups(random, 10, out);
      out.append("','");
      digitGroups(random, 5, out);
      out.append("')");
    }
  },

  /** TPC-H's lineitem with a clustered primary key of two columns and two indexes, as CSV. */
  LINEITEM(
      "lineitem",
      true,
      """
      CREATE TABLE `lineitem` (
        `l_orderkey` BIGINT NOT NULL,
        `l_partkey` BIGINT NOT NULL,
        `l_suppkey` BIGINT NOT NULL,
        `l_linenumber` BIGINT NOT NULL,
        `l_quantity` DECIMAL(15,2) NOT NULL,
        `l_extendedprice` DECIMAL(15,2) NOT NULL,
        `l_discount` DECIMAL(15,2) NOT NULL,
        `l_tax` DECIMAL(15,2) NOT NULL,
        `l_returnflag` CHAR(1) NOT NULL,
        `l_linestatus` CHAR(1) NOT NULL,
        `l_shipdate` DATE NOT NULL,
        `l_commitdate` DATE NOT NULL,
        `l_receiptdate` DATE NOT NULL,
        `l_shipinstruct` CHAR(25) NOT NULL,
        `l_shipmode` CHAR(10) NOT NULL,
        `l_comment` VARCHAR(44) NOT NULL,
        PRIMARY KEY (`l_orderkey`,`l_linenumber`) /*T![clustered_index] CLUSTERED */,
        KEY `l_shipdate` (`l_shipdate`),
        KEY `l_part_supp` (`l_partkey`,`l_suppkey`)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""") {
    @Override
    void row(long id, Random random, StringBuilder out) {
      out.append(1 + id / 4).append(',');
      out.append(1 + random.nextInt(2_000_000)).append(',');
      out.append(1 + random.nextInt(100_000)).append(',');
      out.append(1 + id % 4).append(',');
      out.append(1 + random.nextInt(50)).append(',');
      out.append(900 + random.nextInt(90_000)).append('.').append(10 + random.nextInt(90));
      out.append(",0.0").append(random.nextInt(10));
      out.append(",0.0").append(random.nextInt(9));
      out.append(",R,F,");
      for (int i = 0; i < 3; i++) {
        date(random, out);
        out.append(',');
      }
      out.append("DELIVER IN PERSON,TRUCK,");
      letters(random, 10 + random.nextInt(34), out);
    }
  },

  /** A table of 30 columns of all common types but JSON, as SQL. */
  WIDE("wide", false, "CREATE TABLE `wide` (" + WideRow.COLUMNS + WideRow.KEYS + ")") {
    @Override
    void row(long id, Random random, StringBuilder out) {
      out.append('(');
      WideRow.append(id, random, out);
      out.append(')');
    }
  },

  /** The same with a column of JSON. */
  WIDE_JSON(
      "wide_json",
      false,
      "CREATE TABLE `wide_json` (" + WideRow.COLUMNS + "`j` JSON," + WideRow.KEYS + ")") {
    @Override
    void row(long id, Random random, StringBuilder out) {
      out.append('(');
      WideRow.append(id, random, out);
      out.append(",'{\"id\": ").append(id).append(", \"tags\": [\"a\", \"b\"], \"name\": \"");
      letters(random, 12, out);
      out.append("\"}')");
    }
  };

  private static final int ROWS_PER_INSERT = 200;

  private final String name;
  private final boolean csv;
  private final String create;

  SampleTable(String name, boolean csv, String create) {
    this.name = name;
    this.csv = csv;
    this.create = create;
  }

  /**
   * Appends one row.
   *
   * @param id the same for no two rows, from 1 on
   */
  abstract void row(long id, Random random, StringBuilder out);

  /** The table's name in the dump. */
  String table() {
    return name;
  }

  /** Whether the rows come as CSV; else as SQL. */
  boolean isCsv() {
    return csv;
  }

  /** The statement that makes the table. */
  String create() {
    return create;
  }

  /** Rows in their text form, of so many bytes or a statement more. */
  byte[] text(int bytes) {
    StringBuilder out = new StringBuilder(bytes + (64 << 10));
    fill(1, bytes, new Random(ordinal() + 1), out);
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Writes a data file of the dump.
   *
   * @param firstId of its first row
   * @param bytes how long it is at least
   * @return the id behind the last row's
   */
  long write(OutputStream file, long firstId, long bytes) throws IOException {
    Random random = new Random(firstId);
    StringBuilder out = new StringBuilder();
    long id = firstId;
    for (long written = 0; written < bytes; ) {
      out.setLength(0);
      id = fill(id, 1 << 20, random, out);
      file.write(out.toString().getBytes(StandardCharsets.US_ASCII));
      written += out.length();
    }
    return id;
  }

  private long fill(long firstId, int bytes, Random random, StringBuilder out) {
    long id = firstId;
    while (out.length() < bytes) {
      if (csv) {
        row(id++, random, out);
        out.append('\n');
        continue;
      }
      out.append("INSERT INTO `").append(name).append("` VALUES\n");
      for (int i = 0; i < ROWS_PER_INSERT; i++) {
        row(id++, random, out);
        out.append(i == ROWS_PER_INSERT - 1 ? ";\n" : ",\n");
      }
    }
    return id;
  }

  /** The table's model. */
  TableInfo model() {
    AtomicLong ids = new AtomicLong(100);
    return new SchemaBuilder(DdlOptions.defaults("bench")).create(create, ids::getAndIncrement);
  }

  /** An encoder of its rows. */
  TableEncoder encoder() {
    TableInfo model = model();
    return TableEncoder.create(
        model, EncodeOptions.defaults(), ColumnMapping.of(model, null, Set.of()));
  }

  /** A parser of its rows. */
  RowParser parser(InputStream text) {
    FilePlace place = FilePlace.of(name);
    return csv
        ? CsvParser.open(
            place, text, CsvOptions.defaults().withHeader(false, true), ParseTarget.wholeFile())
        : SqlParser.open(place, text, true, ParseTarget.wholeFile());
  }

  /** So many parsed rows, each an object of its own. */
  List<Row> rows(int count) {
    List<Row> rows = new ArrayList<>();
    try (RowParser parser = parser(new EndlessText(text(1 << 20)))) {
      while (rows.size() < count) {
        Row row = new Row();
        parser.next(row);
        rows.add(copy(row));
      }
    }
    return rows;
  }

  /** The parser's block is filled again; a row that is kept needs bytes of its own. */
  private static Row copy(Row row) {
    Row copy = new Row();
    for (int i = 0; i < row.size(); i++) {
      switch (row.kind(i)) {
        case Row.NULL -> copy.addNull();
        case Row.TEXT, Row.BINARY -> {
          System.arraycopy(
              row.array(i),
              row.offset(i),
              copy.scratch(row.length(i)),
              copy.scratchPosition(),
              row.length(i));
          copy.addScratch(row.kind(i), row.length(i));
        }
        default -> copy.addNumber(row.kind(i), row.number(i));
      }
    }
    copy.setPosition(row.rowId(), row.startOffset(), row.endOffset(), row.rowLength());
    return copy;
  }

  /** Appends random letters and digits. */
  static void letters(Random random, int count, StringBuilder out) {
    for (int i = 0; i < count; i++) {
      out.append("abcdefghijklmnopqrstuvwxyz0123456789".charAt(random.nextInt(36)));
    }
  }

  /** Appends a date of the nineties. */
  static void date(Random random, StringBuilder out) {
    out.append("199").append(random.nextInt(10)).append("-0").append(1 + random.nextInt(9));
    out.append('-').append(10 + random.nextInt(19));
  }

  private static void digitGroups(Random random, int groups, StringBuilder out) {
    for (int i = 0; i < groups; i++) {
      out.append(i == 0 ? "" : "-");
      for (int digit = 0; digit < 11; digit++) {
        out.append((char) ('0' + random.nextInt(10)));
      }
    }
  }
}
