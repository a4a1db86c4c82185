package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.tidb.SqlFaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What coordination costs for each of many small tables that several instances import into. It
 * measures, and asserts no times: {@code -Pparallel -Dtest=ParallelManyTablesTest
 * -Dlevin.tables=N}.
 */
final class ParallelManyTablesTest {
  private static final int TABLES = Integer.getInteger("levin.tables", 2000);
  private static final int INSTANCES = Integer.getInteger("levin.instances", 3);
  private static final int CONCURRENCY = Integer.getInteger("levin.table-concurrency", 6);
  private static final int ROWS = 3;
  private static final Pattern COST =
      Pattern.compile(
          "time that the coordination of a table took\"\\] \\[tables=(\\d+)\\] \\[median_ms=(\\d+)\\]"
              + " \\[longest_ms=(\\d+)\\] \\[sum_ms=(\\d+)\\]");

  @TempDir Path directory;

  @Test
  @Tag("parallel")
  void severalInstancesImportIntoThousandsOfSmallTables() {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      List<ImportHarness> instances = new ArrayList<>();
      for (int i = 0; i < INSTANCES; i++) {
        ImportHarness instance = Fleets.instance(cluster, directory, i);
        instance.toml().set("lightning", "table-concurrency", CONCURRENCY);
        for (int t = 0; t < TABLES; t++) {
          instance.dump().sql(table(t, i));
        }
        instances.add(instance);
      }
      SqlFaults statements = cluster.playground().tidb().faults();
      statements.add(
          "lightning_metadata|^begin|^commit|next_row_id",
          SqlFaults.Moment.BEFORE,
          new SqlFaults.Action.Delay(0),
          Integer.MAX_VALUE);
      long start = System.nanoTime();
      List<Process> processes = instances.stream().map(one -> one.startProgram()).toList();
      for (int i = 0; i < INSTANCES; i++) {
        ImportRun run =
            instances.get(i).awaitEnd(processes.get(i), Duration.ofMinutes(20)).succeeded();
        Matcher cost = COST.matcher(run.log());
        assertThat(cost.find()).as("the cost is in the log").isTrue();
        System.out.printf(
            "instance %d: %s tables, coordination median %s ms, longest %s ms, sum %s ms; retried"
                + " statements %d%n",
            i,
            cost.group(1),
            cost.group(2),
            cost.group(3),
            cost.group(4),
            run.log().split("a statement on the metadata failed", -1).length - 1);
      }
      System.out.printf(
          "%d instances, %d tables: %.1f s%n",
          INSTANCES, TABLES, (System.nanoTime() - start) / 1e9);
      System.out.printf(
          "statements for each instance and table: %.2f%n",
          statements.hits().values().iterator().next() / (double) INSTANCES / TABLES);
      statements.clear();
      ImportHarness any = instances.get(0);
      for (int t = 0; t < TABLES; t++) {
        assertThat(any.query("SELECT COUNT(*) FROM " + table(t, 0).quoted()))
            .containsExactly(String.valueOf(INSTANCES * ROWS));
      }
      Fleets.nothingIsLeft(any);
    }
  }

  /** Tables with a key of their own, with hidden row ids, and with AUTO_INCREMENT. */
  private static SampleTable table(int t, int instance) {
    String name = "t" + t;
    String[] ids = {"INT PRIMARY KEY", "INT", "INT PRIMARY KEY AUTO_INCREMENT"};
    return new SampleTable(
        "many",
        name,
        "CREATE TABLE `" + name + "` (id " + ids[t % ids.length] + ", v VARCHAR(20), KEY kv (v))",
        List.of("id", "v"),
        Rows.of(ROWS, i -> List.of(instance * ROWS + i, "v" + i)));
  }
}
