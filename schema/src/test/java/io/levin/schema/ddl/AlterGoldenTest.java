package io.levin.schema.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What TiDB 8.5 made of tables that were altered, often by several clauses at once. */
class AlterGoldenTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void aTableIsAlteredAsTiDbAltersIt() throws IOException {
    List<String> failures = new ArrayList<>();
    int cases = 0;
    for (String line : lines()) {
      JsonNode golden = JSON.readTree(line);
      JsonNode wanted = golden.get("tableInfo");
      cases++;
      JsonNode got = altered(golden.get("statements"), wanted.get("id").asLong());
      if (!got.equals(wanted)) {
        failures.add(golden.get("statements") + "\n  " + got + "\n  " + wanted);
      }
    }
    assertThat(cases).isGreaterThan(100);
    assertThat(failures).isEmpty();
  }

  private static JsonNode altered(JsonNode statements, long id) throws IOException {
    SchemaBuilder builder = new SchemaBuilder(DdlOptions.defaults("test"));
    TableInfo table = builder.create(statements.get(0).asText(), () -> id);
    for (int i = 1; i < statements.size(); i++) {
      Statement statement = Statements.parse(statements.get(i).asText());
      table = builder.alter(table, ((Statement.AlterTable) statement).alterations());
    }
    JsonNode tree = JSON.readTree(SchemaJson.write(table));
    ((ObjectNode) tree).remove("revision"); // counts the steps of the change
    return tree;
  }

  private static List<String> lines() throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    AlterGoldenTest.class.getResourceAsStream("/golden/alterations.jsonl.gz")),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
