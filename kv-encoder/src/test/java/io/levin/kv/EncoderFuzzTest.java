package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Bytes;
import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.value.SqlMode;
import io.levin.schema.TableInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes fields hold, the encoder neither crashes nor hangs, and the next row is right.
 *
 * <p>{@code mvn -Pfuzz -pl kv-encoder -am test -Dtest=EncoderFuzzTest -Dlevin.minutes=30
 * -Dlevin.start=1} tries random tables for half an hour, from the given seed on.
 */
class EncoderFuzzTest {
  private static final int SHORT_RUN = 60;
  private static final int ROWS = 60;
  private static final Duration A_TABLE_AT_MOST = Duration.ofMinutes(3);
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
  void rows_of_a_few_random_tables_are_stored_or_refused_and_leave_no_trace() {
    for (long seed = 0; seed < SHORT_RUN; seed++) {
      tryTable(seed);
    }
  }

  @Test
  @Tag("fuzz")
  void rows_of_many_random_tables_are_stored_or_refused_and_leave_no_trace() {
    long first = Long.getLong("levin.start", 1_000);
    long end = System.nanoTime() + Duration.ofMinutes(Long.getLong("levin.minutes", 1)).toNanos();
    long seed = first;
    while (System.nanoTime() < end) {
      tryTable(seed++);
    }
    System.out.printf("%d random tables, the next one is %d%n", seed - first, seed);
  }

  private static void tryTable(long seed) {
    FuzzTable table = new FuzzTable(new Random(seed));
    Assertions.assertTimeoutPreemptively(
        A_TABLE_AT_MOST, () -> tryRows(table), () -> "seed " + seed + ": " + table);
  }

  private static void tryRows(FuzzTable table) {
    TableEncoder encoder = Tables.encoder(table.table(), table.options());
    TableDecoder decoder =
        TableDecoder.create(table.table(), table.options().zone(), table.options().newCollation());
    Row usual = table.usualRow();
    String expected = outcome(encoder, usual);
    for (int i = 0; i < ROWS; i++) {
      Row any = table.anyRow();
      KvBuffer pairs = new KvBuffer(256, 4);
      String outcome;
      try {
        outcome = outcome(encoder, any, pairs);
        if (pairs.count() > 0) {
          decoder.decode(pairs.key(0), pairs.value(0));
        }
      } catch (RuntimeException e) {
        throw new AssertionError(table + " crashed on " + fields(any), e);
      }
      assertThat(outcome(encoder, usual))
          .as("%s behind %s", table, fields(any))
          .isEqualTo(expected);
      if (i % 10 == 0) {
        TableEncoder fresh = Tables.encoder(table.table(), table.options());
        assertThat(outcome).as("%s %s", table, fields(any)).isEqualTo(outcome(fresh, any));
      }
    }
  }

  private static String outcome(TableEncoder encoder, Row row) {
    return outcome(encoder, row, new KvBuffer(256, 4));
  }

  /** The pairs of a row, or why it was refused. */
  private static String outcome(TableEncoder encoder, Row row, KvBuffer pairs) {
    try {
      encoder.encode(row, pairs, pairs);
      assertThat(pairs.count()).isPositive();
      return Tables.pairs(pairs).toString();
    } catch (RowException refused) {
      assertThat(pairs.count()).isZero();
      assertThat(refused.getMessage()).isNotBlank();
      return refused.errorClass() + " " + refused.getMessage();
    }
  }

  private static List<String> fields(Row row) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      boolean bytes = row.kind(i) == Row.TEXT || row.kind(i) == Row.BINARY;
      fields.add(row.kind(i) + ":" + (bytes ? hex(row, i) : "" + row.number(i)));
    }
    return fields;
  }

  private static String hex(Row row, int i) {
    int length = Math.min(row.length(i), 100);
    return Bytes.hex(Arrays.copyOfRange(row.array(i), row.offset(i), row.offset(i) + length));
  }

  @Test
  @Tag("fuzz")
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
