package io.levin.benchmarks;

import io.levin.base.Cancellation;
import io.levin.base.KvBuffer;
import io.levin.base.MemoryBudget;
import io.levin.sortedkv.EngineStats;
import io.levin.sortedkv.SortedKvOptions;
import io.levin.sortedkv.SortedPairs;
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

/** Time to sort a buffer and gather its pairs into blocks in wire form, in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx900m", "-XX:+UseParallelGC"})
public class SortBenchmark {
  /** Bytes of a worker's buffer. */
  private static final int BUFFER = 32 << 20;

  /** What is sorted. */
  @Param public PairShape shape;

  private final MemoryBudget budget = new MemoryBudget("benchmark", 1L << 30);
  private KvBuffer buffer;

  /** Fills the buffer. */
  @Setup
  public void fill() {
    buffer = shape.fill(BUFFER, 1);
  }

  /** Sorts and gathers; the score is of the whole buffer, the figure named pairs is of a pair. */
  @Benchmark
  public EngineStats sortAndGather(PerPair perPair) {
    try (SortedPairs sorted =
        SortedPairs.inMemory(
            List.of(buffer), SortedKvOptions.defaults(), budget, budget, new Cancellation())) {
      perPair.pairs += buffer.count();
      return sorted.stats();
    }
  }
}
