package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.ClusterOptions;
import io.levin.playground.Playground;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What can be wrong with several instances: each is one message with its remedy, or is survived.
 */
final class ParallelBadInputTest {
  private static final String TASK = "1760000000000000000";

  @TempDir Path directory;
  private final AtomicLong passed = new AtomicLong();
  private PlaygroundUnderTest cluster;

  @BeforeEach
  void startCluster() {
    cluster =
        PlaygroundUnderTest.start(
            ClusterOptions.builder()
                .version("8.5.0")
                .clock(() -> System.currentTimeMillis() + passed.get())
                .build());
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void aTableThatHoldsRowsIsRefusedWithTheKeyThatAllowsIt() {
    ImportHarness instance = instance(0);
    instance.toml().set("tikv-importer", "parallel-import", false);
    instance.dump().sql(table(1, 10));
    instance.run().succeeded();
    instance
        .run()
        .failedWith(1, "are not empty", "empty them", "tikv-importer.parallel-import = true");
    Fleets.nothingIsLeft(instance);
    ImportHarness more = instance(1);
    more.toml().remove("tikv-importer", "parallel-import");
    more.toml().set("tikv-importer", "incremental-import", true);
    more.dump().sql(table(11, 10));
    more.run().succeeded();
    more.holdsRows(table(1, 20));
    Fleets.nothingIsLeft(more);
  }

  /** Siblings go by the cluster's clock: a machine's own makes nobody dead. */
  @ParameterizedTest
  @ValueSource(ints = {-60, 60})
  void aClockThatIsOffByAnHourIsToldAndMakesNobodyDead(int minutes) throws Exception {
    cluster.close();
    passed.set(Duration.ofMinutes(minutes).toMillis());
    startCluster();
    ImportHarness first = instance(0);
    first.dump().sql(table(1, 10));
    Process process = stalled(first);
    ImportHarness second = instance(1);
    second.dump().sql(table(11, 10));
    ImportRun run = second.run().succeeded();
    assertThat(run.out())
        .containsPattern(
            "the clock of this machine is 3[56]\\d\\d s "
                + (minutes < 0 ? "ahead of that" : "behind that")
                + " of PD")
        .contains("clock (NTP) and start again")
        .containsPattern("the import is not complete: task \\d+ \\(.*, alive \\d s ago\\)");
    playground().faults().clear();
    first.awaitEnd(process).succeeded();
    first.holdsRows(table(1, 20));
    Fleets.nothingIsLeft(first);
  }

  @Test
  void aLivingSiblingInATableTurnsParallelModeOnAndADeadOneIsNamed() throws Exception {
    ImportHarness first = instance(0);
    first.toml().set("tikv-importer", "parallel-import", false);
    first.dump().sql(table(1, 10));
    Process process = stalled(first);
    ImportHarness second = instance(1);
    second.toml().set("tikv-importer", "parallel-import", false);
    second.dump().sql(table(11, 10));
    first.query("INSERT INTO shop.t VALUES (1000, 'a row of it')");
    ImportRun beside = second.run().succeeded();
    assertThat(beside.log()).contains("parallel import mode");
    assertThat(beside.out()).contains("is not verified yet: waiting for task");
    process.destroyForcibly().waitFor();
    // Three heartbeats: without a sign of life for so long, a process is taken for dead.
    passed.addAndGet(4000);
    ImportHarness third = instance(2);
    third.toml().set("tikv-importer", "parallel-import", false);
    third.dump().sql(table(21, 10));
    third
        .run()
        .failedWith(
            1, "that instance does not run now", "silent since", "levin meta forget --task=");
  }

  @Test
  void aFileThatTwoInstancesHaveIsNamedBeforeTheImport() throws Exception {
    ImportHarness first = instance(0);
    first.dump().sql(table(1, 10));
    besideStalled(
        first,
        () -> {
          ImportHarness second = instance(1);
          second.toml().set("mydumper", "data-source-dir", first.dump().folder());
          second
              .run()
              .failedWith(
                  1,
                  "1 of the data files are imported by task",
                  "levin.share-work = true on each",
                  "shop.t.000000000.sql",
                  "[[mydumper.files]]");
          assertThat(playground().importFiles().ingested()).as("files of any instance").isZero();
        });
  }

  @Test
  void aCheckpointThatWasCopiedToAnotherInstanceIsRefused() throws Exception {
    ImportHarness first = instance(0);
    first.dump().sql(table(1, 10));
    besideStalled(
        first,
        () -> {
          ImportHarness second = instance(1);
          second.toml().set("mydumper", "data-source-dir", first.dump().folder());
          second.toml().set("lightning", "check-requirements", false);
          Files.copy(
              first.directory().resolve("checkpoint.pb"),
              second.directory().resolve("checkpoint.pb"));
          second
              .run()
              .failedWith(
                  1,
                  "[Lightning:DB:ErrInitMetaManager]",
                  "works on the import of this checkpoint",
                  "a checkpoint (checkpoint.dsn) and a sorted-kv-dir of its own");
        });
  }

  @Test
  void aFolderForSortedDataThatTwoInstancesShareIsRefused() throws Exception {
    ImportHarness first = instance(0);
    first.dump().sql(table(1, 10));
    besideStalled(
        first,
        () -> {
          ImportHarness second = instance(1);
          second.dump().sql(table(11, 10));
          second.toml().set("tikv-importer", "sorted-kv-dir", first.directory().resolve("sorted"));
          second.run().failedWith(1, "sorted-kv-dir", "is in use by pid", "of its own");
        });
  }

  @Test
  void oneStatusAddressOfTwoInstancesIsRefusedHoweverItIsWritten() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    ImportHarness first = instance(0);
    first.dump().sql(table(1, 10));
    first.toml().set("lightning", "status-addr", ":" + port);
    besideStalled(
        first,
        () -> {
          for (String address : List.of(":" + port, "127.0.0.1:" + port)) {
            ImportHarness second = instance(1);
            second.dump().sql(table(11, 10));
            second.toml().set("lightning", "status-addr", address);
            second
                .run()
                .failedWith(
                    1,
                    "failed to start HTTP server: listen tcp "
                        + address
                        + ": Address already in use",
                    "choose another address by lightning.status-addr",
                    "each instance needs its own");
          }
        });
  }

