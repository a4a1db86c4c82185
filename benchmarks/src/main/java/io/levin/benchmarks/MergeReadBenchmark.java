package io.levin.benchmarks;

import io.levin.base.Cancellation;
import io.levin.base.MemoryBudget;
import io.levin.sortedkv.Append;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.EnginePairs;
import io.levin.sortedkv.EqualKeyListener;
import io.levin.sortedkv.KeyRange;
import io.levin.sortedkv.PairBlock;
import io.levin.sortedkv.PairReader;
import io.levin.sortedkv.SortedKv;
import io.levin.sortedkv.SortedKvOptions;
import io.levin.sortedkv.SortedPairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time to read an engine back, merged over its runs, range by range as region jobs do. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx700m", "-XX:+UseParallelGC"})
public class MergeReadBenchmark {
  private static final EngineId ENGINE = new EngineId("`db`.`t`", 0);
  private static final int RUN_BYTES = 8 << 20;

  /** What is read. */
  @Param public PairShape shape;

  /** Number of runs, of 8 MiB each. */
  @Param({"1", "16", "64"})
  public int runs;

  private final MemoryBudget budget = new MemoryBudget("benchmark", 1L << 30);
  private Path directory;
  private SortedKv kv;
  private SortedPairs pairs;
  private List<KeyRange> ranges;

  /** Writes the runs. */
  @Setup
  public void write() throws IOException {
    directory = Files.createTempDirectory("levin-benchmark");
    kv = SortedKv.open(directory, SortedKvOptions.defaults(), budget);
    int pairsOfRun = RUN_BYTES / shape.pairBytes();
    for (int run = 0; run < runs; run++) {
      kv.append(
          Append.of(
              List.of(new EnginePairs(ENGINE, shape.fill(RUN_BYTES, 1L + run * pairsOfRun))),
              List.of()),
          new Cancellation());
    }
    pairs = kv.snapshot(ENGINE, new Cancellation());
    ranges = pairs.cutRanges(96 << 20, Long.MAX_VALUE);
  }

  /** Closes the store. */
  @TearDown
  public void close() throws IOException {
    pairs.close();
    kv.close();
    Directories.delete(directory);
  }

  /** Reads everything; the figure named pairs is of a pair. */
  @Benchmark
  public long read(PerPair perPair) {
    long bytes = 0;
    for (KeyRange range : ranges) {
      try (PairReader reader =
          pairs.read(
              range.start(), range.end(), EqualKeyListener.keepFirst(), new Cancellation())) {
        PairBlock block;
        while ((block = reader.next()) != null) {
          perPair.pairs += block.pairs();
          bytes += block.length();
          block.close();
        }
      }
    }
    return bytes;
  }
}
