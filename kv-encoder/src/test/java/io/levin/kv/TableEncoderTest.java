package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import io.levin.base.Bytes;
import io.levin.base.ImportException;
import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.value.SqlMode;
import io.levin.schema.SchemaState;
import io.levin.schema.TableInfo;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableEncoderTest {
  private static final EncodeOptions STRICT =
      EncodeOptions.defaults().withSqlMode(SqlMode.parse("STRICT_TRANS_TABLES"));
  private static final EncodeOptions LAX = EncodeOptions.defaults().withSqlMode(SqlMode.NONE);

  @Test
  void a_refused_row_names_column_value_and_reason_and_leaves_the_buffers_as_they_were()
      throws RowException {
    TableInfo table = Tables.of("CREATE TABLE t (id INT PRIMARY KEY, a TINYINT, KEY (a))");
    TableEncoder encoder = Tables.encoder(table, STRICT);
    KvBuffer data = new KvBuffer(64, 2);
    KvBuffer index = new KvBuffer(64, 2);
    encoder.encode(Tables.row(1, "1", "7"), data, index);
    var before = Tables.pairs(data, index);

    RowException refused =
        catchThrowableOfType(
            RowException.class, () -> encoder.encode(Tables.row(2, "2", "300"), data, index));

    assertThat(refused.errorClass()).isEqualTo("types:1690");
    assertThat(refused.column()).isEqualTo("a");
    assertThat(refused).hasMessage("Out of range value for column 'a': '300' (table 't', row 2)");
    assertThat(Tables.pairs(data, index)).isEqualTo(before);
    encoder.encode(Tables.row(3, "3", "7"), data, index);
    assertThat(Tables.pairs(data, index)).hasSize(4);
  }

  @Test
  void generated_dates_have_the_same_digits_in_every_locale() throws RowException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      TableInfo table =
          Tables.of(
              "CREATE TABLE t (a DATETIME(6), b VARCHAR(40) AS (date_format(a, '%Y %y %j %X %x %f'))"
                  + " STORED)");
      assertThat(
              Tables.encode(
                  Tables.encoder(table, STRICT), Tables.row(1, "2024-05-06 07:08:09.000123")))
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains(Bytes.hex("2024 24 127 2024 2024 000123".getBytes(StandardCharsets.US_ASCII)));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void values_that_are_not_printable_are_shown_in_hexadecimal() {
    TableInfo table = Tables.of("CREATE TABLE t (a VARCHAR(5))");
    Row row = new Row();
    row.addSlice(Row.TEXT, new byte[] {'a', (byte) 0xFF}, 0, 2);
    TableEncoder encoder = Tables.encoder(table, STRICT);
    KvBuffer pairs = new KvBuffer(64, 2);
    assertThatThrownBy(() -> encoder.encode(row, pairs, pairs))
        .hasMessage("Incorrect string value: x'61ff' for column 'a' (table 't', row 0)");
    assertThatThrownBy(() -> encoder.encode(Tables.row(1, "abc\u202Edef"), pairs, pairs))
        .hasMessage("Data too long for column 'a': x'616263e280ae646566' (table 't', row 1)");
    assertThatThrownBy(() -> encoder.encode(Tables.row(1, "abcde\u0085"), pairs, pairs))
        .hasMessage("Data too long for column 'a': x'6162636465c285' (table 't', row 1)");
  }

  @Test
  void a_value_of_several_lines_is_shown_on_one() {
    TableEncoder encoder = Tables.encoder(Tables.of("CREATE TABLE t (a INT)"), STRICT);
    assertThatThrownBy(() -> Tables.encode(encoder, Tables.row(1, "one\ntwo\tand\r\n")))
        .hasMessage(
            "Incorrect integer value: 'one\\ntwo\\tand\\r\\n' for column 'a' (table 't', row 1)");
  }

  @Test
  void without_a_strict_mode_values_are_adjusted_and_counted() throws RowException {
    TableInfo table = Tables.of("CREATE TABLE t (a TINYINT, b VARCHAR(2), c DATE NOT NULL)");
    TableEncoder encoder = Tables.encoder(table);
    var adjusted = Tables.encode(encoder, Tables.row(1, "300", "abc", null));
    assertThat(encoder.warnings()).isEqualTo(3);
    assertThat(adjusted)
        .isEqualTo(Tables.encode(encoder, Tables.row(1, "127", "ab", "0000-00-00")));
    assertThat(encoder.warnings()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"year(x)", "month(x)", "to_days(x)", "week(x)", "week(x, 1)", "weekofyear(x)"})
  void without_a_strict_mode_a_part_of_no_date_is_null(String part) throws RowException {
    String columns = "CREATE TABLE t (id INT PRIMARY KEY, d DATETIME(3), y INT";
    String call = part.replace("x", "cast(d as datetime)");
    String date = "2024-00-10 23:59:59.9";
    TableEncoder encoder = Tables.encoder(Tables.of(columns + " AS (" + call + ") STORED)"), LAX);
    assertThat(Tables.encode(encoder, Tables.row(1, "1", date)))
        .isEqualTo(
            Tables.encode(
                Tables.encoder(Tables.of(columns + ")"), LAX), Tables.row(1, "1", date, null)));
    assertThat(encoder.warnings()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255})
  void a_bit_is_not_in_a_list_of_one_negative_number(int bits) throws RowException {
    String columns = "CREATE TABLE t (id INT PRIMARY KEY, b BIT(8), y INT";
    TableInfo table = Tables.of(columns + " AS (b in (-1)) STORED)");
    Row row = new Row();
    row.addNumber(Row.UNSIGNED, 1);
    row.addNumber(Row.UNSIGNED, bits);
    row.setPosition(1, 0, 0, 0);
    Row stored = new Row();
    stored.addNumber(Row.UNSIGNED, 1);
    stored.addNumber(Row.UNSIGNED, bits);
    stored.addNumber(Row.UNSIGNED, 0);
    stored.setPosition(1, 0, 0, 0);
    assertThat(Tables.encode(Tables.encoder(table, LAX), row))
        .isEqualTo(Tables.encode(Tables.encoder(Tables.of(columns + ")"), LAX), stored));
  }

  @ParameterizedTest
  @CsvSource({"'u - 5',false", "'mod(u - 5, 4)',true", "'u - 5 - 3',true", "'abs(i - 5)',false"})
  void partitions_by_an_unsigned_difference_inside_are_refused_where_it_may_be_negative(
      String by, boolean refused) {
    TableInfo table =
        Tables.of(
            "CREATE TABLE t (u INT UNSIGNED, i INT) PARTITION BY HASH (" + by + ") PARTITIONS 3");
    EncodeOptions mode = LAX.withSqlMode(SqlMode.parse("NO_UNSIGNED_SUBTRACTION"));
    if (refused) {
      assertThatThrownBy(() -> Tables.encoder(table, mode))
          .isInstanceOf(ImportException.class)
          .hasMessageContaining("not supported: an unsigned subtraction inside of");
    } else {
      assertThatCode(() -> Tables.encoder(table, mode)).doesNotThrowAnyException();
    }
    assertThatCode(() -> Tables.encoder(table, LAX)).doesNotThrowAnyException();
  }

  @Test
  void a_bit_that_stands_for_null_is_no_bytes_in_json() throws RowException {
    TableInfo table =
        Tables.of(
            "CREATE TABLE t (id INT PRIMARY KEY, b BIT(8) NOT NULL, j JSON AS (b) STORED NOT NULL)");
    List<String> pairs = Tables.encode(Tables.encoder(table, LAX), Tables.row(1, "1", null));
    assertThat(pairs).singleElement().asString().endsWith("0c00");
  }

  @Test
  void maxima_are_those_of_rows_that_were_stored() throws RowException {
    TableInfo table =
        Tables.of("CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY NONCLUSTERED, a TINYINT)");
    TableEncoder encoder = Tables.encoder(table, STRICT);
    Tables.encode(encoder, Tables.row(7, null, "1"));
    Tables.encode(encoder, Tables.row(8, "1000", "1"));
    assertThatThrownBy(() -> Tables.encode(encoder, Tables.row(9, "5000", "1000")))
        .isInstanceOf(RowException.class);
    assertThat(encoder.maxima()).isEqualTo(new AutoIds(8, 1000, 0));
  }

  @Test
  void a_row_id_that_does_not_fit_beside_the_shard_bits_is_refused() {
    TableInfo table = Tables.of("CREATE TABLE t (a INT) SHARD_ROW_ID_BITS = 4");
    TableEncoder encoder = Tables.encoder(table);
    assertThatThrownBy(() -> Tables.encode(encoder, Tables.row(1L << 59, "1")))
        .isInstanceOfSatisfying(
            RowException.class, e -> assertThat(e.errorClass()).isEqualTo("autoid:1467"));
    TableEncoder random =
        Tables.encoder(Tables.of("CREATE TABLE t (id BIGINT AUTO_RANDOM(5) PRIMARY KEY, a INT)"));
    assertThatThrownBy(() -> Tables.encode(random, Tables.row(1L << 58, null, "1")))
        .isInstanceOfSatisfying(
            RowException.class, e -> assertThat(e.errorClass()).isEqualTo("autoid:1467"));
  }

  @Test
  void auto_random_takes_its_shard_from_the_options_and_counts_without_it() throws RowException {
    TableInfo table =
        Tables.of("CREATE TABLE t (id BIGINT AUTO_RANDOM(5) PRIMARY KEY CLUSTERED, a INT)");
    TableEncoder encoder =
        Tables.encoder(table, EncodeOptions.defaults().withAutoRandomShard(0x73));
    var pairs = Tables.encode(encoder, Tables.row(3, null, "1"));
    long handle = 0x13L << 58 | 3;
    assertThat(pairs.get(0))
        .startsWith(
            Bytes.hex(TableKeys.recordPrefix(100))
                + String.format("%016x", handle ^ Long.MIN_VALUE));
    assertThat(encoder.maxima().autoRandom()).isEqualTo(3);
  }

  @Test
  void both_zeros_of_an_array_have_one_entry_in_its_index() throws RowException {
    TableInfo table =
        Tables.of(
            "CREATE TABLE t (f DOUBLE, a INT, UNIQUE KEY ((CAST(json_array(f, a) AS DOUBLE ARRAY))))");
    assertThat(Tables.encode(Tables.encoder(table), Tables.row(1, "-0", "0"))).hasSize(2);
  }

  @Test
  void bytes_of_convert_using_are_a_long_blob_in_a_document() throws RowException {
    TableInfo table =
        Tables.of(
            "CREATE TABLE t (s VARCHAR(9), x VARCHAR(99) AS"
                + " (cast(json_array(convert(s using binary)) AS CHAR)) STORED)");
    String shown = "[\"base64:type251:YWI=\"]";
    assertThat(Tables.encode(Tables.encoder(table), Tables.row(1, "ab")).get(0))
        .contains(Bytes.hex(shown.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void a_table_in_the_middle_of_a_schema_change_is_refused() {
    TableInfo table =
        Tables.of("CREATE TABLE t (a INT)").toBuilder().state(SchemaState.WRITE_ONLY).build();
    assertThatThrownBy(() -> Tables.encoder(table))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("table `t` has a schema change under way");
  }

  @Test
  void a_warm_encoder_allocates_nothing_for_a_row() throws RowException {
    TableInfo table =
        Tables.of(
            "CREATE TABLE t (id BIGINT UNSIGNED PRIMARY KEY, a INT, b DECIMAL(20,4), c DATE,"
                + " d DATETIME(3), e TIMESTAMP, f TIME, g DOUBLE, h CHAR(10), i VARCHAR(20),"
                + " j ENUM('x','y'), k SET('p','q'), l YEAR, m BIT(8), n BINARY(4),"
                + " UNIQUE KEY (a, i), KEY (b, c), KEY (i(3)), KEY (h, j, e))");
    Row row =
        Tables.row(
            1,
            "12",
            "-5",
            "1234567890123.4567",
            "2024-02-29",
            "2024-02-29 12:34:56.789",
            "2024-02-29 12:34:56",
            "-12:34:56",
            "1.25",
            "abc ",
            "déf",
            "y",
            "p,q",
            "2024",
            "A",
            "ab");
    assertThat(allocatedByAThousandRows(Tables.encoder(table), row)).isLessThan(1000);
  }

  /** Tables whose rows go through more than the casts, with a row for each. */
  static Stream<Arguments> tablesThatAllocateNothing() {
    String ranges = " (PARTITION p VALUES LESS THAN (%s), PARTITION q VALUES LESS THAN MAXVALUE)";
    String keys = ") PARTITION BY KEY (a, b) PARTITIONS 4";
    return Stream.of(
        arguments("a VARCHAR(9) COLLATE utf8mb4_general_ci, b INT, UNIQUE KEY (a(2), b))", "É,7"),
        arguments("a VARCHAR(9) COLLATE utf8mb4_unicode_ci, b INT, PRIMARY KEY (a))", "ß,7"),
        arguments("a TEXT COLLATE utf8mb4_0900_ai_ci, b INT, KEY (a(5)))", "가ﷺ,7"),
        arguments("a CHAR(9) CHARACTER SET gbk, b INT, KEY (a), KEY (b, a(1)))", "中 ,7"),
        arguments("a VECTOR, b INT)", "[1;2.5;-3e2],7"),
        arguments("a INT, b DATE) PARTITION BY HASH (year(b) + a) PARTITIONS 4", "7,2024-02-29"),
        arguments(
            "a INT, b DATE) PARTITION BY RANGE (to_days(b))" + ranges.formatted("99"),
            "7,2024-02-29"),
        arguments(
            "a VARCHAR(9) COLLATE utf8mb4_general_ci, b INT) PARTITION BY RANGE COLUMNS (a, b)"
                + " (PARTITION p VALUES LESS THAN ('a', 5), PARTITION q VALUES LESS THAN ('z', 9))",
            "x,7"),
        arguments("a INT, b INT) PARTITION BY LIST (a) (PARTITION p VALUES IN (7))", "7,5"),
        arguments(
            "a VARCHAR(9), b INT) PARTITION BY LIST COLUMNS (a) (PARTITION p VALUES IN ('x'))",
            "x,7"),
        arguments("a VARCHAR(9) COLLATE utf8mb4_unicode_ci, b DECIMAL(9,3)" + keys, "x,1.25"),
        arguments("a ENUM('x','y'), b SET('','p','q')" + keys, "y,p;q"),
        arguments("a BIT(9), b TIMESTAMP" + keys, "x,2024-02-29 12:34:56"),
        arguments("a BIGINT AUTO_RANDOM(5) PRIMARY KEY, b INT)", "NULL,7"),
        arguments("a INT, b INT) SHARD_ROW_ID_BITS = 4", "7,8"),
        arguments("a INT, b INT, c TIMESTAMP DEFAULT CURRENT_TIMESTAMP, KEY (c))", "7,8"),
        arguments("a INT, b INT, CHECK (a < b), KEY ((a + b)))", "7,8"),
        arguments("a VARCHAR(9), b INT AS (length(a)) STORED, KEY ((lower(a))))", "aBc"));
  }

  @ParameterizedTest
  @MethodSource("tablesThatAllocateNothing")
  void so_does_one_with_any_collation_partitioning_or_kind_of_id(String columns, String fields)
      throws RowException {
    TableInfo table = Tables.of("CREATE TABLE t (" + columns);
    String[] row = fields.split(",");
    for (int i = 0; i < row.length; i++) {
      row[i] = row[i].equals("NULL") ? null : row[i].replace(';', ',');
    }
    EncodeOptions options = EncodeOptions.defaults();
    EncodeOptions old =
        new EncodeOptions(
            options.sqlMode(),
            ZoneId.of("America/New_York"),
            true,
            1,
            0,
            0,
            EncodeOptions::shardOf,
            Map.of());
    for (EncodeOptions each : List.of(options, old)) {
      assertThat(allocatedByAThousandRows(Tables.encoder(table, each), Tables.row(7, row)))
          .isLessThan(1000);
    }
  }

  /** Bytes, of the best of twenty rounds. */
  private static long allocatedByAThousandRows(TableEncoder encoder, Row row) throws RowException {
    KvBuffer data = new KvBuffer(1 << 16, 1 << 10);
    KvBuffer index = new KvBuffer(1 << 16, 1 << 10);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        data.clear();
        index.clear();
        encoder.encode(row, data, index);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
