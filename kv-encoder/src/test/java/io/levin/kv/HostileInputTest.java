package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.levin.base.Bytes;
import io.levin.base.ImportException;
import io.levin.base.Row;
import io.levin.kv.value.SqlError;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import io.levin.schema.sql.SqlSyntaxException;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are very long, very deep, very many or none at all: each is stored or refused. */
class HostileInputTest {
  private static final int LONG = 20_000;

  /** A table of a long text s, a document j and the expression x over them. */
  private static TableEncoder expression(String type, String expression) {
    return Tables.encoder(
        Tables.of(
            "CREATE TABLE t (s LONGTEXT, j JSON, x " + type + " AS (" + expression + ") STORED)"));
  }

  private static String value(String type, String expression, String s, String j)
      throws RowException {
    TableInfo table =
        Tables.of(
            "CREATE TABLE t (s LONGTEXT, j JSON, x " + type + " AS (" + expression + ") STORED)");
    List<String> pair =
        List.of(Tables.encode(Tables.encoder(table), Tables.row(1, s, j)).get(0).split(" "));
    TableDecoder decoder = TableDecoder.create(table, ZoneId.of("UTC"), true);
    return decoder.decodeText(Bytes.fromHex(pair.get(0)), Bytes.fromHex(pair.get(1))).get(2);
  }

  private static RowException refused(TableEncoder encoder, Row row) {
    RowException refused =
        catchThrowableOfType(RowException.class, () -> Tables.encode(encoder, row));
    assertThat(refused).isNotNull();
    return refused;
  }

  private static RowException refused(String type, String expression, String s, String j) {
    return refused(expression(type, expression), Tables.row(1, s, j));
  }

  private static Row number(double value) {
    Row row = new Row();
    row.addNumber(Row.DOUBLE, Double.doubleToRawLongBits(value));
    row.setPosition(1, 0, 0, 0);
    return row;
  }

  @Test
  void an_infinite_number_of_a_binary_file_is_the_text_that_go_writes() throws RowException {
    TableEncoder encoder = Tables.encoder(Tables.of("CREATE TABLE t (a VARCHAR(9))"));
    assertThat(Tables.encode(encoder, number(Double.POSITIVE_INFINITY)).get(0))
        .endsWith("2b496e66"); // +Inf
    assertThat(Tables.encode(encoder, number(Double.NEGATIVE_INFINITY)).get(0))
        .endsWith("2d496e66");
    assertThat(Tables.encode(encoder, number(Double.NaN)).get(0)).endsWith("4e614e");
  }

