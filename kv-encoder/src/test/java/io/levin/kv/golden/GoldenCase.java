package io.levin.kv.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.base.Bytes;
import io.levin.base.ImportException;
import io.levin.base.KvBuffer;
import io.levin.base.KvChecksum;
import io.levin.base.Row;
import io.levin.kv.ColumnMapping;
import io.levin.kv.EncodeOptions;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.kv.value.SqlMode;
import io.levin.kv.value.ZoneNames;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One case of the vectors: a table, how its session is set up, and rows with what TiDB made of
 * them. Each row is encoded twice, from its SQL literals and from its CSV fields.
 */
final class GoldenCase {
  private final JsonNode vector;
  private final TableInfo table;
  private final TopicResult result;
  private long rowShard;
  private KvChecksum sum = KvChecksum.EMPTY;

  GoldenCase(JsonNode vector, TableInfo table, TopicResult result) {
    this.vector = vector;
    this.table = table;
    this.result = result;
  }

  void run() {
    String name = vector.get("case").asText();
    TableEncoder fromSql;
    TableEncoder fromCsv;
    try {
      ColumnMapping mapping = ColumnMapping.of(table, fileColumns(), Set.of());
      fromSql = TableEncoder.create(table, options(), mapping);
      fromCsv = TableEncoder.create(table, options(), mapping);
    } catch (ImportException e) {
      boolean expected = vector.has("columns_error");
      result.row(expected, name, "table", "refused: " + e.getMessage());
      for (int i = 0; i < vector.get("rows").size(); i++) {
        result.row(expected, name, "row " + i, "the table was refused");
      }
      return;
    }
    if (vector.has("columns_error")) {
      result.row(false, name, "columns", "the header should have been refused");
    }
    boolean escapes = !options().sqlMode().has("NO_BACKSLASH_ESCAPES");
    int failedBefore = result.failed();
    for (JsonNode row : vector.get("rows")) {
      rowShard = row.path("shard_rowid_u32").asLong();
      Row sql = new Row();
      for (JsonNode cell : row.get("sql")) {
        SqlLiteral.addTo(sql, GoldenFiles.bytes(cell), escapes);
      }
      check(name, row, "sql", sql, fromSql, row);
      if (row.hasNonNull("csv")) {
        Row csv = new Row();
        for (JsonNode cell : row.get("csv")) {
          byte[] bytes = GoldenFiles.bytes(cell);
          if (bytes == null) {
            csv.addNull();
          } else {
            csv.addSlice(Row.TEXT, bytes, 0, bytes.length);
          }
        }
        JsonNode other = row.path("csv_result");
        check(name, row, "csv", csv, fromCsv, other.isMissingNode() ? row : other);
      }
    }
    if (vector.hasNonNull("checksum") && result.failed() == failedBefore) {
      String problem = "want " + vector.get("checksum") + ", got " + sum;
      result.row(isSum(vector.get("checksum"), sum), name, "checksum of all rows", problem);
    }
  }

  private void check(
      String name, JsonNode vectorRow, String kind, Row row, TableEncoder encoder, JsonNode want) {
    long id = vectorRow.get("rowid").asLong();
    row.setPosition(id, 0, 0, 0);
    String where = kind + " " + vectorRow.get(kind) + " (row id " + id + ")";
    String wantError = want.get("error").isNull() ? null : want.get("error").get("class").asText();
    KvBuffer data = new KvBuffer(256, 4);
    KvBuffer index = new KvBuffer(256, 4);
    String gotError = null;
    String text = "";
    long warnings = encoder.warnings();
    try {
      encoder.encode(row, data, index);
    } catch (RowException e) {
      gotError = e.errorClass();
      text = e.getMessage();
    } catch (RuntimeException e) {
      result.row(false, name, where, "crashed: " + e);
      return;
    }
    if ("panic".equals(wantError)) {
      // TiDB itself fails here; a sane answer or an error are both right.
      result.row(true, name, where, "");
    } else if (wantError != null || gotError != null) {
      String problem = "want " + orPairs(wantError, want) + ", got " + gotError + " " + text;
      result.row(wantError != null && wantError.equals(gotError), name, where, problem);
    } else {
      String problem = compare(want, data, index);
      if (kind.equals("sql")) {
        sum = sum.plus(checksum(data)).plus(checksum(index));
      }
      long told = encoder.warnings() - warnings;
      if (problem == null && want.path("warnings").asLong(told) != told) {
        problem = "want " + want.get("warnings") + " warnings, got " + told;
      }
      result.row(problem == null, name, where, problem);
    }
  }

