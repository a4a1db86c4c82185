package io.levin.kv.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlException;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.ddl.SchemaBuilder;
import io.levin.schema.sql.SqlMode;
import io.levin.schema.sql.SqlSyntaxException;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;

/** The table of a case, made from its CREATE TABLE with the ids that the vectors have. */
final class GoldenTable {
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
            .withZone(ZoneId.of(vector.get("tz").asText()));
    return new SchemaBuilder(options).create(vector.get("create").asText(), ids::poll);
  }

  /** True if the vector's table is the one that its statement makes, to the last property. */
  static boolean isThatOfItsStatement(JsonNode vector) {
    TableInfo theirs = SchemaJson.readTable(vector.get("tableInfo").toString());
    try {
      return SchemaJson.write(build(vector)).equals(SchemaJson.write(theirs));
    } catch (DdlException | SqlSyntaxException severalStatements) {
      return false;
    }
  }
}
