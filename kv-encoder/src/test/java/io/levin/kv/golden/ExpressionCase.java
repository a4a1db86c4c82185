package io.levin.kv.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.base.Bytes;
import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.ColumnMapping;
import io.levin.kv.EncodeOptions;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.kv.value.SqlMode;
import io.levin.kv.value.ZoneNames;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.ddl.SchemaBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * A table with one generated column, x, behind the columns that its expression names.
 *
 * @param columns definitions, each with a comma behind it
 * @param type the type of x
 */
record ExpressionCase(String columns, String expression, String type, String mode, String zone) {
  private static final long TIMESTAMP = 1_700_000_000L;

  /** Version, flags and two counts. */
  private static final int HEADER = 6;

  /** The case of a line of the vectors. */
  static ExpressionCase of(JsonNode line) {
    return new ExpressionCase(
        line.get("columns").asText(),
        line.get("expression").asText(),
        line.get("type").asText(),
        line.get("mode").asText(),
        line.get("zone").asText());
  }

  /** The row of a list of SQL literals. */
  static Row row(JsonNode cells) {
    Row fields = start();
    for (JsonNode cell : cells) {
      SqlLiteral.addTo(fields, GoldenFiles.bytes(cell), true);
    }
    return fields;
  }

  /** A row that has its primary key only. */
  static Row start() {
    Row fields = new Row();
    fields.addNumber(Row.UNSIGNED, 1);
    fields.setPosition(1, 0, 0, 0);
    return fields;
  }

  /** An encoder of the table's rows. */
  TableEncoder encoder() {
    String create =
        "CREATE TABLE t (id INT PRIMARY KEY, "
            + columns
            + "x "
            + type
            + " AS ("
            + expression
            + ") STORED)";
    DdlOptions ddl =
        DdlOptions.defaults("test")
            .withNewCollation(true)
            .withSqlMode(io.levin.schema.sql.SqlMode.of(mode))
            .withZone(ZoneNames.of(zone));
    TableInfo table = new SchemaBuilder(ddl).create(create, () -> 100L);
    EncodeOptions options =
        new EncodeOptions(
            SqlMode.parse(mode), ZoneNames.of(zone), true, 2, TIMESTAMP, 0, rowId -> 0, Map.of());
    return TableEncoder.create(table, options, ColumnMapping.of(table, null, Set.of()));
  }

  /**
   * The stored bytes of x in hexadecimal, NULL, or the class of the error behind an exclamation
   * mark.
   */
  static String encode(TableEncoder encoder, Row fields) {
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
}