  private static String orPairs(String error, JsonNode want) {
    return error != null ? error + " " + want.get("error").get("text") : "" + want.get("kvs");
  }

  private static String compare(JsonNode want, KvBuffer data, KvBuffer index) {
    List<String> got = new ArrayList<>();
    for (KvBuffer pairs : List.of(data, index)) {
      for (int i = 0; i < pairs.count(); i++) {
        got.add(Bytes.hex(pairs.key(i)) + " " + Bytes.hex(pairs.value(i)));
      }
    }
    for (int i = 0; i < want.get("kvs").size(); i++) {
      JsonNode pair = want.get("kvs").get(i);
      String wanted = pair.get(0).asText() + " " + pair.get(1).asText();
      if (i >= got.size() || !got.get(i).equals(wanted)) {
        String was = i < got.size() ? got.get(i) : "nothing";
        return "pair " + i + ": want " + excerpt(wanted, was) + ", got " + excerpt(was, wanted);
      }
    }
    if (got.size() != want.get("kvs").size()) {
      return "pair " + want.get("kvs").size() + " should not be there: " + got;
    }
    KvChecksum triple = checksum(data).plus(checksum(index));
    return isSum(want.get("checksum"), triple)
        ? null
        : "checksum: want " + want.get("checksum") + ", got " + triple;
  }

  private static KvChecksum checksum(KvBuffer pairs) {
    KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
    for (int i = 0; i < pairs.count(); i++) {
      int length = pairs.keyLength(i) + pairs.valueLength(i);
      sum.add(pairs.array(), pairs.keyOffset(i), length);
    }
    return sum.sum();
  }

  private static boolean isSum(JsonNode want, KvChecksum got) {
    return got.bytes() == want.get(0).asLong()
        && got.pairs() == want.get(1).asLong()
        && got.crc() == Long.parseUnsignedLong(want.get(2).asText(), 16);
  }

  /** The text from just before the first difference on, shortened. */
  private static String excerpt(String text, String other) {
    int at = 0;
    while (at < Math.min(text.length(), other.length()) && text.charAt(at) == other.charAt(at)) {
      at++;
    }
    int start = text.length() < 200 ? 0 : Math.max(0, at - 24);
    return (start > 0 ? "…" : "") + text.substring(start, Math.min(text.length(), start + 200));
  }

  private List<String> fileColumns() {
    if (vector.get("columns").isNull()) {
      return null;
    }
    List<String> names = new ArrayList<>();
    vector.get("columns").forEach(name -> names.add(name.asText()));
    return names;
  }

  private EncodeOptions options() {
    Map<String, String> variables = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : vector.path("sysvars").properties()) {
      variables.put(entry.getKey(), entry.getValue().asText());
    }
    if (vector.get("row_checksum").asBoolean()) {
      variables.put("tidb_enable_row_level_checksum", "ON");
    }
    long shard = 0;
    for (JsonNode row : vector.get("rows")) {
      // One for all; a row that has failed need not say it.
      shard = row.path("auto_random_shard").asLong(shard);
    }
    return new EncodeOptions(
        SqlMode.parse(vector.get("sql_mode").asText()),
        ZoneNames.of(vector.get("tz").asText()),
        vector.get("new_collation").asBoolean(),
        vector.get("row_format").asInt(),
        vector.get("timestamp").asLong(),
        shard,
        rowId -> (int) rowShard,
        variables);
  }
}
