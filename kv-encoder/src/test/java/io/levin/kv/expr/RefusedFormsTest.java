package io.levin.kv.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ImportException;
import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.ColumnMapping;
import io.levin.kv.EncodeOptions;
import io.levin.kv.TableEncoder;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.ddl.SchemaBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rare forms that are refused when the table is planned, and what is near them and is not. */
class RefusedFormsTest {
  private static final String COLUMNS =
      "id INT PRIMARY KEY, a INT, b BIT(9), f FLOAT, u TINYINT UNSIGNED, s VARCHAR(40), d DATETIME,"
          + " j JSON, e ENUM('x','2'), eg ENUM('x','é') CHARACTER SET gbk, bb BINARY(3), lo BLOB";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT | b in (-1,-2) | a BIT in a list of negative numbers only",
        "INT | b not in (-1,-2) | a BIT in a list of negative numbers only",
        "INT | cast(a as year) between x'05' and 2020 | a YEAR between bit literals",
        "BLOB | cast(b as binary(3)) | a cast of BIT to binary with a length",
        "BLOB | cast(b as char(3)) | a cast of BIT to char with a length",
        "BLOB | time_format(lower(uuid_to_bin(s)), '%H') | function uuid_to_bin in a time_format",
        "BLOB | hex(cast(a as float)) | function hex of a FLOAT that is no column",
        "BLOB | hex(ifnull(cast(a as float), f)) | function hex of a FLOAT that is no column",
        "BLOB | extract(day_hour from a) | extract of day_hour from neither a date nor a time",
        "BLOB | extract(day_second from s) | extract of day_second from neither a date nor a time",
        "BLOB | json_set(j, '$.\"*\"', 1) | a change of a member that is named *",
        "BLOB | json_remove(j, '$.\"*\"[0]') | a change of a member that is named *",
        "BLOB | json_schema_valid('{\"$recursiveRef\": \"#\"}', j) | function json_schema_valid for a JSON"
            + " schema with $recursiveRef",
        "BLOB | json_schema_valid('{\"$ref\": \"http://a/b\"}', j) | function json_schema_valid for a"
            + " JSON schema with $ref to another document",
        "BLOB | json_schema_valid('{\"allOf\": [null]}', j) | function json_schema_valid for a JSON"
            + " schema with null in place of a schema",
        "FLOAT | case 1 when '1.5' then s else e end | a constant condition that chooses an ENUM,"
            + " SET or BIT",
        "FLOAT | if(false, s, e) | a constant condition that chooses an ENUM, SET or BIT",
        "BLOB | if(true, convert(s using utf8mb4), lo) | a constant condition that chooses a"
            + " conversion to another character set",
        "BLOB | case when 1 then cast(s as char(2)) else lo end | a constant condition that chooses"
            + " a conversion to another character set",
        "BLOB | if(false, lo, char(a using utf8mb4)) | a constant condition that chooses a"
            + " conversion to another character set",
        "JSON | json_object(b, a) | function json_object with a BIT key",
        "BLOB | json_array(ifnull(bb, d)) | a BINARY or BIT beside a number, date or text as a JSON value",
        "BLOB | if(a, eg, b) | an ENUM or SET in GBK beside a BIT as one of several",
        "BLOB | json_array(coalesce(j, lower(bb), lpad(lo, 9, lo))) | a function's bytes that may be very many as a JSON value",
        "BLOB | json_array(trim(coalesce(j, lo))) | a function's bytes that may be very many as a JSON value",
        "BLOB | json_array(concat(ifnull(lo, f + 1), 'a')) | a function's bytes that may be very many as a JSON value",
        "BLOB | json_array(concat(lo, a)) | a function's bytes that may be very many as a JSON value",
        "BLOB | date_add('2024-01-01', interval sqrt(f) minute_second) | an interval of several"
            + " fields from a function's double",
        "BLOB | date_add('2024-01-01', interval time '10:00:00' minute_second) | an interval of"
            + " several fields from a date or time",
        "BLOB | cast(bin_to_uuid(bb) as char) | a cast to text without a length of a text that may be"
            + " longer than its type says",
        "BLOB | cast(replace(s, lo, 'x') as char) | a cast to text without a length of a text that"
            + " may be longer than its type says",
        "BLOB | cast(lower(ifnull(f, s)) as char) | a cast to text without a length of a"
            + " text that may be longer than its type says",
        "BLOB | cast(coalesce(f * 2, s) as binary) | a cast to text without a length of a"
            + " text that may be longer than its type says",
        "BLOB | cast(ifnull(f, lower(s)) as char) | a cast to text without a length of a"
            + " text that may be longer than its type says",
      })
  void a_form_that_is_computed_in_another_way_is_refused_by_name(
      String type, String expression, String what) {
    assertThatThrownBy(() -> encoder(type, expression))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("not supported: " + what + " in generated column x of table t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT | b in (-1)",
        "INT | b not in (-1)",
        "INT | b in (-1,2)",
        "INT | cast(a as decimal(9,2)) in (s,b'101')",
        "BLOB | cast(b as binary)",
        "BLOB | if(true, convert(s using utf8mb4), 'x')",
        "BLOB | if(a, convert(s using utf8mb4), lo)",
        "BLOB | hex(f)",
        "BLOB | json_array(ifnull(bb, a))",
        "BLOB | ifnull(eg, eg)",
        "BLOB | if(a, e, b)",
        "BLOB | json_array(coalesce(j, bb))",
        "BLOB | json_array(left(lo, 3))",
        "BLOB | concat(ifnull(bb, d))",
        "JSON | coalesce(a > 1, u)",
        "BLOB | json_array(coalesce(a > 1, u))",
        "JSON | coalesce(a > 1, a > 2)",
        "JSON | coalesce(a, 1)",
        "BLOB | extract(day_hour from d)",
        "BLOB | extract(hour_minute from a)",
        "JSON | json_object(a, b)",
        "FLOAT | case a when 1 then s else e end",
        "BLOB | cast(ifnull(f, s) as char)",
        "BLOB | cast(lower(ifnull(a, s)) as char)",
        "BLOB | cast(lower(ifnull(f, s)) as char(9))",
        "BLOB | lower(ifnull(f, s))",
      })
  void what_is_near_such_a_form_is_not_refused(String type, String expression) {
    assertThatCode(() -> encoder(type, expression)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"10:11:12,10:11:12.000000", "10:11:12.5,10:11:12.500000", "00:00:00.0,00:00:00"})
  void a_time_has_the_fraction_of_its_format_unless_it_is_zero(String text, String want)
      throws Exception {
    TableEncoder encoder = encoder("BLOB", "str_to_date(s, '%H:%i:%s.%f')");
    Row row = new Row();
    row.addNumber(Row.UNSIGNED, 1);
    for (int i = 0; i < 4; i++) {
      row.addNull();
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    row.addSlice(Row.TEXT, bytes, 0, bytes.length);
    for (int i = 0; i < 5; i++) {
      row.addNull();
    }
    row.setPosition(1, 0, 0, 0);
    KvBuffer pairs = new KvBuffer(1024, 1);
    encoder.encode(row, pairs, pairs);
    assertThat(new String(pairs.value(0), StandardCharsets.ISO_8859_1)).endsWith(text + want);
  }

  private static TableEncoder encoder(String type, String expression) {
    String create =
        "CREATE TABLE t (" + COLUMNS + ", x " + type + " AS (" + expression + ") STORED)";
    TableInfo table = new SchemaBuilder(DdlOptions.defaults("test")).create(create, () -> 100L);
    return TableEncoder.create(
        table, EncodeOptions.defaults(), ColumnMapping.of(table, null, Set.of()));
  }
}
