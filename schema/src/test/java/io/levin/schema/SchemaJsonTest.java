package io.levin.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SchemaJsonTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void everyTableOfTiDbIsWrittenAsItWasRead() throws IOException {
    for (GoldenTables.Case golden : GoldenTables.read()) {
      if (golden.tableInfo() == null) {
        continue;
      }
      TableInfo table = SchemaJson.readTable(golden.tableInfo().toString());
      String written = SchemaJson.write(table);
      assertThat(JSON.readTree(written)).as(golden.name()).isEqualTo(golden.tableInfo());
      assertThat(SchemaJson.readTable(written)).as(golden.name()).isEqualTo(table);
    }
  }

  @Test
  void theTablesOfADatabaseComeOneByOne() throws IOException {
    var tables =
        GoldenTables.read().stream()
            .filter(golden -> golden.tableInfo() != null)
            .limit(50)
            .map(golden -> golden.tableInfo().toString())
            .toList();
    String array = tables.stream().collect(Collectors.joining(",", "[", "]"));
    assertThat(SchemaJson.readTables(stream(array)))
        .isEqualTo(tables.stream().map(SchemaJson::readTable).toList());
    assertThat(SchemaJson.readTables(stream("[]"))).isEmpty();
    assertThat(SchemaJson.readTables(stream("null"))).isEmpty();
  }

  @Test
  void unknownFieldsAreIgnoredAndMissingOnesAreZero() {
    TableInfo table =
        SchemaJson.readTable(
            """
            {"id":7,"name":"Old","brand_new":{"a":[1]},"state":5,
             "cols":[{"id":1,"name":{"O":"A","L":"a"},"type":{"Tp":3},"state":5}]}
            """);
    assertThat(table.id()).isEqualTo(7);
    assertThat(table.name()).isEqualTo("Old");
    assertThat(table.lowerName()).isEqualTo("old");
    assertThat(table.indices()).isEmpty();
    assertThat(table.column("a").orElseThrow().type().elems()).isEmpty();
    assertThat(table.partition()).isNull();
  }

  @Test
  void whatIsNotATableIsRefused() {
    assertThatThrownBy(() -> SchemaJson.readTable("[1]"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SchemaJson.readTables(stream("{\"id\":1}")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> SchemaJson.readTables(stream("[{\"id\":1}")))
        .isInstanceOf(IOException.class);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
