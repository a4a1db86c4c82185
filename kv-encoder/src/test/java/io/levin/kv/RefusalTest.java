package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.SqlMode;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.ddl.SchemaBuilder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a refused row says, for every kind of error that there is. */
class RefusalTest {
  private static final String MODE = "STRICT_TRANS_TABLES,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO";

  private static final long ROW = 7;

  /**
   * A row that is refused.
   *
   * @param columns of the table, or with what stands behind its bracket
   * @param fields {@code x''} is a binary literal, {@code x"} text of these bytes, {@code #} an
   *     unsigned number, NULL is none, all else text
   * @param column the one that is named
   * @param value what is shown of the row; null where no value is to blame
   * @param words of the reason
   */
  record Refused(
      SqlError error, String columns, String fields, String column, String value, String words) {
    @Override
    public String toString() {
      return error + " of " + columns;
    }
  }

  static Stream<Refused> rows() {
    return Stream.of(
        of(SqlError.NULL_NOT_ALLOWED, "a INT NOT NULL", "NULL", "a", null, "cannot be null"),
        of(
            SqlError.NOT_SUPPORTED,
            "a VARCHAR(9), x JSON AS (json_set('{}', a, 1)) STORED",
            "$.\"*\"",
            "x",
            "a = '$.\"*\"'",
            "a member that is named *"),
        of(SqlError.YEAR_OUT_OF_RANGE, "a YEAR", "2200", "a", "'2200'", "Out of range value"),
        of(SqlError.DATA_TRUNCATED, "a ENUM('x')", "z", "a", "'z'", "Data truncated for column"),
        of(
            SqlError.DATA_TRUNCATED,
            "a ENUM('x') COLLATE utf8mb4_0900_ai_ci",
            "x\"f0acbaa1ff", // what TiDB cannot sort, before what is no text
            "a",
            "x'f0acbaa1ff'",
            "Data truncated for column"),
        of(SqlError.INCORRECT_VALUE, "a INT", "abc", "a", "'abc'", "Incorrect integer value"),
        of(SqlError.INCORRECT_VALUE, "a DATETIME", "1.x", "a", "'1.x'", "Incorrect datetime value"),
        of(SqlError.INCORRECT_VALUE, "a DATE", "2024-02-30", "a", "-30'", "Incorrect date value"),
        of(SqlError.INCORRECT_VALUE, "a TIME", "x", "a", "'x'", "Incorrect time value"),
        of(
            SqlError.INCORRECT_VALUE,
            "a VARCHAR(9), b INT, c INT, x INT AS (a + b) STORED",
            "q,4,5",
            "x",
            "a = 'q', b = '4'",
            "Incorrect value"),
        of(SqlError.NO_DEFAULT, "id INT, a INT NOT NULL", "1", "a", null, "have a default value"),
        of(
            SqlError.SCALE_ABOVE_PRECISION,
            "a VARCHAR(9), x BIGINT AS (a % 0.000000000000000000000000000001 div 1) STORED",
            "5",
            "x",
            null,
            "more digits behind the point"),
        of(
            SqlError.DIVISION_BY_ZERO,
            "a INT, x INT AS (1 / a) STORED",
            "0",
            "x",
            "a = '0'",
            "Division by 0"),
        of(
            SqlError.CANNOT_CONVERT,
            "a VARCHAR(9), x VARCHAR(9) AS (concat(a, unhex('ff'))) STORED",
            "q",
            "x",
            "a = 'q'",
            "Cannot convert bytes to text"),
        of(
            SqlError.INVALID_CHARACTER,
            "a VARCHAR(9), x INT AS (length(cast(a as char character set gbk))) STORED",
            "\u00df",
            "x",
            "a = '\u00df'",
            "Invalid character string"),
        of(
            SqlError.INCORRECT_STRING,
            "a VARCHAR(9)",
            "x\"61ff",
            "a",
            "x'61ff'",
            "Incorrect string value"),
        of(SqlError.DATA_TOO_LONG, "a VARCHAR(2)", "abc", "a", "'abc'", "Data too long for column"),
        of(
            SqlError.INCORRECT_FORMAT,
            "a VARCHAR(9), x DATE AS (str_to_date(a, '%Y')) STORED",
            "2024",
            "x",
            "a = '2024'",
            "Incorrect value for the function"),
        of(
            SqlError.DATETIME_OVERFLOW,
            "a DATETIME, x DATETIME AS (date_add(a, INTERVAL 1 YEAR)) STORED",
            "9999-12-31",
            "x",
            "a = '9999-12-31'",
            "Datetime field overflow"),
        of(
            SqlError.NO_PARTITION,
            "a INT) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (5)",
            "17",
            null,
            "17",
            "Table has no partition for value 17 of `a`"),
        of(
            SqlError.NO_PARTITION,
            "a VARCHAR(9)) PARTITION BY LIST COLUMNS (a) (PARTITION p VALUES IN ('q')",
            "r",
            null,
            "'r'",
            "Table has no partition for value ('r') of a"),
        of(
            SqlError.OUT_OF_RANGE,
            "a BIGINT) PARTITION BY HASH (a * 3) PARTITIONS 2 -- (",
            "9223372036854775807",
            null,
            "a = '9223372036854775807'",
            "Out of range value"),
        of(SqlError.OUT_OF_RANGE, "a TINYINT", "300", "a", "'300'", "Out of range value"),
        of(SqlError.INVALID_JSON_TEXT, "a JSON", "{", "a", "'{'", "Invalid JSON text"),
        json(SqlError.INVALID_JSON_PATH, "json_extract(j, a)", "x", "Invalid JSON path expression"),
        json(SqlError.JSON_PATH_WILDCARD, "json_set(j, a, 1)", "$.*", "wildcards"),
        json(SqlError.JSON_SEARCH_MODE, "json_search(j, a, 'q')", "some", "of json_search"),
        json(SqlError.INVALID_JSON_SCHEMA, "json_schema_valid(a, j)", "5", "Invalid JSON schema"),
        json(SqlError.JSON_VACUOUS_PATH, "json_remove(j, a)", "$", "path $ is not allowed"),
        json(SqlError.JSON_ONE_OR_ALL, "json_contains_path(j, a, '$')", "x", "'one' nor 'all'"),
        json(SqlError.JSON_NULL_KEY, "json_object(a, 1)", "NULL", "NULL member names"),
        json(SqlError.JSON_NOT_A_CELL, "json_array_insert(j, a, 1)", "$.b", "array"),
        json(SqlError.REGEXP, "regexp_like('q', a)", "(", "missing closing )"),
        json(SqlError.WRONG_ARGUMENTS, "period_add(a, 1)", "202413", "Incorrect arguments"),
        json(SqlError.LARGER_THAN_PACKET, "repeat(a, 99999999)", "q", "max_allowed_packet"),
        json(SqlError.TRUNCATED_BY_FUNCTION, "sec_to_time(a)", "99999999", "Truncated incorrect"),
        json(SqlError.WRONG_FUNCTION_VALUE, "uuid_to_bin(a)", "q", "Incorrect value"),
        of(SqlError.INVALID_JSON_CHARSET, "a JSON", "x'31'", "a", "x'31'", "CHARACTER SET"),
        of(
            SqlError.JSON_TOO_DEEP,
            "a JSON",
            "[".repeat(120) + "]".repeat(120),
            "a",
            "'[[[",
            "too deep"),
        of(
            SqlError.JSON_KEY_TOO_LONG,
            "a JSON",
            "{\"" + "k".repeat(70_000) + "\":1}",
            "a",
            "(70006 bytes)",
            "too long"),
        of(
            SqlError.AUTO_ID_EXHAUSTED,
            "a INT) SHARD_ROW_ID_BITS = 15 COMMENT 'row id 2^60' -- (",
            "1",
            null,
            Long.toString(1L << 60),
            "does not fit"),
        of(
            SqlError.CHECK_VIOLATED,
            "a INT, CONSTRAINT c CHECK (a > 5)",
            "5",
            null,
            "a = '5'",
            "Check constraint 'c' is violated"),
        of(
            SqlError.INVALID_JSON_FOR_INDEX,
            "a JSON, KEY k ((CAST(a AS SIGNED ARRAY)))",
            "[true]",
            null,
            "[true]",
            "Invalid JSON value for an array index: a = '[true]' for expression index 'k'"),
        of(
            SqlError.OUT_OF_RANGE,
            "a BIGINT, KEY k ((a + 1))",
            "9223372036854775807",
            null,
            "a = '9223372036854775807'",
            "Out of range value for expression index 'k'"),
        of(
            SqlError.BAD_NUMBER,
            "a DECIMAL(5,2)",
            "1e99999999999999999999",
            "a",
            "'1e99",
            "Bad number"),
        of(
            SqlError.TIME_IN_GAP,
            "a TIMESTAMP",
            "2024-03-10 02:30:00",
            "a",
            "'2024-03-10 02:30:00'",
            "Incorrect datetime value"),
        of(
            SqlError.OTHER,
            "a TIMESTAMP",
            "#20240101101010",
            "a",
            "20240101101010",
            "to type timestamp"),
        of(
            SqlError.PANIC,
            "a VARCHAR(9) COLLATE utf8mb4_0900_ai_ci, KEY k (a)",
            "\uD873\uDEA1",
            "a",
            "'\uD873\uDEA1'",
            "TiDB cannot take"));
  }

