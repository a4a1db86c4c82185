package io.levin.kv.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.ddl.SchemaBuilder;
import io.levin.schema.sql.SqlMode;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;

/** The table of a case, made from its CREATE TABLE with the ids that the vectors have. */
final class GoldenTable {
  private GoldenTable() {}

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
            .withZone(ZoneId.of(vector.get("tz").asText()));
    return new SchemaBuilder(options).create(vector.get("create").asText(), ids::poll);
  }
}
