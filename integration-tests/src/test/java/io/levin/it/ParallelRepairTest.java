package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.engine.cli.CtlMain;
import io.levin.engine.cli.MetaMain;
import io.levin.engine.cli.StatusMain;
import io.levin.playground.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What people see of several instances, and how they put right what went wrong. */
final class ParallelRepairTest {
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

  @Test
  void allInstancesAreShownAndWhatADeadOneLeftCanBeForgotten() throws Exception {
    ImportHarness first = instance(0);
    first.dump().sql(table("t", 1, 10));
    Process process = stalled(first);
    String task = first.query("SELECT task_id FROM lightning_metadata.task_meta_v2").get(0);
    assertThat(status())
        .containsPattern(task + " +\\S+ +" + process.pid() + " +alive, loading ")
        .containsPattern("0/1 +\\S+ of \\S+ +\\S+/s +\\d+ s ago +\\S*instance-0/dump")
        .containsPattern("`shop`.`t` +" + task + " +restore +1\\.\\.\\d+ ");
    assertThat(meta("forget", "--task=" + task)).contains("is running: stop it first");
    process.destroyForcibly().waitFor();
    Thread.sleep(4000);
    assertThat(status())
        .containsPattern(task + " +\\S+ +" + process.pid() + " +silent ")
        .contains("does not run, and tables wait for it. Start it again with the same")
        .contains("levin meta forget --task=" + task);
    assertThat(meta("forget", "--task=7")).contains("there is no task 7 in the metadata");
    assertThat(meta("forget", "--task=" + task))
        .contains("removed the part of table `shop`.`t`")
        .contains("removed task " + task)
        .contains("nothing is left in the metadata: its tables are dropped");
    Fleets.noMetadataIsLeft(first);
    assertThat(status()).contains("No import is under way");
  }

  /** Whoever imports the table next would count what is not in it. */
  @Test
  void whatOthersHandedInOfATableThatWasEmptiedGoesWithTheDeadOne() throws Exception {
    ImportHarness dead = instance(0);
    dead.dump().sql(table("t", 1, 10)).sql(table("u", 1, 10));
    ImportHarness done = instance(1);
    done.dump().sql(table("t", 11, 10)).sql(table("u", 11, 10));
    Process process = stalled(dead);
    String task = dead.query("SELECT task_id FROM lightning_metadata.task_meta_v2").get(0);
    done.run().succeeded();
    String other =
        dead.query(
                "SELECT DISTINCT task_id FROM lightning_metadata.table_meta WHERE task_id <> "
                    + task)
            .get(0);
    process.destroyForcibly().waitFor();
    cluster.playground().faults().clear();
    Thread.sleep(4000);
    dead.query("DELETE FROM shop.t");
    assertThat(meta("forget", "--task=" + task))
        .contains("removed the part of table `shop`.`t`; the table is empty, so what others have")
        .contains("removed the part of table `shop`.`u`; tasks [" + other + "] have handed their");
    assertThat(status())
        .contains("Parts of tables: 1 checksum_skipped")
        .containsPattern(other + " +\\S+ +\\d+ +finished ");
    dead.query("DELETE FROM shop.u");
    assertThat(meta("forget", "--task=" + other))
        .contains("nothing is left in the metadata: its tables are dropped");
    Fleets.noMetadataIsLeft(dead);
    ImportHarness again = instance(2);
    again.dump().sql(table("t", 1, 20)).sql(table("u", 1, 20));
    again.run().succeeded();
    again.holdsRows(table("t", 1, 20));
    Fleets.nothingIsLeft(again);
  }

