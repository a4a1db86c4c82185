package io.levin.benchmarks;

import io.levin.base.Cancellation;
import io.levin.base.MemoryBudget;
import io.levin.base.Row;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.sortedkv.Append;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.EnginePairs;
import io.levin.sortedkv.SortedKv;
import io.levin.sortedkv.SortedKvOptions;
import io.levin.source.parse.RowParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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

/** Time of a row's way from the text of a file into sorted runs on the disk, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx700m", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class SourceToRunBenchmark {
  private static final int ROWS = 100_000;
  private static final EngineId DATA = new EngineId("`bench`.`t`", 0);
  private static final EngineId INDEX = EngineId.index("`bench`.`t`");

  /** Whose rows. */
  @Param({"SYSBENCH", "LINEITEM"})
  public SampleTable table;

  private final Row row = new Row();
  private final MemoryBudget budget = new MemoryBudget("benchmark", 1L << 30);
  private RowParser parser;
  private TableEncoder encoder;
  private PairBuffers pairs;
  private Path directory;
  private SortedKv kv;

  /** Opens a text without end and a store. */
  @Setup
  public void open() throws IOException {
    parser = table.parser(new EndlessText(table.text(SampleText.MEBIBYTES << 20)));
    encoder = table.encoder();
    pairs = new PairBuffers(true);
    directory = Files.createTempDirectory("levin-benchmark");
    kv = SortedKv.open(directory, SortedKvOptions.defaults(), budget);
  }

  /** Makes room for the next iteration. */
  @Setup(Level.Iteration)
  public void empty() {
    kv.deleteEngines(List.of(DATA, INDEX));
  }

  /** Closes them. */
  @TearDown
  public void close() throws IOException {
    parser.close();
    kv.close();
    Directories.delete(directory);
  }

  /** Parses, encodes, adds up, sorts and writes; the score is of a row. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long load() throws RowException {
    for (int i = 0; i < ROWS; i++) {
      parser.next(row);
      encoder.encode(row, pairs.data(), pairs.index());
    }
    kv.append(
        Append.of(
            List.of(new EnginePairs(DATA, pairs.data()), new EnginePairs(INDEX, pairs.index())),
            List.of()),
        new Cancellation());
    pairs.empty();
    return row.rowId();
  }
}
