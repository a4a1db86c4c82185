package io.levin.benchmarks;

import com.univocity.parsers.csv.CsvParserSettings;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.levin.base.Row;
import io.levin.source.parse.CsvOptions;
import io.levin.source.parse.CsvParser;
import io.levin.source.parse.FilePlace;
import io.levin.source.parse.ParseTarget;
import io.levin.source.parse.RowParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast one core cuts CSV into fields, beside FastCSV and univocity on the same bytes. A score
 * of 1 op/s is {@link SampleText#MEBIBYTES} MiB a second; all sides look at every field of every
 * row.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CsvScanBenchmark {
  /** Which text: fields of about ten bytes without and with quotes, or TPC-H's lineitem. */
  @Param({"unquoted", "quoted", "lineitem"})
  public String text;

  private byte[] bytes;
  private CsvOptions options;
  private Row row;

  /** Makes the text. */
  @Setup
  public void prepare() {
    bytes =
        switch (text) {
          case "unquoted" -> SampleText.unquotedCsv();
          case "quoted" -> SampleText.quotedCsv();
          default -> SampleText.lineitemCsv();
        };
    // The terminator is given, so that all sides see the same dialect.
    options =
        CsvOptions.defaults()
            .withHeader(false, true)
            .withTokens(",", "\"", "\n")
            .withEscape(-1)
            .withNulls(true, List.of());
    row = new Row();
  }

  /** Levin: fields as slices of the block. */
  @Benchmark
  public long levin() {
    long sum = 0;
    try (RowParser parser =
        CsvParser.open(
            FilePlace.of("sample.csv"),
            new ByteArrayInputStream(bytes),
            options,
            ParseTarget.wholeFile())) {
      while (parser.next(row)) {
        for (int i = 0; i < row.size(); i++) {
          sum += row.length(i);
        }
      }
    }
    return sum;
  }

  /** Levin with the default dialect: escapes, NULL texts, both line ends. */
  @Benchmark
  public long levinDefaults() {
    long sum = 0;
    try (RowParser parser =
        CsvParser.open(
            FilePlace.of("sample.csv"),
            new ByteArrayInputStream(bytes),
            CsvOptions.defaults().withHeader(false, true),
            ParseTarget.wholeFile())) {
      while (parser.next(row)) {
        for (int i = 0; i < row.size(); i++) {
          sum += row.length(i);
        }
      }
    }
    return sum;
  }

  /** FastCSV: fields as strings. */
  @Benchmark
  public long fastCsv() throws IOException {
    long sum = 0;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder().ofCsvRecord(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
      for (CsvRecord record : reader) {
        for (int i = 0; i < record.getFieldCount(); i++) {
          sum += record.getField(i).length();
        }
      }
    }
    return sum;
  }

  /** Univocity: fields as strings. */
  @Benchmark
  public long univocity() {
    long sum = 0;
    CsvParserSettings settings = new CsvParserSettings();
    settings.setMaxColumns(64);
    com.univocity.parsers.csv.CsvParser reader = new com.univocity.parsers.csv.CsvParser(settings);
    reader.beginParsing(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8);
    for (String[] fields = reader.parseNext(); fields != null; fields = reader.parseNext()) {
      for (String field : fields) {
        sum += field == null ? 0 : field.length();
      }
    }
    return sum;
  }
}
