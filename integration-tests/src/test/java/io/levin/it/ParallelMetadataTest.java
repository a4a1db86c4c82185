package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.tidb.SqlFaults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metadata tables as other generations left or expect them, and what they cost. */
final class ParallelMetadataTest {
  @TempDir Path directory;
  private PlaygroundUnderTest cluster;

  @BeforeEach
  void startCluster() {
    cluster = PlaygroundUnderTest.start("8.5.0");
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5.1 | ",
        "5.3 | , state TINYINT(1) NOT NULL DEFAULT 0, source_bytes BIGINT(20) UNSIGNED NOT NULL"
            + " DEFAULT 0",
        "6.x | , state TINYINT(1) NOT NULL DEFAULT 0, source_bytes BIGINT(20) UNSIGNED NOT NULL"
            + " DEFAULT 0, cluster_avail BIGINT(20) UNSIGNED NOT NULL DEFAULT 0"
      })
  void theTableOfAnOlderGenerationIsUsedWhileATaskOfItIsNotFinished(String name, String columns) {
    ImportHarness instance = instance();
    instance.dump().sql(table("t"));
    oldTasks(instance, columns == null ? "" : columns);
    Fleets.tableMeta(instance, "");
    ImportRun run = instance.run().succeeded();
    assertThat(run.log())
        .contains("the metadata tables of an older version are used")
        .contains("generation=" + name)
        .contains("add column has_duplicates");
    assertThat(instance.query("SELECT status FROM lightning_metadata.task_meta ORDER BY task_id"))
        .containsExactlyInAnyOrder("initialized", "skip_switch");
    assertThat(instance.query("SHOW TABLES FROM lightning_metadata"))
        .containsExactlyInAnyOrder("task_meta", "table_meta");
    instance.query("UPDATE lightning_metadata.task_meta SET status = 'skip_switch'");
    instance.query("TRUNCATE TABLE shop.t");
    // A generation whose tasks are all finished binds nobody.
    assertThat(instance.run().succeeded().log()).doesNotContain("older version are used");
  }

  @ParameterizedTest
  @CsvSource({
    "5.3, task_meta, source_bytes",
    "6.x, task_meta, cluster_avail",
    "7.x, task_meta_v2, tikv_avail"
  })
  void theGenerationThatIsAskedForIsMadeAndUsed(String name, String table, String column) {
    ImportHarness instance = instance();
    instance.dump().sql(table("t"));
    instance.toml().set("levin", "meta-compat", name);
    // With the settings of PD in the row, which each generation writes in its own way.
    instance.toml().set("tikv-importer", "pause-pd-scheduler-scope", "global");
    SqlFaults statements = cluster.playground().tidb().faults();
    statements.add("task_meta", SqlFaults.Moment.BEFORE, new SqlFaults.Action.Delay(0), 1_000_000);
    instance.run().succeeded();
    List<String> sent =
        statements.fired().stream().filter(text -> text.contains("lightning_metadata`.")).toList();
    assertThat(sent)
        .allMatch(text -> text.contains("`" + table + "`"))
        .anyMatch(text -> text.startsWith("CREATE TABLE") && text.contains(column))
        .anyMatch(text -> text.startsWith("UPDATE") && text.contains("schedule_set"));
    instance.holds(table("t"));
    Fleets.nothingIsLeft(instance);
  }

  @Test
  void anotherGenerationThanThatOfUnfinishedTasksIsRefused() {
    ImportHarness instance = instance();
    instance.dump().sql(table("t"));
    Fleets.createMetadata(instance);
    instance.query(
        "INSERT INTO lightning_metadata.task_meta_v2 (task_id, status) VALUES (7, 'initialized')");
    instance.toml().set("levin", "meta-compat", "5.3");
    instance
        .run()
        .failedWith(
            1,
            "tasks of generation 7.x are not finished, but levin.meta-compat is '5.3'",
            "levin meta forget",
            "set levin.meta-compat to their generation");
  }

  @Test
  void tasksOfTwoGenerationsAtATimeAreRefused() {
    ImportHarness instance = instance();
    instance.dump().sql(table("t"));
    Fleets.createMetadata(instance);
    instance.query(
        "INSERT INTO lightning_metadata.task_meta_v2 (task_id, status) VALUES (7, 'initialized')");
    oldTasks(instance, "");
    instance
        .run()
        .failedWith(
            1, "tasks of two generations (5.1 and 7.x) are not finished", "levin meta forget");
  }

  @Test
  void aSchemaThatHoldsSomethingElseIsNotDropped() {
    ImportHarness instance = instance();
    instance.dump().sql(table("t"));
    instance.query("CREATE DATABASE lightning_metadata");
    instance.query("CREATE TABLE lightning_metadata.mine (id INT)");
    instance.run().succeeded();
    assertThat(instance.query("SHOW TABLES FROM lightning_metadata")).containsExactly("mine");
  }

  @Test
  void anInstanceNeedsFewStatementsForATable() {
    int tables = 40;
    List<ImportHarness> instances = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ImportHarness instance = Fleets.instance(cluster, directory, i);
      for (int t = 0; t < tables; t++) {
        instance.dump().sql(table("t" + t, i * 10));
      }
      instances.add(instance);
    }
    SqlFaults statements = cluster.playground().tidb().faults();
    statements.add(".", SqlFaults.Moment.BEFORE, new SqlFaults.Action.Delay(0), 1_000_000);
    List<Process> processes = instances.stream().map(one -> one.startProgram()).toList();
    for (int i = 0; i < 2; i++) {
      instances.get(i).awaitEnd(processes.get(i)).succeeded();
    }
    List<String> sent =
        statements.fired().stream()
            .map(text -> text.toLowerCase(Locale.ROOT))
            .filter(
                text ->
                    text.contains("lightning_metadata")
                        || text.startsWith("begin")
                        || text.startsWith("commit")
                        || text.contains("next_row_id"))
            .toList();
    assertThat(sent.size() / 2 / tables)
        .as("statements an instance and table, of %d", sent.size())
        .isLessThan(20);
    // The original locks all tasks for every engine: its instances wait for each other and fail.
    assertThat(sent)
        .filteredOn(text -> text.contains("task_meta") && text.contains("for update"))
        .as("locks of all tasks")
        .hasSizeLessThan(10);
    // Raising allocators by a DDL statement for each table and instance took the original hours.
    assertThat(statements.fired()).noneMatch(text -> text.startsWith("ALTER"));
    Fleets.nothingIsLeft(instances.get(0));
  }

  /** In 5.3 their rows wait for ever, and every sibling leaves the comparison to the others. */
  @Test
  void aTableWithoutDataOnAnInstanceHasNoRow() {
    ImportHarness without = instance();
    without.dump().sql(table("t")).schema(table("u"));
    without.run().succeeded();
    Fleets.nothingIsLeft(without);
    ImportHarness with = Fleets.instance(cluster, directory, 1);
    with.dump().sql(table("u"));
    assertThat(with.run().succeeded().log())
        .contains("checksum pass")
        .doesNotContain("because other lightning instance will do this");
    Fleets.nothingIsLeft(with);
  }

  /** The original's row then stays, and nobody ever compares the table again. */
  @Test
  void withoutChecksumAndAnalyzeNothingIsLeftForOthersToWaitFor() {
    ImportHarness without = instance();
    without.dump().sql(table("t"));
    without.toml().set("post-restore", "checksum", "off").set("post-restore", "analyze", "off");
    without.run().succeeded();
    Fleets.nothingIsLeft(without);
    ImportHarness with = Fleets.instance(cluster, directory, 1);
    with.dump().sql(table("t", 100));
    assertThat(with.run().succeeded().log()).contains("checksum pass");
    Fleets.nothingIsLeft(with);
  }

  /** The allocators of 7.1 to 8.4 went up by the estimated number of rows. */
  @Test
  void idsAreTakenByEstimateButTheNextOneFollowsTheLastThatWasUsed() {
    SampleTable wide =
        new SampleTable(
            "shop",
            "wide",
            "CREATE TABLE `wide` (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(3000))",
            List.of("id", "v"),
            Rows.of(10, i -> List.of(i, "v".repeat(3000))));
    ImportHarness instance = instance();
    instance.dump().sql(wide);
    assertThat(instance.run().succeeded().log()).doesNotContain("max=10]");
    instance.query("INSERT INTO shop.wide (v) VALUES ('next')");
    assertThat(instance.query("SELECT id FROM shop.wide WHERE v = 'next'")).containsExactly("11");
  }

  private void oldTasks(ImportHarness instance, String columns) {
    instance.query("CREATE DATABASE IF NOT EXISTS lightning_metadata");
    instance.query(
        "CREATE TABLE lightning_metadata.task_meta (task_id BIGINT(20) UNSIGNED NOT NULL, pd_cfgs"
            + " VARCHAR(2048) NOT NULL DEFAULT '', status VARCHAR(32) NOT NULL"
            + columns
            + ", PRIMARY KEY (task_id))");
    instance.query(
        "INSERT INTO lightning_metadata.task_meta (task_id, status) VALUES (7, 'initialized')");
  }

  private ImportHarness instance() {
    return Fleets.instance(cluster, directory, 0);
  }

  private static SampleTable table(String name) {
    return table(name, 0);
  }

  private static SampleTable table(String name, int from) {
    return new SampleTable(
        "shop",
        name,
        "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, v VARCHAR(20), KEY (v))",
        List.of("id", "v"),
        Rows.of(10, i -> List.of(from + i, "v" + i)));
  }
}