  @Test
  void oneLogFileOfTwoInstancesIsTold() throws Exception {
    ImportHarness first = instance(0);
    first.dump().sql(table(1, 10));
    besideStalled(
        first,
        () -> {
          ImportHarness second = instance(1);
          second.dump().sql(table(11, 10));
          Path log = first.directory().resolve("tidb-lightning.log");
          second.toml().set("lightning", "file", log);
          ImportRun run = second.run().succeeded();
          assertThat(run.out())
              .contains("another running instance writes into log file " + log)
              .contains("a lightning.file (-log-file) of its own");
        });
  }

  @Test
  void withoutTheRightToWriteTheMetadataOneInstanceImportsAloneAndSeveralAreRefused() {
    playground().inject("SQL ^create database.*lightning_metadata` -> error=1044,Access denied");
    playground().inject("SQL ^create database.*lightning_metadata$ -> error=1044,Access denied");
    ImportHarness instance = instance(0);
    instance.dump().sql(table(1, 10));
    instance
        .run()
        .failedWith(1, "[Lightning:DB:ErrInitMetaManager]init meta manager error", "grant user");
    instance.toml().set("tikv-importer", "parallel-import", false);
    assertThat(instance.run().succeeded().log()).contains("no right to write the metadata");
    instance.holds(table(1, 10));
  }

  @Test
  void aServerThatRestartsAndLocksThatAreWaitedForAreSurvivedAndLogged() {
    playground().inject("SQL ^insert into .lightning_metadata.*task_meta at=after times=1 -> cut");
    playground().inject("SQL for update times=2 -> error=1205,Lock wait timeout exceeded");
    playground().inject("SQL ^commit times=1 -> error=9007,Write conflict");
    ImportHarness instance = instance(0);
    instance.dump().sql(table(1, 10));
    assertThat(instance.run().succeeded().log())
        .contains("a statement on the metadata failed, will try again", "Lock wait timeout");
    instance.holds(table(1, 10));
    Fleets.nothingIsLeft(instance);
  }

  @Test
  void aTableWithOtherColumnsThanTheFilesIsRefused() {
    ImportHarness first = instance(0);
    first.dump().sql(table(1, 10));
    first.run().succeeded();
    ImportHarness second = instance(1);
    SampleTable other =
        new SampleTable(
            "shop",
            "t",
            "CREATE TABLE `t` (id INT PRIMARY KEY, v VARCHAR(20), more INT)",
            List.of("id", "v", "more"),
            Rows.of(5, i -> List.of(100 + i, "v", i)));
    second.dump().sql(other);
    second
        .run()
        .failedWith(
            1,
            "unknown columns in header (more) for table t",
            "or name these columns in mydumper.ignore-columns");
    Fleets.nothingIsLeft(second);
    second.holdsRows(table(1, 10));
  }

  /** Record and index of such a row may disagree; the original without a strategy says nothing. */
  @Test
  void aKeyThatTwoInstancesHaveShowsAtTheEndWithWhatToDoOnAllNodes() throws Exception {
    ImportHarness first = instance(0);
    first.dump().sql(table(1, 10));
    Process process = stalled(first);
    ImportHarness second = instance(1);
    SampleTable clash =
        new SampleTable(
            "shop",
            "t",
            "CREATE TABLE `t` (id INT PRIMARY KEY, v VARCHAR(20), KEY (v))",
            List.of("id", "v"),
            List.of(List.of(10, "another"), List.of(11, "eleven")));
    second.dump().sql(clash);
    second.run().succeeded();
    playground().faults().clear();
    first
        .awaitEnd(process)
        .failedWith(
            1,
            "[Lighting:Restore:ErrChecksumMismatch]checksum mismatched remote vs local",
            "of table `shop`.`t`",
            "its rows come from 2 instances, and a key that two of them have is in the table once",
            "on every node, also on those that succeeded, run tidb-lightning-ctl"
                + " --checkpoint-error-destroy='`shop`.`t`'");
    assertThat(first.query("SELECT status FROM lightning_metadata.table_meta"))
        .as("nobody who comes later waits for a check")
        .doesNotContain("checksuming");
  }

