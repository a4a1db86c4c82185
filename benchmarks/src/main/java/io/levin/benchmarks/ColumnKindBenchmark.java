package io.levin.benchmarks;

import io.levin.base.Row;
import io.levin.kv.ColumnMapping;
import io.levin.kv.EncodeOptions;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.ddl.SchemaBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
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

/** What a row costs, and with {@code -prof gc} allocates, by the kind of its one special column. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx300m"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class ColumnKindBenchmark {
  /** A column, over the columns {@code n BIGINT}, {@code d DATETIME} and {@code s VARCHAR(40)}. */
  public enum Kind {
    /** No special column. */
    PLAIN("p BIGINT"),
    /** A string with a key in the collation. */
    GENERAL_CI("p VARCHAR(40) COLLATE utf8mb4_general_ci, KEY (p)"),
    /** A string with a key in the collation. */
    UNICODE_CI("p VARCHAR(40) COLLATE utf8mb4_unicode_ci, KEY (p)"),
    /** A string with a key in the collation. */
    AI_CI("p VARCHAR(40) COLLATE utf8mb4_0900_ai_ci, KEY (p)"),
    /** A document of five members. */
    JSON("p JSON"),
    /** Integers alone. */
    GENERATED_INTEGER("p BIGINT, g BIGINT AS (n * 2 + 1) STORED"),
    /** A part of a date. */
    GENERATED_DATE("p BIGINT, g INT AS (year(d)) STORED"),
    /** Decimals. */
    GENERATED_DECIMAL("p BIGINT, g DECIMAL(20,4) AS (n / 3) STORED"),
    /** Letters of a text. */
    GENERATED_TEXT("p BIGINT, g VARCHAR(60) AS (concat(upper(s), '-', n)) STORED"),
    /** A member of a document. */
    GENERATED_JSON("p JSON, g BIGINT AS (json_extract(p, '$.b')) STORED, KEY (g)");

    private final String columns;

    Kind(String columns) {
      this.columns = columns;
    }

    private String field() {
      return switch (this) {
        case JSON, GENERATED_JSON ->
            "{\"a\": \"some text\", \"b\": 12345, \"c\": [1, 2.5, null], \"d\": true, \"e\": {}}";
        case GENERAL_CI, UNICODE_CI, AI_CI -> "The quick Brown fox, 42 of them";
        default -> "7";
      };
    }
  }

  /** Of which kind. */
  @Param public Kind kind;

  private final Row row = new Row();
  private final PairBuffers pairs = new PairBuffers(false);
  private TableEncoder encoder;

  /** Makes the table and the row. */
  @Setup
  public void prepare() {
    TableInfo table =
        new SchemaBuilder(DdlOptions.defaults("test").withNewCollation(true))
            .create(
                "CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT, d DATETIME, s VARCHAR(40), "
                    + kind.columns
                    + ")",
                () -> 100L);
    encoder =
        TableEncoder.create(
            table, EncodeOptions.defaults(), ColumnMapping.of(table, null, Set.of()));
    row.addNumber(Row.UNSIGNED, 1);
    row.addNumber(Row.UNSIGNED, 123_456);
    text("2024-02-29 12:34:56");
    text("some letters and 123");
    text(kind.field());
    row.setPosition(1, 0, 0, 0);
  }

  private void text(String field) {
    byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
    row.addSlice(Row.TEXT, bytes, 0, bytes.length);
  }

  /** The score is of a row. */
  @Benchmark
  public int encode() throws RowException {
    encoder.encode(row, pairs.data(), pairs.index());
    int count = pairs.data().count();
    pairs.emptyIfFull();
    return count;
  }
}