  private static Refused of(
      SqlError error, String columns, String fields, String column, String value, String words) {
    return new Refused(error, columns, fields, column, value, words);
  }

  /** An expression over a text a and a document j. */
  private static Refused json(SqlError error, String expression, String text, String words) {
    String columns = "j JSON, a VARCHAR(20), x BLOB AS (" + expression + ") STORED";
    String shown = text.equals("NULL") ? "a = NULL" : "a = '" + text + "'";
    return new Refused(error, columns, "{}," + text, "x", shown, words);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void a_refusal_names_table_row_column_value_and_reason(Refused refused) {
    RowException e = refuse(refused);
    assertThat(e.errorClass()).isEqualTo(refused.error().code());
    assertThat(e.getMessage()).contains("(table 't', row " + rowId(refused) + ")");
    assertThat(e.getMessage())
        .contains(refused.words())
        .doesNotContain("{value}", "{column}", "{type}");
    if (refused.value() != null) {
      assertThat(e.getMessage()).contains(refused.value());
    }
    if (refused.column() != null) {
      assertThat(e.column()).isEqualTo(refused.column());
      assertThat(e.getMessage()).contains("'" + refused.column() + "'");
    }
    assertThat(e.getMessage().length()).isLessThan(300);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void without_its_value_it_still_names_table_row_and_column(Refused refused) {
    RowException e = refuse(refused);
    assertThat(e.withoutValue()).contains("(table 't', row " + rowId(refused) + ")");
    if (refused.column() != null) {
      assertThat(e.withoutValue()).contains("'" + refused.column() + "'");
    }
    if (refused.value() != null && refused.error() != SqlError.AUTO_ID_EXHAUSTED) {
      assertThat(e.withoutValue()).doesNotContain(refused.value());
    }
  }

  @Test
  void there_is_a_row_for_every_kind_of_error() {
    Set<SqlError> shown = EnumSet.noneOf(SqlError.class);
    rows().forEach(refused -> shown.add(refused.error()));
    assertThat(shown).containsExactlyInAnyOrder(SqlError.values());
  }

  private static long rowId(Refused refused) {
    return refused.error() == SqlError.AUTO_ID_EXHAUSTED ? 1L << 60 : ROW;
  }

  private static RowException refuse(Refused refused) {
    DdlOptions ddl = DdlOptions.defaults("test").withCheckConstraints(true);
    String create = "CREATE TABLE t (" + refused.columns().replace(" -- (", "");
    create += create.endsWith("PARTITIONS 2") || create.endsWith("'") ? "" : ")";
    long[] ids = {100};
    TableInfo table = new SchemaBuilder(ddl).create(create, () -> ids[0]++);
    EncodeOptions options =
        new EncodeOptions(
            SqlMode.parse(MODE),
            ZoneId.of("America/New_York"),
            true,
            2,
            1_700_000_000L,
            0,
            id -> 0,
            Map.of());
    TableEncoder encoder = Tables.encoder(table, options);
    Row row = row(refused.fields());
    row.setPosition(rowId(refused), 0, 0, 0);
    KvBuffer pairs = new KvBuffer(64, 2);
    RowException thrown =
        catchThrowableOfType(RowException.class, () -> encoder.encode(row, pairs, pairs));
    assertThat(thrown).as(refused.toString()).isNotNull();
    return thrown;
  }

  private static Row row(String fields) {
    Row row = new Row();
    for (String field : fields.startsWith("{") ? document(fields) : fields.split(",")) {
      if (field.equals("NULL")) {
        row.addNull();
      } else if (field.startsWith("#")) {
        row.addNumber(Row.UNSIGNED, Long.parseUnsignedLong(field.substring(1)));
      } else if (field.startsWith("x'")) {
        add(row, Row.BINARY, HexFormat.of().parseHex(field.substring(2, field.length() - 1)));
      } else if (field.startsWith("x\"")) {
        add(row, Row.TEXT, HexFormat.of().parseHex(field.substring(2)));
      } else {
        add(row, Row.TEXT, field.getBytes(StandardCharsets.UTF_8));
      }
    }
    return row;
  }

  private static String[] document(String fields) {
    return fields.startsWith("{},") ? fields.split(",", 2) : new String[] {fields};
  }

  private static void add(Row row, byte kind, byte[] bytes) {
    row.addSlice(kind, bytes, 0, bytes.length);
  }
}