  @Test
  void aChecksumUnderWayIsTheDocumentedErrorWhereNobodyWantsToWait() {
    ImportHarness instance = instance(0);
    instance.dump().sql(table(1, 10));
    instance.toml().set("levin", "wait-for-checksum", false);
    instance.query("CREATE DATABASE shop");
    instance.query("CREATE TABLE shop.t (id INT PRIMARY KEY, v VARCHAR(20), KEY (v))");
    foreignPart(instance, "checksuming");
    instance
        .run()
        .failedWith(
            1,
            "[Lightning:Restore:ErrAllocTableRowIDs]Target table is calculating checksum. Please"
                + " wait until the checksum is finished and try again");
    instance.query("DELETE FROM lightning_metadata.table_meta WHERE task_id = " + TASK);
    instance.query("DELETE FROM lightning_metadata.task_meta_v2 WHERE task_id = " + TASK);
    instance.run().succeeded();
    instance.holds(table(1, 10));
    Fleets.nothingIsLeft(instance);
  }

  @Test
  void aTableThatSomebodyEmptiesWhileRowsAreBroughtInIsToldAtTheEnd() throws Exception {
    ImportHarness instance = instance(0);
    instance.dump().sql(table(1, 10));
    Process process = stalled(instance);
    instance.query("TRUNCATE TABLE shop.t");
    playground().faults().clear();
    instance
        .awaitEnd(process)
        .failedWith(
            1,
            "while it was imported somebody emptied it by TRUNCATE",
            "the rows that were brought in before that are gone",
            "--checkpoint-remove='`shop`.`t`'");
    instance.run().failedWith(1, "--checkpoint-remove='`shop`.`t`'");
  }

  @Test
  void withoutACheckpointNobodyIsToldToRemoveIt() throws Exception {
    ImportHarness instance = instance(0);
    instance.dump().sql(table(1, 10));
    instance.toml().set("checkpoint", "enable", false);
    Process process = stalled(instance);
    instance.query("TRUNCATE TABLE shop.t");
    playground().faults().clear();
    ImportRun run = instance.awaitEnd(process);
    run.failedWith(
        1,
        "while it was imported somebody emptied it by TRUNCATE",
        "empty it, and import that table again on all nodes");
    assertThat(run.out() + run.err()).doesNotContain("--checkpoint-remove");
  }

  @Test
  void whoLeavesSaysWhichTablesNobodyHasVerified() {
    ImportHarness instance = instance(0);
    instance.dump().sql(table(1, 10));
    instance.query("CREATE DATABASE shop");
    instance.query("CREATE TABLE shop.t (id INT PRIMARY KEY, v VARCHAR(20), KEY (v))");
    foreignPart(instance, "restore");
    ImportRun run = instance.run().succeeded();
    assertThat(run.out())
        .contains(
            "table `shop`.`t` is not verified yet: waiting for task " + TASK,
            "began 2025-10-09",
            "status restore",
            "the import is not complete");
  }

  private void foreignPart(ImportHarness instance, String status) {
    Fleets.createMetadata(instance);
    String id =
        instance
            .query(
                "SELECT tidb_table_id FROM information_schema.tables"
                    + " WHERE table_schema = 'shop' AND table_name = 't'")
            .get(0);
    instance.query(
        "INSERT INTO lightning_metadata.task_meta_v2 (task_id, status) VALUES ("
            + TASK
            + ", 'initialized')");
    instance.query(
        "INSERT INTO lightning_metadata.table_meta (task_id, table_id, table_name, row_id_max,"
            + " status) VALUES ("
            + TASK
            + ", "
            + id
            + ", '`shop`.`t`', 500, '"
            + status
            + "')");
  }

  /** A process that stands still in its first ingest; every store is asked once before. */
  private Process stalled(ImportHarness instance) throws InterruptedException, IOException {
    var held = playground().faults().inject("MultiIngest nth=4 times=1 -> stall");
    Process process = instance.startProgram();
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || !process.isAlive());
    assertThat(process.isAlive()).as("%s", instance.logText()).isTrue();
    return process;
  }

  /** What is done beside a process that stands still, which is killed at the end. */
  @FunctionalInterface
  private interface Beside {
    void run() throws Exception;
  }

  private void besideStalled(ImportHarness first, Beside work) throws Exception {
    Process process = stalled(first);
    try {
      work.run();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Playground playground() {
    return cluster.playground();
  }

  private ImportHarness instance(int number) {
    return Fleets.instance(cluster, directory, number);
  }

  private static SampleTable table(int from, int rows) {
    return new SampleTable(
        "shop",
        "t",
        "CREATE TABLE `t` (id INT PRIMARY KEY, v VARCHAR(20), KEY (v))",
        List.of("id", "v"),
        Rows.of(rows, i -> List.of(from + i - 1, "v" + (from + i - 1))));
  }
}
