package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.fault.Fault;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows whose values do not fit their columns, under {@code lightning.max-error}. */
final class MaxErrorImportTest extends PlaygroundPerClass {
  private static final String RECORDS = "lightning_task_info.type_error_v2";

  /** Without strictness TiDB stores what it can make of such values. */
  @BeforeEach
  void strict() {
    harness().toml().set("tidb", "sql-mode", "STRICT_TRANS_TABLES");
  }

  private static SampleTable table(String database, List<List<Object>> rows) {
    return new SampleTable(
        database,
        "t",
        "CREATE TABLE `t` (id INT PRIMARY KEY, v VARCHAR(400) NOT NULL, KEY kv (v))",
        List.of("id", "v"),
        rows);
  }

  /** Ten rows, of which so many at the end do not fit. */
  private static SampleTable tenRows(String database, int bad) {
    return table(database, Rows.of(10, i -> Arrays.asList(i > 10 - bad ? "x" + i : i, "v" + i)));
  }

  private static SampleTable good(SampleTable table, int bad) {
    return table.with(table.rows().subList(0, table.rows().size() - bad));
  }

  private List<String> records(SampleTable table) {
    return harness()
        .query(
            "SELECT path, offset, row_data FROM "
                + RECORDS
                + " WHERE table_name = '"
                + table.quoted()
                + "' ORDER BY id");
  }

  @Test
  void withoutTheKeyTheFirstSuchRowEndsTheTable() {
    SampleTable table = tenRows("zero", 1);
    harness().dump().sql(table);
    int behind = table.sql(0, 10).indexOf(");");
    harness()
        .run()
        .failedWith(
            1, "zero.t.000000000.sql:0 at offset " + (behind + 1), "'x10'", "lightning.max-error");
  }

  @Test
  void oneIsToleratedAndRecorded() {
    SampleTable table = tenRows("one", 1);
    harness().dump().sql(table);
    harness().toml().set("lightning", "max-error", 1);
    ImportRun run = harness().run().succeeded();
    harness().holds(good(table, 1));
    int behind = table.sql(0, 10).indexOf(");") + 1;
    assertThat(records(table)).containsExactly("one.t.000000000.sql|" + behind + "|('x10','v10')");
    assertThat(
            harness()
                .query("SELECT error FROM " + RECORDS + " WHERE table_name = '`one`.`t`'")
                .get(0))
        .startsWith("failed to cast value as int(11) for column `id` (#1): [types:1292]")
        .contains("'x10'");
    assertThat(run.out())
        .contains(
            "Import Data Error Summary: ",
            "| Data Type  |           1 | `lightning_task_info`.`type_error_v2` |");
    assertThat(run.log()).contains("Detect 1 data type errors in total");
  }

  @Test
  void recordsGoToTheSchemaThatIsNamedOrNowhere() {
    SampleTable table = tenRows("elsewhere", 1);
    harness().dump().sql(table);
    harness().toml().set("lightning", "max-error", 1);
    harness().toml().set("lightning", "task-info-schema-name", "my_errors");
    harness().run().succeeded();
    assertThat(harness().query("SELECT row_data FROM my_errors.type_error_v2"))
        .containsExactly("('x10','v10')");
    harness().query("DROP DATABASE my_errors");
    harness().query("TRUNCATE TABLE elsewhere.t");
    harness().query("DROP DATABASE IF EXISTS lightning_task_info");
    harness().toml().set("lightning", "task-info-schema-name", "");
    ImportRun run = harness().run().succeeded();
    assertThat(run.out()).contains("| Data Type  |           1 |");
    assertThat(harness().query("SHOW DATABASES"))
        .doesNotContain("lightning_task_info", "my_errors", "");
    harness().holds(good(table, 1));
  }

  @Test
  void theSecondEndsTheTableWhereOneIsTolerated() {
    SampleTable table = tenRows("onetwo", 2);
    harness().dump().sql(table);
    harness().toml().set("lightning", "max-error", 1);
    harness()
        .run()
        .failedWith(
            1,
            "The number of type errors exceeds the threshold configured by `max-error.type`: '1'",
            "'x10'",
            "| Data Type  |           1 |");
    assertThat(records(table)).hasSize(1).first().asString().endsWith("('x9','v9')");
  }

  @Test
  void fiveAreToleratedOverTablesAndKindsOfErrors() {
    SampleTable sql = tenRows("five", 3);
    SampleTable csv = tenRows("fivecsv", 0);
    harness().dump().sql(sql).schema(csv);
    harness().dump().data(csv, "csv", "id,v\n1,one\n\\N,null\n3," + "x".repeat(401) + "\n4,four\n");
    harness().toml().append("[lightning.max-error]\ntype = 5\n");
    harness().run().succeeded();
    harness().holds(good(sql, 3));
    harness().holds(csv.with(List.of(Arrays.asList(1, "one"), Arrays.asList(4, "four"))));
    assertThat(records(sql)).hasSize(3);
    assertThat(records(csv))
        .hasSize(2)
        .anySatisfy(
            line -> assertThat(line).startsWith("fivecsv.t.csv|").endsWith("(NULL,'null')"));
  }

  @Test
  void rowsThatWereLeftOutCountOnAfterARestartAndAreRecordedOnce() {
    SampleTable table =
        table(
            "restart",
            Rows.of(
                6000,
                i -> Arrays.asList(i % 1500 == 0 ? "x" + i : i, Rows.text(i, 200 + i % 200))));
    SampleTable fits =
        table.with(table.rows().stream().filter(row -> !(row.get(0) instanceof String)).toList());
    harness().smallRegions().dump().sql(table, 4);
    harness().toml().set("lightning", "max-error", 4);
    PlaygroundUnderTest cluster = (PlaygroundUnderTest) harness().cluster();
    Fault full = cluster.playground().faults().inject("MultiIngest nth=5 -> disk-full");
    harness().run().failedWith(1, "disk");
    full.remove();
    assertThat(records(table)).hasSize(4);
    harness().run().succeeded();
    harness().holds(fits);
    assertThat(records(table)).hasSize(4);
  }
}
