package io.levin.playground.tidb.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.levin.schema.Identifiers;
import java.io.IOException;
import java.io.UncheckedIOException;

/** TiDB's JSON of a database, as under its meta key and in {@code /schema}. */
public final class DatabaseJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private DatabaseJson() {}

  /** The JSON of a database, without its tables. */
  public static ObjectNode of(Database database) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("id", database.id());
    json.putObject("db_name")
        .put("O", database.name())
        .put("L", Identifiers.lower(database.name()));
    json.put("charset", database.charset());
    json.put("collate", database.collate());
    json.put("state", 5);
    json.putNull("policy_ref_info");
    return json;
  }

  static byte[] write(Database database) {
    try {
      return MAPPER.writeValueAsBytes(of(database));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Database read(byte[] json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      return new Database(
          node.get("id").asLong(),
          node.get("db_name").get("O").asText(),
          node.get("charset").asText(),
          node.get("collate").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
