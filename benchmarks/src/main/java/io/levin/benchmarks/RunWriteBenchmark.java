package io.levin.benchmarks;

import io.levin.base.Cancellation;
import io.levin.base.KvBuffer;
import io.levin.base.MemoryBudget;
import io.levin.sortedkv.Append;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.EnginePairs;
import io.levin.sortedkv.SortedKv;
import io.levin.sortedkv.SortedKvOptions;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time of an append: sort, gather, write, sync, take in, name in the manifest, sync. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx700m", "-XX:+UseParallelGC"})
public class RunWriteBenchmark {
  private static final EngineId ENGINE = new EngineId("`db`.`t`", 0);

  /** What is written. */
  @Param public PairShape shape;

  /** Whether blocks are compressed. */
  @Param({"false", "true"})
  public boolean compress;

  private final MemoryBudget budget = new MemoryBudget("benchmark", 1L << 30);
  private KvBuffer buffer;
  private Path directory;
  private SortedKv kv;

  /** Opens a store. */
  @Setup
  public void open() throws IOException {
    buffer = shape.fill(32 << 20, 1);
    directory = Files.createTempDirectory("levin-benchmark");
    kv = SortedKv.open(directory, SortedKvOptions.builder().compress(compress).build(), budget);
  }

  /** Makes room for the next iteration. */
  @Setup(Level.Iteration)
  public void empty() {
    kv.deleteEngine(ENGINE);
  }

  /** Closes the store. */
  @TearDown
  public void close() throws IOException {
    kv.deleteEngine(ENGINE);
    kv.close();
    Directories.delete(directory);
  }

  /** Appends 32 MiB; the figure named pairs is of a pair. */
  @Benchmark
  public void append(PerPair perPair) {
    kv.append(Append.of(List.of(new EnginePairs(ENGINE, buffer)), List.of()), new Cancellation());
    perPair.pairs += buffer.count();
  }
}