  /** Its clean-up drops the table of tasks before it looks whether parts are left. */
  @Test
  void whatTheOriginalLeftOfAnImportWhoseTasksAreGoneIsShownAndCanBeForgotten() {
    ImportHarness any = instance(0);
    Fleets.createMetadata(any);
    any.query("DROP TABLE lightning_metadata.task_meta_v2");
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      rows.append(i == 0 ? "" : ", ").append("(7, ").append(1000 + i);
      rows.append(", '`shop`.`t").append(i).append("`', 500, '");
      rows.append(i == 49 ? "restore" : "checksum_skipped").append("')");
    }
    any.query(
        "INSERT INTO lightning_metadata.table_meta (task_id, table_id, table_name, row_id_max,"
            + " status) VALUES "
            + rows);
    assertThat(status())
        .contains("Parts of tables: 1 restore, 49 checksum_skipped")
        .containsPattern("STATUS .*\\R +`shop`.`t49` +7 +restore +1\\.\\.500 ")
        .contains("… and 10 more; --all lists them")
        .contains("task 7 is not registered any more", "levin meta forget --force --task=7");
    assertThat(meta("forget", "--task=7")).contains("make sure that it has, then add --force");
    assertThat(meta("forget", "--task=7", "--force"))
        .contains("removed the part of table `shop`.`t49`")
        .contains("nothing is left in the metadata: its tables are dropped");
    Fleets.noMetadataIsLeft(any);
  }

  /** The sibling has ended long ago; the sums are compared when the other one is in. */
  @Test
  void anErrorThatDidNoHarmIsIgnoredWhereItHappenedAndThatInstanceGoesOn() {
    cluster.playground().inject("SQL ^alter table times=1 -> error=1142,ALTER command denied");
    ImportHarness failed = instance(0);
    failed.dump().sql(withRandomIds(1));
    failed.run().failedWith(1, "ALTER command denied");
    ImportHarness other = instance(1);
    other.dump().sql(withRandomIds(11));
    assertThat(other.run().succeeded().out())
        .contains("table `shop`.`r` is not verified yet: waiting for task ")
        .contains(" s ago before it was finished), status restore_finished")
        .contains("Start it again with the same configuration");
    failed.run().failedWith(1, "TiDB Lightning has failed last time", "`shop`.`r` failed in step(");
    ctl(failed, "--checkpoint-error-ignore=all");
    ImportRun goesOn = failed.run().succeeded();
    assertThat(goesOn.log()).contains("checksum pass");
    List<List<Object>> rows = new ArrayList<>(withRandomIds(1).rows());
    rows.addAll(withRandomIds(11).rows());
    failed.holdsRows(withRandomIds(1).with(rows));
    Fleets.nothingIsLeft(failed);
  }

  /** Tables whose next id is said to TiDB by a statement. */
  private static SampleTable withRandomIds(int from) {
    return new SampleTable(
        "shop",
        "r",
        "CREATE TABLE `r` (id BIGINT AUTO_RANDOM PRIMARY KEY, n INT, v VARCHAR(20), KEY (n))",
        List.of("n", "v"),
        Rows.of(10, i -> List.of(from + i - 1, "v" + (from + i - 1))));
  }

  /**
   * As the documentation says it: on all nodes, also where the import succeeded; by the same
   * command on all, although one of them spells the table in another case, as its metadata does.
   */
  @Test
  void aTableWhoseChecksumDidNotMatchIsImportedAgainAloneOnAllNodes() throws Exception {
    ImportHarness first = instance(0);
    ImportHarness second = instance(1);
    first.dump().sql(table("t", 1, 10)).sql(table("u", 1, 10));
    second.dump().sql(table("SHOP", "T", 10, 10)).sql(table("u", 11, 10));
    Process process = stalled(first);
    second.run().succeeded();
    cluster.playground().faults().clear();
    first.awaitEnd(process).failedWith(1, "checksum mismatched remote vs local");
    ctl(first, "--checkpoint-error-destroy=`shop`.`t`");
    ctl(second, "--checkpoint-error-destroy=`shop`.`t`");
    assertThat(first.query("SHOW DATABASES LIKE 'lightning_metadata'")).isEmpty();
    Files.delete(second.dump().folder().resolve("SHOP.T.000000000.sql"));
    second.dump().sql(table("SHOP", "T", 11, 10));
    List<Process> processes = new ArrayList<>();
    for (ImportHarness instance : List.of(first, second)) {
      instance.toml().set("mydumper", "filter", new Literal("[\"shop.t\"]"));
      processes.add(instance.startProgram());
    }
    first.awaitEnd(processes.get(0)).succeeded();
    second.awaitEnd(processes.get(1)).succeeded();
    first.holdsRows(table("t", 1, 20));
    first.holdsRows(table("u", 1, 20));
    Fleets.nothingIsLeft(first);
  }

  /** A value that is not quoted. */
  private record Literal(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  private String status() {
    return said(() -> new CommandLine(new StatusMain()).execute(target()));
  }

  private String meta(String command, String... options) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(target()));
    arguments.addAll(List.of(options));
    return said(() -> new CommandLine(new MetaMain()).execute(arguments.toArray(new String[0])));
  }

  private String[] target() {
    return new String[] {"--port", String.valueOf(cluster.tidbPort())};
  }

  private static void ctl(ImportHarness instance, String argument) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    int code =
        new CtlMain(stream, stream)
            .run(List.of("-config", instance.configFile().toString(), argument));
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
  }

  /** What commands print to the standard streams. */
  private static String said(Runnable command) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
    try {
      command.run();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  /** A process that stands still in its first ingest; every store is asked once before. */
  private Process stalled(ImportHarness instance) throws InterruptedException {
    Fault held = cluster.playground().faults().inject("MultiIngest nth=4 times=1 -> stall");
    Process process = instance.startProgram();
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || !process.isAlive());
    assertThat(process.isAlive()).as("%s", instance.logText()).isTrue();
    // What it is doing is told with the next sign of life.
    Thread.sleep(1500);
    return process;
  }

  private ImportHarness instance(int number) {
    return Fleets.instance(cluster, directory, number);
  }

  private static SampleTable table(String name, int from, int rows) {
    return table("shop", name, from, rows);
  }

  private static SampleTable table(String database, String name, int from, int rows) {
    return new SampleTable(
        database,
        name,
        "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, v VARCHAR(20), KEY (v))",
        List.of("id", "v"),
        Rows.of(rows, i -> List.of(from + i - 1, "v" + (from + i - 1))));
  }
}
