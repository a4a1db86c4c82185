package io.levin.kv.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.levin.kv.value.ZoneNames;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.ddl.SchemaBuilder;
import io.levin.schema.sql.SqlMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The table of a case, made from its CREATE TABLE with the ids that the vectors have. */
final class GoldenTable {
  private static final JsonMapper JSON = new JsonMapper();

  /** Properties of tables, columns, indexes and partitions that no CREATE TABLE sets. */
  private static final List<String> UNSAID =
      List.of(
          "id",
          "version",
          "origin_default",
          "origin_default_bit",
          "common_handle_version",
          "auto_id_cache",
          "max_col_id",
          "max_idx_id");

  private GoldenTable() {}

  /**
   * @throws RuntimeException if the statement is refused
   */
  static TableInfo build(JsonNode vector) {
    Deque<Long> ids = new ArrayDeque<>();
    ids.add(vector.get("tableID").asLong());
    vector
        .get("tableInfo")
        .path("partition")
        .path("definitions")
        .forEach(definition -> ids.add(definition.get("id").asLong()));
    DdlOptions options =
        DdlOptions.defaults("test")
            .withNewCollation(vector.get("new_collation").asBoolean())
            .withSqlMode(SqlMode.of(vector.get("sql_mode").asText()))
            .withZone(ZoneNames.of(vector.get("tz").asText()));
    return new SchemaBuilder(options).create(vector.get("create").asText(), ids::poll);
  }

  /**
   * True if somebody changed the vector's table behind its CREATE TABLE: it was altered, or it has
   * other ids, versions or origin defaults. Any other difference is a fault of our builder.
   */
  static boolean wasChanged(JsonNode vector) {
    if (vector.get("create").asText().contains("; ALTER ")) {
      return true;
    }
    JsonNode ours = tree(build(vector));
    JsonNode theirs = tree(SchemaJson.readTable(vector.get("tableInfo").toString()));
    return !ours.equals(theirs) && saidBy(ours).equals(saidBy(theirs));
  }

  /** What a statement says of a table. */
  private static JsonNode saidBy(JsonNode table) {
    for (JsonNode each : table.findParents("id")) {
      ((ObjectNode) each).remove(UNSAID);
    }
    return table;
  }

  private static JsonNode tree(TableInfo table) {
    try {
      return JSON.readTree(SchemaJson.write(table));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
