package io.levin.benchmarks;

import io.levin.kv.collation.Collation;
import java.nio.charset.StandardCharsets;
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
 * Time of the sort key of a text. {@code utf8mb4_bin}, whose key is a copy, is what the others are
 * to be held against.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx300m"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class SortKeyBenchmark {
  private static final String SENTENCE = "The quick Brown fox, 42 of them, jumps over lazy dogs. ";

  /** Whose key. */
  @Param({"utf8mb4_bin", "utf8mb4_general_ci", "utf8mb4_unicode_ci", "utf8mb4_0900_ai_ci"})
  public String collation;

  /** Bytes of the text. */
  @Param({"20", "1000"})
  public int bytes;

  private Collation order;
  private byte[] text;
  private byte[] key;

  /** Makes the text. */
  @Setup
  public void prepare() {
    order = Collation.forName(collation, true);
    text = SENTENCE.repeat(20).substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
    key = new byte[order.maxKeyLength(bytes)];
  }

  /** The score is of a text. */
  @Benchmark
  public int key() {
    return order.sortKey(text, 0, text.length, key, 0);
  }
}
