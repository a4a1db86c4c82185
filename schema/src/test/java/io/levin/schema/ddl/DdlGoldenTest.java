package io.levin.schema.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.levin.schema.GoldenTables;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import io.levin.schema.sql.SqlMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What TiDB 8.5 made of statements. */
class DdlGoldenTest {
  private static final Logger LOG = LoggerFactory.getLogger(DdlGoldenTest.class);
  private static final JsonMapper JSON = new JsonMapper();

  /** Cases whose TableInfo was changed after CREATE TABLE, and how. */
  private static final Map<String, String> CHANGED =
      Map.of(
          "pk/auto-id-cache-1", "auto_id_cache set to 1",
          "pk/auto-id-cache-1c", "auto_id_cache set to 1",
          "pk/common-handle-version-0", "common_handle_version set to 0",
          "row/column-ids", "column ids changed",
          "row/column-ids-255", "column ids changed",
          "row/origin-default", "origin_default set",
          "extra/column-version-0", "column versions set to 0",
          "extra/column-version-1", "column versions set to 1");

  /** Cases where SHOW CREATE TABLE itself does not say everything. */
  private static final Map<String, String> SHOWN_SHORTENED =
      Map.of(
          "float/DOUBLE(5,0)", "is shown as double",
          "extra/common-handle-short", "YEAR is shown NOT NULL, which gives it a default");

  @Test
  void theTableOfEveryStatementIsTiDbs() throws IOException {
    Map<String, int[]> counts = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    for (GoldenTables.Case golden : GoldenTables.read()) {
      int[] count = counts.computeIfAbsent(golden.topic(), topic -> new int[3]);
      if (isChanged(golden)) {
        count[2]++;
        continue;
      }
      String difference = difference(golden);
      if (difference == null) {
        count[0]++;
      } else {
        count[1]++;
        failures.add(golden.name() + ": " + difference + "\n  " + golden.create());
      }
    }
    counts.forEach(
        (topic, count) ->
            LOG.info("{}: {} equal, {} not, {} changed", topic, count[0], count[1], count[2]));
    assertThat(failures).isEmpty();
  }

  @Test
  void showCreateTableIsTiDbs() {
    List<String> failures = new ArrayList<>();
    int compared = 0;
    for (GoldenTables.Case golden : GoldenTables.read()) {
      if (golden.showCreate() == null || isChanged(golden)) {
        continue;
      }
      compared++;
      TableInfo table = SchemaJson.readTable(golden.tableInfo().toString());
      String shown = ShowCreateTable.of(table, options(golden));
      if (!shown.equals(golden.showCreate())) {
        failures.add(golden.name() + "\n" + shown + "\n" + golden.showCreate());
      }
    }
    LOG.info("{} tables shown", compared);
    assertThat(compared).isGreaterThan(800);
    assertThat(failures).isEmpty();
  }

  @Test
  void whatIsShownMakesTheSameTable() throws IOException {
    List<String> failures = new ArrayList<>();
    for (GoldenTables.Case golden : GoldenTables.read()) {
      if (golden.showCreate() == null
          || isChanged(golden)
          || SHOWN_SHORTENED.containsKey(golden.name())) {
        continue;
      }
      TableInfo first = new SchemaBuilder(options(golden)).create(golden.create(), ids(golden));
      TableInfo again = new SchemaBuilder(options(golden)).create(golden.showCreate(), ids(golden));
      String difference = compare("", withoutOrder(tree(first)), withoutOrder(tree(again)));
      if (difference != null && !difference.startsWith("/partition")) {
        failures.add(golden.name() + ": " + difference + "\n" + golden.showCreate());
      }
    }
    assertThat(failures).isEmpty();
  }

  private static String difference(GoldenTables.Case golden) throws IOException {
    try {
      TableInfo table = new SchemaBuilder(options(golden)).create(golden.create(), ids(golden));
      if (golden.error() != null) {
        return "no error, but " + golden.error();
      }
      return compare("", tree(table), golden.tableInfo());
    } catch (DdlException e) {
      return e.rfcCode().equals(golden.error()) ? null : e.rfcCode() + " " + e.getMessage();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  private static boolean isChanged(GoldenTables.Case golden) {
    return CHANGED.keySet().stream().anyMatch(golden.name()::equals)
        || CHANGED.keySet().stream().anyMatch(name -> golden.name().startsWith(name + "#"));
  }

  private static DdlOptions options(GoldenTables.Case golden) {
    return DdlOptions.defaults("test")
        .withNewCollation(golden.newCollation())
        .withSqlMode(SqlMode.of(golden.sqlMode()))
        .withZone(golden.zone());
  }

  private static LongSupplier ids(GoldenTables.Case golden) {
    List<Long> ids = new ArrayList<>();
    if (golden.tableInfo() != null) {
      ids.add(golden.tableInfo().get("id").asLong());
      golden
          .tableInfo()
          .at("/partition/definitions")
          .forEach(definition -> ids.add(definition.get("id").asLong()));
    } else {
      ids.add(1L);
    }
    Iterator<Long> iterator = ids.iterator();
    return iterator::next;
  }

  private static JsonNode tree(TableInfo table) throws IOException {
    return JSON.readTree(SchemaJson.write(table));
  }

  /** A key that is an attribute of a column comes last, and is shown among the others. */
  private static JsonNode withoutOrder(JsonNode table) {
    TreeMap<String, JsonNode> sorted = new TreeMap<>();
    for (JsonNode index : table.get("index_info")) {
      ((ObjectNode) index).remove("id");
      sorted.put(index.at("/idx_name/L").asText(), index);
    }
    ((ObjectNode) table).putArray("index_info").addAll(sorted.values());
    return table;
  }

  /** The first place where two trees differ; null where they do not. */
  private static String compare(String path, JsonNode ours, JsonNode theirs) {
    if (ours.equals(theirs)) {
      return null;
    }
    if (ours instanceof ObjectNode && theirs instanceof ObjectNode) {
      List<String> names = new ArrayList<>();
      ours.fieldNames().forEachRemaining(names::add);
      theirs.fieldNames().forEachRemaining(name -> addMissing(names, name));
      for (String name : names) {
        String difference = compare(path + "/" + name, ours.path(name), theirs.path(name));
        if (difference != null) {
          return difference;
        }
      }
    }
    if (ours.isArray() && theirs.isArray() && ours.size() == theirs.size()) {
      for (int i = 0; i < ours.size(); i++) {
        String difference = compare(path + "/" + i, ours.get(i), theirs.get(i));
        if (difference != null) {
          return difference;
        }
      }
    }
    return path + ": " + ours + " but TiDB has " + theirs;
  }

  private static void addMissing(List<String> names, String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
  }
}
