package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.value.SqlMode;
import io.levin.schema.TableInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever bytes fields hold, the encoder neither crashes nor hangs, and the next row is right. */
@Tag("fuzz")
class EncoderFuzzTest {
  private static final String TABLE =
      "CREATE TABLE t (id BIGINT UNSIGNED NOT NULL, a INT, b DECIMAL(20,4), c DATE,"
          + " d DATETIME(3), e TIMESTAMP NULL, f TIME(2), g DOUBLE, h CHAR(10) COLLATE"
          + " utf8mb4_general_ci, i VARCHAR(20) COLLATE utf8mb4_0900_ai_ci, j ENUM('x','y'),"
          + " k SET('p','q'), l YEAR, m BIT(8), n BINARY(4), o JSON, p TEXT CHARACTER SET ascii,"
          + " q FLOAT(7,3), r VECTOR(3), s VARCHAR(10) CHARACTER SET gbk, PRIMARY KEY (id, h(3))"
          + " CLUSTERED, UNIQUE KEY (a, i), KEY (b, c), KEY (i(3)), KEY (h, j, e), KEY (s))";
  private static final int FIELDS = 20;
  private static final String SYNTAX = "0123456789+-.eE:/TZ {}[]\",'\\ntrue\u0000éß中😀";

  @Test
  void random_fields_are_stored_or_refused_and_leave_no_trace() {
    TableInfo table = Tables.of(TABLE);
    EncodeOptions strict =
        EncodeOptions.defaults().withSqlMode(SqlMode.parse("STRICT_ALL_TABLES,NO_ZERO_DATE"));
    for (EncodeOptions options : List.of(EncodeOptions.defaults(), strict)) {
      Assertions.assertTimeoutPreemptively(
          Duration.ofMinutes(2), () -> fuzz(table, options, 200_000));
    }
  }

  private static void fuzz(TableInfo table, EncodeOptions options, int rows) throws Exception {
    Random random = new Random(42);
    TableEncoder encoder = Tables.encoder(table, options);
    Row good =
        Tables.row(
            1,
            "12",
            "-5",
            "1.5",
            "2024-02-29",
            "2024-02-29 12:34:56.789",
            "2024-02-29 12:34:56",
            "-12:34:56",
            "1.25",
            "abc",
            "déf",
            "y",
            "p,q",
            "2024",
            "A",
            "ab",
            "{\"a\": [1]}",
            "text",
            "1.5",
            "[1,2,3]",
            "中");
    List<String> expected = Tables.encode(Tables.encoder(table, options), good);
    int stored = 0;
    KvBuffer data = new KvBuffer(1 << 12, 64);
    KvBuffer index = new KvBuffer(1 << 12, 64);
    for (int i = 0; i < rows; i++) {
      data.clear();
      index.clear();
      try {
        encoder.encode(randomRow(random, good), data, index);
        stored++;
        assertThat(data.count()).isEqualTo(1);
      } catch (RowException refused) {
        assertThat(refused.getMessage()).isNotBlank();
        assertThat(data.count() + index.count()).isZero();
      }
      if (i % 100 == 0) {
        encoder.encode(good, data, index);
        List<String> pairs = new ArrayList<>(Tables.pairs(data, index));
        assertThat(pairs.containsAll(expected)).isTrue();
      }
    }
    assertThat(stored).isPositive();
  }

  /** A good row with some fields replaced: by random bytes, by what looks like values, by NULL. */
  private static Row randomRow(Random random, Row good) {
    Row row = new Row();
    for (int i = 0; i < FIELDS; i++) {
      int choice = random.nextInt(12);
      byte[] bytes = new byte[random.nextInt(24)];
      if (choice == 0) {
        random.nextBytes(bytes);
        row.addSlice(Row.TEXT, bytes, 0, bytes.length);
      } else if (choice == 1) {
        byte[] text = randomSyntax(random);
        row.addSlice(Row.TEXT, text, 0, text.length);
      } else if (choice == 2 && random.nextInt(4) == 0) {
        random.nextBytes(bytes);
        row.addSlice(Row.BINARY, bytes, 0, bytes.length);
      } else if (choice == 3 && random.nextInt(4) == 0) {
        row.addNumber(random.nextBoolean() ? Row.SIGNED : Row.UNSIGNED, random.nextLong());
      } else if (choice == 4 && random.nextInt(8) == 0) {
        row.addNull();
      } else {
        row.addSlice(Row.TEXT, good.array(i), good.offset(i), good.length(i));
      }
    }
    row.setPosition(2, 0, 0, 0);
    return row;
  }

  private static byte[] randomSyntax(Random random) {
    StringBuilder text = new StringBuilder();
    int[] points = SYNTAX.codePoints().toArray();
    for (int n = random.nextInt(20); n > 0; n--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
