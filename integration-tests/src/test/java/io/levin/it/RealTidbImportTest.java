package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.levin.base.Cancellation;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import io.levin.tidb.ServerVariables;
import io.levin.tidb.StatusClient;
import io.levin.tidb.TargetTable;
import io.levin.tidb.TidbClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Imports whose statements, definitions and metadata go to the TiDB that {@code LEVIN_TEST_TIDB}
 * names ({@code host:port}, and {@code LEVIN_TEST_TIDB_STATUS}), and whose pairs go to a
 * playground's stores: so a TiDB without PD and TiKV will do ({@code --store=unistore}). Locks,
 * allocators and error numbers are the real ones. Skipped with a line where none is named.
 */
final class RealTidbImportTest {
  private static final int ROWS = 400;
  private static final int KILLED_AFTER_MILLIS = 2_500;

  @TempDir Path directory;

  private PlaygroundUnderTest playground;
  private TidbAbovePlayground cluster;
  private ImportHarness harness;

  @BeforeEach
  void aTidbIsThere() {
    Optional<RealTidb> tidb = RealTidb.fromEnvironment();
    assumeTrue(tidb.isPresent(), RealTidb.VARIABLE + " is not set: no TiDB to ask");
    playground = PlaygroundUnderTest.start("8.5.0");
    cluster = tidb.get().above(playground);
    harness = new ImportHarness(cluster, directory);
    clear();
  }

  @AfterEach
  void leaveNothing() {
    if (playground != null) {
      clear();
      playground.close();
    }
  }

  private void clear() {
    for (String database :
        List.of("shop", "lightning_metadata", "lightning_metadata_levin", "lightning_task_info")) {
      harness.query("DROP DATABASE IF EXISTS " + database);
    }
  }

  private TidbClient client() {
    return cluster.client(
        "ONLY_FULL_GROUP_BY,NO_AUTO_CREATE_USER",
        Map.of(
            "tidb_build_stats_concurrency", "20",
            "tidb_opt_write_row_id", "1",
            "no_such_variable", "1"));
  }

  private StatusClient status() {
    return new StatusClient(
        cluster.tidbHost(), cluster.statusPort(), "", "", "", new Cancellation());
  }

