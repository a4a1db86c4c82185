package io.levin.benchmarks;

import io.levin.base.Crc64;
import io.levin.base.KvBuffer;
import io.levin.base.KvChecksum;
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

/** Time of a pair's part in the checksum, folded as the import does and plain as a check does. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ChecksumBenchmark {
  private static final int PAIRS = 1 << 14;

  /** Bytes of key and value. */
  @Param({"38", "119", "209", "1200"})
  public int pairBytes;

  private byte[] bytes;
  private final KvChecksum.Accumulator sum = new KvChecksum.Accumulator();

  /** Fills pairs of about the wanted length, every length a little different. */
  @Setup
  public void fill() {
    KvBuffer rows = PairShape.ROWS_AT_RANDOM.fill((pairBytes + 8) * PAIRS + 4096, 1);
    bytes = rows.array();
  }

  private int length(int pair) {
    return pairBytes - 4 + (pair & 7);
  }

  /** By the CRC's linearity. */
  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public KvChecksum folded() {
    sum.reset();
    int at = 0;
    for (int i = 0; i < PAIRS; i++) {
      int length = length(i);
      sum.add(bytes, at, length);
      at += length;
    }
    return sum.sum();
  }

  /** One CRC a pair. */
  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public long plain() {
    long crc = 0;
    int at = 0;
    for (int i = 0; i < PAIRS; i++) {
      int length = length(i);
      crc ^= Crc64.of(bytes, at, length);
      at += length;
    }
    return crc;
  }
}