  @Test
  void a_document_with_an_infinite_number_has_no_text() throws RowException {
    TableInfo table = Tables.of("CREATE TABLE t (j JSON, x VARCHAR(9) AS (concat('x', j)) STORED)");
    String pair = Tables.encode(Tables.encoder(table), number(Double.POSITIVE_INFINITY)).get(0);
    List<String> row =
        TableDecoder.create(table, ZoneId.of("UTC"), true)
            .decodeText(
                Bytes.fromHex(pair.substring(0, pair.indexOf(' '))),
                Bytes.fromHex(pair.substring(pair.indexOf(' ') + 1)));
    assertThat(row).containsExactly("", "x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"uri", "iri", "uri-reference", "iri-reference"})
  void an_address_in_a_document_may_be_long(String format) throws RowException {
    String schema = "json_schema_valid('{\"format\":\"" + format + "\"}', j)";
    assertThat(value("INT", schema, null, "\"http://a/" + "x".repeat(LONG) + "\"")).isEqualTo("1");
  }

  @Test
  void an_address_of_mail_may_be_long() throws RowException {
    String schema = "json_schema_valid('{\"format\":\"email\"}', j)";
    String mail = "a.".repeat(LONG) + "a@b" + ".c".repeat(LONG);
    assertThat(value("INT", schema, null, "\"" + mail + "\"")).isEqualTo("1");
    String path = "json_schema_valid('{\"format\":\"uri-reference\"}', j)";
    assertThat(value("INT", path, null, "\"" + "é".repeat(LONG) + "/?%41#b\"")).isEqualTo("1");
  }

  @Test
  void many_elements_that_must_differ_are_looked_at_once_each() throws RowException {
    String schema = "json_schema_valid('{\"uniqueItems\":true}', j)";
    StringBuilder items = new StringBuilder("[{\"a\": [0, \"x\"]}");
    for (int i = 0; i < 20_000; i++) {
      items.append(", ").append(i).append(", \"").append(i).append('"');
    }
    assertThat(value("INT", schema, null, items + "]")).isEqualTo("1");
    assertThat(value("INT", schema, null, items + ", 5.0]")).isEqualTo("0");
    assertThat(value("INT", schema, null, items + ", {\"a\": [-0.0, \"x\"]}]")).isEqualTo("0");
    assertThat(value("INT", schema, null, items + ", {\"a\": [\"x\", 0]}]")).isEqualTo("1");
  }

  @Test
  void nothing_is_repeated_at_once_however_often() throws RowException {
    assertThat(value("TEXT", "repeat(s, 2147483647)", "", null)).isEmpty();
  }

  @Test
  void a_number_of_very_many_digits_is_out_of_range() throws RowException {
    String digits = "9".repeat(LONG);
    assertThat(refused("TEXT", "conv(s, 10, 16)", digits, null).errorClass())
        .isEqualTo(SqlError.OUT_OF_RANGE.code());
    assertThat(value("TEXT", "conv(s, 2, 10)", "0".repeat(LONG) + "101", null)).isEqualTo("5");
    assertThat(value("TEXT", "conv(s, 2, 16)", "1".repeat(64), null)).isEqualTo("F".repeat(16));
    assertThat(value("TEXT", "oct(s)", digits, null)).isEqualTo("1777777777777777777777");
    assertThat(value("TEXT", "date_add('2020-01-01', interval s day)", digits, null)).isNull();
    assertThat(value("TEXT", "date_add('2020-01-01', interval s day)", "-1", null))
        .isEqualTo("2019-12-31");
    assertThat(value("TEXT", "date_add('2020-01-01', interval s day)", "-", null))
        .isEqualTo("2020-01-01");
  }

  @Test
  void a_key_that_a_function_would_make_too_long_is_refused() throws RowException {
    String longest = "k".repeat(65_535);
    assertThat(value("JSON", "json_object(s, 1)", longest, null)).hasSize(65_542);
    for (String function : List.of("json_object(s, 1)", "json_set('{}', concat('$.', s), 1)")) {
      assertThat(refused("JSON", function, longest + "k", null).errorClass())
          .as(function)
          .isEqualTo(SqlError.JSON_KEY_TOO_LONG.code());
    }
  }

  @Test
  void a_document_that_a_function_would_make_too_deep_is_refused() throws RowException {
    String deepest = "[".repeat(100) + "1" + "]".repeat(100);
    assertThat(value("JSON", "json_array(j)", null, deepest.substring(1, 200))).isEqualTo(deepest);
    List<String> functions =
        List.of(
            "json_array(j)",
            "json_object('k', j)",
            "json_set('[1]', '$[0]', j)",
            "json_insert('{}', '$.a', j)",
            "json_replace('[1]', '$[0]', j)",
            "json_array_append('[]', '$', json_array(j))",
            "json_array_insert('[]', '$[0]', j)");
    for (String function : functions) {
      assertThat(refused("JSON", function, null, deepest).errorClass())
          .as(function)
          .isEqualTo(SqlError.JSON_TOO_DEEP.code());
    }
  }

  @Test
  void a_pattern_that_go_takes_for_none_is_none() throws RowException {
    for (String pattern :
        List.of("(a{100}){11}", "((a{10}){10}){11}", "(b|(?:a{501}c)){2,}", "a{1001}")) {
      assertThat(refused("INT", "regexp_like('a', s)", pattern, null).errorClass())
          .as(pattern)
          .isEqualTo(SqlError.REGEXP.code());
    }
    for (String pattern :
        List.of(
            "(a{100}){10}",
            "a{500}b{500}",
            "[(a{9}){9}]{999}",
            "(a{9}){,999}",
            "\\x{41}{999}",
            "b(a{100}){0,1}")) {
      assertThat(value("INT", "regexp_like('q', s)", pattern, null)).as(pattern).isEqualTo("0");
    }
  }

  @Test
  void a_pattern_that_go_may_refuse_is_refused_by_name() throws RowException {
    String deep = "(".repeat(LONG) + "a" + ")".repeat(LONG);
    assertThat(refused("INT", "regexp_like('a', s)", deep, null))
        .hasMessageContaining("brackets in each other");
    assertThat(value("INT", "regexp_like('a', s)", "(".repeat(200) + "a" + ")".repeat(200), null))
        .isEqualTo("1");
    String literal = "'" + "(".repeat(500) + ")".repeat(500) + "'";
    assertThatThrownBy(() -> expression("INT", "regexp_like(s, " + literal + ")"))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("not supported: a regular expression with more than 240 brackets");
  }

  @Test
  void an_expression_that_is_nested_too_deeply_is_refused_by_name() {
    TableInfo table = Tables.of("CREATE TABLE t (a INT, x INT AS (a) STORED)");
    for (String deep :
        List.of("(".repeat(5_000) + "a" + ")".repeat(5_000), "a" + "+1".repeat(LONG))) {
      String model = SchemaJson.write(table);
      assertThat(model).contains("\"`a`\"");
      TableInfo other = SchemaJson.readTable(model.replace("\"`a`\"", '"' + deep + '"'));
      assertThatThrownBy(() -> Tables.encoder(other))
          .isInstanceOf(ImportException.class)
          .hasMessageContaining("nested too deeply")
          .hasMessageContaining("in generated column x of table t");
    }
  }

  @Test
  void a_literal_that_no_double_holds_is_none() {
    for (String number : List.of("1e309", "-1e99999999999")) {
      assertThatThrownBy(() -> expression("DOUBLE", "length(s) + " + number))
          .isInstanceOf(SqlSyntaxException.class)
          .hasMessageContaining("Illegal double");
    }
  }

  @Test
  void a_message_says_the_value_and_the_column_once() {
    TableEncoder date = Tables.encoder(Tables.of("CREATE TABLE t (a DATE)"));
    assertThat(refused(date, number(1.5)))
        .hasMessage("cannot convert a double to a date: 1.5 for column 'a' (table 't', row 1)");
    TableEncoder vector = Tables.encoder(Tables.of("CREATE TABLE t (a VECTOR NOT NULL)"));
    assertThat(refused(vector, Tables.row(1, (String) null)))
        .hasMessage("Column 'a' cannot be null (table 't', row 1)");
  }
}
