package io.levin.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Statements and what TiDB 8.5 made of them. */
public final class GoldenTables {
  private static final JsonMapper JSON = new JsonMapper();

  private GoldenTables() {}

  /**
   * One CREATE TABLE.
   *
   * @param topic the group it belongs to
   * @param name unique in the group
   * @param error TiDB's error class, or null
   * @param showCreate SHOW CREATE TABLE, or null
   * @param tableInfo the schema JSON, or null after an error
   */
  public record Case(
      String topic,
      String name,
      String create,
      String sqlMode,
      ZoneId zone,
      boolean newCollation,
      String error,
      String showCreate,
      JsonNode tableInfo) {}

  /** All cases in the order of the files. */
  public static List<Case> read() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    GoldenTables.class.getResourceAsStream("/golden/tables.jsonl.gz")),
                StandardCharsets.UTF_8))) {
      return lines.lines().map(GoldenTables::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      return new Case(
          node.get("topic").asText(),
          node.get("case").asText(),
          node.get("create").asText(),
          node.get("sql_mode").asText(),
          ZoneId.of(node.get("tz").asText()),
          node.get("new_collation").asBoolean(),
          node.hasNonNull("error") ? node.get("error").asText() : null,
          node.hasNonNull("show_create") ? node.get("show_create").asText() : null,
          node.get("tableInfo"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
