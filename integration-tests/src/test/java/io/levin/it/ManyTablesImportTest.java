package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.tidb.SqlFaults;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ManyTablesImportTest extends PlaygroundPerClass {
  private static final int COUNTED = 1_000_000;

  private PlaygroundUnderTest cluster;

  @Override
  ClusterUnderTest newCluster() {
    cluster = PlaygroundUnderTest.start("8.5.0");
    return cluster;
  }

  /**
   * What many tables have in common is asked for together. How many are together depends on how
   * busy the machine is: it is 7 to 8 usually, those of the start included; one by one it was 22.
   */
  @Test
  void twoHundredSmallTablesAreImportedWithFewStatementsEach() {
    int tables = 200;
    for (int t = 0; t < tables; t++) {
      harness().dump().sql(table(t));
    }
    SqlFaults statements = cluster.playground().tidb().faults();
    statements.add(".", SqlFaults.Moment.BEFORE, new SqlFaults.Action.Delay(0), COUNTED);
    harness().run().succeeded();
    List<String> sent = statements.fired();
    statements.clear();
    System.out.printf("%d small tables took %d statements%n", tables, sent.size());
    assertThat(sent.stream().filter(sql -> sql.contains("`many`.`t") && sql.startsWith("CREATE")))
        .hasSize(tables);
    assertThat(sent.size()).isLessThan(15 * tables);
    for (int t = 0; t < tables; t += 40) {
      harness().holds(table(t));
    }
    for (int t = 0; t < tables; t++) {
      assertThat(harness().query("SELECT count(*), sum(id) FROM many.t" + t))
          .containsExactly("10|" + (55 + 10 * t));
    }
  }

  private static SampleTable table(int t) {
    String name = "t" + t;
    return new SampleTable(
        "many",
        name,
        "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, v VARCHAR(20), KEY kv (v))",
        List.of("id", "v"),
        Rows.of(10, i -> List.of(i + t, "v" + i)));
  }
}
