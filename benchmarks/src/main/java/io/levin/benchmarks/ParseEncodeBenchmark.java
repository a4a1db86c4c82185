package io.levin.benchmarks;

import io.levin.base.Row;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.source.parse.RowParser;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time of a row's way from the text of a file into pairs and their checksum. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx700m", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class ParseEncodeBenchmark {
  private static final int ROWS = 1000;

  /** Whose rows; lineitem is CSV, the others are SQL. */
  @Param public SampleTable table;

  private RowParser parser;
  private TableEncoder encoder;
  private PairBuffers pairs;
  private final Row row = new Row();

  /** Opens a text without end. */
  @Setup
  public void open() {
    parser = table.parser(new EndlessText(table.text(SampleText.MEBIBYTES << 20)));
    encoder = table.encoder();
    pairs = new PairBuffers(true);
  }

  /** Closes it. */
  @TearDown
  public void close() {
    parser.close();
  }

  /** Parsing alone; the score is of a row. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long parse() {
    for (int i = 0; i < ROWS; i++) {
      parser.next(row);
    }
    return row.rowId();
  }

  /** Parses and encodes; the score is of a row. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long parseAndEncode() throws RowException {
    for (int i = 0; i < ROWS; i++) {
      parser.next(row);
      encoder.encode(row, pairs.data(), pairs.index());
    }
    pairs.emptyIfFull();
    return row.rowId();
  }
}
