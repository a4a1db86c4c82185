package io.levin.benchmarks;

import io.levin.base.Row;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/** Time of a parsed row's way into the pairs of its record and its indexes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx700m", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class EncodeBenchmark {
  private static final int ROWS = 1000;

  /** Whose rows. */
  @Param public SampleTable table;

  /** Whether the pairs are added to a checksum too. */
  @Param({"false", "true"})
  public boolean checksum;

  private List<Row> rows;
  private TableEncoder encoder;
  private PairBuffers pairs;

  /** Parses the rows. */
  @Setup
  public void prepare() {
    rows = table.rows(ROWS);
    encoder = table.encoder();
    pairs = new PairBuffers(checksum);
  }

  /** Encodes; the score is of a row. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int encode() throws RowException {
    for (int i = 0; i < ROWS; i++) {
      encoder.encode(rows.get(i), pairs.data(), pairs.index());
    }
    int count = pairs.data().count();
    pairs.emptyIfFull();
    return count;
  }
}
