package io.levin.benchmarks;

import io.levin.base.Row;
import io.levin.source.parse.FilePlace;
import io.levin.source.parse.ParseTarget;
import io.levin.source.parse.RowParser;
import io.levin.source.parse.SqlParser;
import java.io.ByteArrayInputStream;
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
 * How fast one core reads the rows of a SQL dump, integers parsed and escapes resolved. A score of
 * 1 op/s is {@link SampleText#MEBIBYTES} MiB a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SqlScanBenchmark {
  /** Which text: sysbench rows, or short fields of many kinds with escapes. */
  @Param({"sysbench", "mixed"})
  public String text;

  private byte[] bytes;
  private Row row;

  /** Makes the text. */
  @Setup
  public void prepare() {
    bytes = text.equals("sysbench") ? SampleText.sysbenchSql() : SampleText.mixedSql();
    row = new Row();
  }

  /** Reads all rows. */
  @Benchmark
  public long levin() {
    long sum = 0;
    try (RowParser parser =
        SqlParser.open(
            FilePlace.of("sample.sql"),
            new ByteArrayInputStream(bytes),
            true,
            ParseTarget.wholeFile())) {
      while (parser.next(row)) {
        for (int i = 0; i < row.size(); i++) {
          sum += row.length(i) + row.number(i);
        }
      }
    }
    return sum;
  }
}