  @Test
  void theServersOwnWordsAreUnderstood() throws SQLException {
    StatusClient.Settings settings = status().settings();
    assertThat(settings.port()).isEqualTo(cluster.tidbPort());
    try (TidbClient client = client()) {
      ServerVariables variables = ServerVariables.fetch(client, settings);
      assertThat(variables.version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
      assertThat(variables.newCollation()).isTrue();
      assertThat(variables.values())
          .hasSize(9)
          .containsEntry("tidb_row_format_version", "2")
          .containsEntry("div_precision_increment", "4");
    }
    harness.query("CREATE DATABASE shop");
    assertThat(status().databaseId("SHOP")).isPositive();
    assertThat(status().databaseId("nowhere")).isZero();
  }

  @Test
  void tablesAreDefinedAsByThePlayground() {
    ImportHarness other = new ImportHarness(playground, directory);
    for (ImportHarness one : List.of(harness, other)) {
      one.query("CREATE DATABASE shop");
      for (ShardedTable table : ShardedTable.ofEveryKind(1, 1)) {
        String create = table.parts().get(0).create();
        one.query(create.replace("CREATE TABLE `", "CREATE TABLE shop.`"));
      }
    }
    assertThat(definitions(cluster)).isEqualTo(definitions(playground)).hasSize(7);
  }

  /** As JSON, without what no two servers have in common. */
  private static List<String> definitions(ClusterUnderTest cluster) {
    StatusClient status =
        new StatusClient(cluster.tidbHost(), cluster.statusPort(), "", "", "", new Cancellation());
    List<String> tables = new ArrayList<>();
    for (TableInfo table : status.tables("shop")) {
      tables.add(
          SchemaJson.write(table)
              .replaceAll("\"update_timestamp\":\\d+", "\"update_timestamp\":0")
              .replaceFirst("\"id\":\\d+", "\"id\":0"));
    }
    return tables.stream().sorted().toList();
  }

  @Test
  void everyAllocatorIsRaised() throws SQLException {
    harness.query("CREATE DATABASE shop");
    try (TidbClient client = client()) {
      create("plain", "a BIGINT AUTO_INCREMENT PRIMARY KEY, v INT", "");
      TargetTable plain = new TargetTable(client, "shop", "plain");
      assertThat(plain.isEmpty()).isTrue();
      assertThat(plain.allocatedId()).isZero();
      plain.rebaseAutoIncrement(5000);
      assertThat(plain.allocatedId()).isEqualTo(5000);
      assertThat(next("plain", "a")).isEqualTo(5001);
      assertThat(plain.isEmpty()).isFalse();

      create("apart", "a BIGINT AUTO_INCREMENT, v INT NOT NULL, KEY (a)", "AUTO_ID_CACHE = 1");
      TargetTable apart = new TargetTable(client, "shop", "apart");
      apart.rebaseAutoIncrement(70);
      apart.rebaseRowId(900, "a", 70, List.of("a", "v"));
      assertThat(next("apart", "_tidb_rowid")).isGreaterThan(900);

      create("random", "a BIGINT AUTO_RANDOM(5) PRIMARY KEY, v INT", "");
      TargetTable random = new TargetTable(client, "shop", "random");
      random.rebaseAutoRandom(4000);
      assertThat(random.allocatedId()).isGreaterThanOrEqualTo(3999);
      assertThat(next("random", "a & ((1 << 58) - 1)")).isGreaterThanOrEqualTo(4000);

      create("largest", "a BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, v INT", "");
      new TargetTable(client, "shop", "largest").rebaseAutoIncrement(-2);
      assertThat(harness.query("SHOW TABLE shop.largest NEXT_ROW_ID"))
          .anyMatch(row -> row.contains(String.valueOf(Long.MAX_VALUE)));

      plain.analyze();
      long id = status().tables("shop").stream().mapToLong(TableInfo::id).min().orElseThrow();
      TargetTable.updateStatsMeta(client, Map.of(id, 77L));
      assertThat(harness.query("SELECT count FROM mysql.stats_meta WHERE table_id = " + id))
          .containsExactly("77");
      assertThat(TargetTable.notEmpty(client, List.of(plain, apart, random)))
          .containsExactlyInAnyOrder(plain, apart, random);
    }
  }

  private void create(String name, String columns, String options) {
    harness.query("CREATE TABLE shop." + name + " (" + columns + ") " + options);
  }

  private long next(String table, String id) {
    harness.query("INSERT INTO shop." + table + " (v) VALUES (1)");
    return Long.parseLong(harness.query("SELECT MAX(" + id + ") FROM shop." + table).get(0));
  }

  @Test
  void oneInstanceImportsTablesOfEveryKind() {
    List<ShardedTable> tables = ShardedTable.ofEveryKind(1, ROWS);
    tables.forEach(table -> table.dump(harness, 0));
    assertThat(harness.run().succeeded().log()).contains("checksum pass");
    holds(tables, harness);
    assertThat(playground.problems()).isEmpty();
  }

  @Test
  void instancesShareAnImport() throws Exception {
    share(false);
  }

  @Test
  void anInstanceIsKilledAndStartedAgain() throws Exception {
    share(true);
  }

  private void share(boolean kill) throws Exception {
    int count = 3;
    List<ShardedTable> tables = ShardedTable.ofEveryKind(count, ROWS);
    List<ImportHarness> instances = new ArrayList<>();
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ImportHarness instance = Fleets.instance(cluster, directory, i);
      for (ShardedTable table : tables) {
        table.dump(instance, i);
      }
      instances.add(instance);
    }
    instances.forEach(one -> processes.add(one.startProgram()));
    if (kill) {
      Thread.sleep(KILLED_AFTER_MILLIS);
      processes.get(1).destroyForcibly().waitFor();
      processes.set(1, instances.get(1).startProgram());
    }
    for (int i = 0; i < count; i++) {
      instances.get(i).awaitEnd(processes.get(i)).succeeded();
    }
    holds(tables, instances.get(0));
    Fleets.nothingIsLeft(instances.get(0));
  }

  @Test
  void anInstanceThatComesLaterMeasuresWhatTheFirstBroughtIn() {
    List<ShardedTable> tables = ShardedTable.ofEveryKind(2, ROWS);
    for (int i = 0; i < 2; i++) {
      ImportHarness instance = Fleets.instance(cluster, directory, i);
      for (ShardedTable table : tables) {
        table.dump(instance, i);
      }
      assertThat(instance.run().succeeded().log()).contains("checksum pass");
      Fleets.nothingIsLeft(instance);
    }
    holds(tables, harness);
  }

  /** Every row is in the stores once, and the next id that TiDB gives is beyond them. */
  private void holds(List<ShardedTable> tables, ImportHarness instance) {
    for (ShardedTable table : tables) {
      cluster.holdsAllParts(table, directory);
      SampleTable first = table.parts().get(0);
      int rows = table.parts().stream().mapToInt(part -> part.rows().size()).sum();
      if (table.rowIds() || first.name().equals("auto")) {
        instance.query("INSERT INTO " + first.quoted() + " (id, v) VALUES (-1, 'later')");
        String id = table.rowIds() ? "_tidb_rowid & ((1 << 58) - 1)" : "a";
        String next = instance.query("SELECT " + id + " FROM " + first.quoted()).get(0);
        assertThat(Long.parseLong(next)).as("next id of %s", first.name()).isGreaterThan(rows);
      }
    }
  }
}
