package io.levin.kv.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.base.Bytes;
import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.ColumnMapping;
import io.levin.kv.EncodeOptions;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.kv.value.SqlMode;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.ddl.SchemaBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What TiDB made of generated columns: expressions over all types of columns, with the bytes that
 * it stored or the class of its error. The format of the vectors is in the README beside them. One
 * line is printed for each function.
 */
class ExpressionVectorsTest {
  private static final int SHOWN_FAILURES = 5;
  private static final long TIMESTAMP = 1_700_000_000L;

  /** Version, flags and two counts. */
  private static final int HEADER = 6;

  @Test
  void generated_columns_have_the_values_that_tidb_gave_them() throws Exception {
    Path file = Path.of(getClass().getResource("/expressions/expressions.jsonl.gz").toURI());
    Map<String, TopicResult> groups = new TreeMap<>();
    GoldenFiles.forEachLine(
        file,
        line -> {
          TopicResult group = groups.computeIfAbsent(line.get("group").asText(), TopicResult::new);
          group.startCase();
          run(line, group);
        });
    int failed = 0;
    for (TopicResult group : groups.values()) {
      group.failures().stream().limit(SHOWN_FAILURES).forEach(System.out::println);
      System.out.println(group);
      failed += group.failed();
    }
    assertThat(groups).isNotEmpty();
    assertThat(failed).as("values that differ from TiDB's").isZero();
  }

  private static void run(JsonNode line, TopicResult result) {
    String expression = line.get("expression").asText();
    TableEncoder encoder = encoder(line);
    for (JsonNode row : line.get("rows")) {
      Row fields = new Row();
      fields.addNumber(Row.UNSIGNED, 1);
      for (JsonNode cell : row.get(0)) {
        SqlLiteral.addTo(fields, GoldenFiles.bytes(cell), true);
      }
      fields.setPosition(1, 0, 0, 0);
      String want = row.get(1).isNull() ? "NULL" : row.get(1).asText();
      String got = encode(encoder, fields);
      result.row(got.equals(want), expression, row.toString(), "want " + want + ", got " + got);
    }
  }

  /**
   * The stored bytes in hexadecimal, NULL, or the class of the error behind an exclamation mark.
   */
  private static String encode(TableEncoder encoder, Row fields) {
    KvBuffer pairs = new KvBuffer(1024, 1);
    try {
      encoder.encode(fields, pairs, pairs);
    } catch (RowException e) {
      return "!" + e.errorClass();
    }
    return column(pairs.value(0), fields.size() + 1);
  }

  /** The bytes of a column behind all others in a row value, which is left out where it is NULL. */
  private static String column(byte[] value, int id) {
    ByteBuffer row = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    boolean large = (row.get(1) & 1) != 0;
    int idSize = large ? Integer.BYTES : Byte.BYTES;
    int offsetSize = large ? Integer.BYTES : Short.BYTES;
    int filled = row.getShort(2);
    int columns = filled + row.getShort(4);
    int lastId = HEADER + (filled - 1) * idSize;
    if (filled == 0 || (large ? row.getInt(lastId) : row.get(lastId)) != id) {
      return "NULL";
    }
    int offsets = HEADER + columns * idSize;
    int before = offsets + (filled - 2) * offsetSize;
    int start = filled == 1 ? 0 : large ? row.getInt(before) : row.getShort(before) & 0xFFFF;
    int data = offsets + filled * offsetSize + start;
    return Bytes.hex(Arrays.copyOfRange(value, data, value.length));
  }

  private static TableEncoder encoder(JsonNode line) {
    String mode = line.get("mode").asText();
    String zone = line.get("zone").asText();
    String create =
        "CREATE TABLE t (id INT PRIMARY KEY, "
            + line.get("columns").asText()
            + "x "
            + line.get("type").asText()
            + " AS ("
            + line.get("expression").asText()
            + ") STORED)";
    DdlOptions ddl =
        DdlOptions.defaults("test")
            .withNewCollation(true)
            .withSqlMode(io.levin.schema.sql.SqlMode.of(mode))
            .withZone(ZoneId.of(zone));
    TableInfo table = new SchemaBuilder(ddl).create(create, () -> 100L);
    EncodeOptions options =
        new EncodeOptions(
            SqlMode.parse(mode), ZoneId.of(zone), true, 2, TIMESTAMP, 0, rowId -> 0, Map.of());
    return TableEncoder.create(table, options, ColumnMapping.of(table, null, Set.of()));
  }
}
