package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.base.Step;
import io.levin.playground.ClusterOptions;
import io.levin.playground.fault.Fault;
import io.levin.playground.tidb.SqlFaults;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What instances leave to their siblings and to those who come after them. */
final class ParallelLeftoversTest {
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
  void aProcessThatIsKilledAsSoonAsItIsRegisteredHoldsNobodyUp() throws Exception {
    ImportHarness first = instance(0, 1);
    cluster.playground().inject("SQL insert into .*task_meta_v2 at=after times=1 -> delay=60000");
    Process process = first.startProgram();
    Waiting.until("it is registered", () -> tasks(first) == 1 || !process.isAlive());
    process.destroyForcibly().waitFor();
    assertThat(first.query("SELECT state FROM lightning_metadata_levin.member"))
        .as("its sign of life")
        .containsExactly("live");
    threeHeartbeatsPass();
    String task = first.query("SELECT task_id FROM lightning_metadata.task_meta_v2").get(0);
    ImportRun beside = instance(1, 11).run().succeeded();
    assertThat(beside.out())
        .contains("the import is not complete: task " + task + " (")
        .contains(", process " + process.pid() + ", silent since")
        .contains("has not finished; when it was heard of last, it had not begun with its tables.")
        .contains("Start it again with the same configuration; if it never comes back, empty")
        .contains("levin meta forget --task=" + task);
    nothingIsSwitched();
    // It had no checkpoint yet: what it registered goes as it begins anew.
    first.run().succeeded();
    Fleets.nothingIsLeft(first);
    first.holdsRows(table(1, 20));
  }

  @Test
  void anImportThatIsStoppedBeforeItsDataLeavesNothingSwitchedToALaterOne() throws Exception {
    ImportHarness first = instance(0, 1);
    Cancellation cancellation = new Cancellation();
    // The first question of this kind is asked between the checks and the data.
    Fault held = cluster.playground().faults().inject("MultiIngest times=1 -> stall");
    CompletableFuture<ImportRun> run = CompletableFuture.supplyAsync(() -> first.run(cancellation));
    Waiting.until("it asks what stores can do", () -> held.hits() > 0 || run.isDone());
    assertThat(run).isNotDone();
    cancellation.cancel(new CancellationException("stopped"));
    assertThat(run.get().exitCode()).isEqualTo(1);
    held.remove();
    assertThat(first.query("SELECT state FROM lightning_metadata.task_meta_v2"))
        .containsExactly("1");
    ImportHarness second = instance(1, 11);
    second.run().succeeded();
    nothingIsSwitched();
    first.run().succeeded();
    Fleets.nothingIsLeft(first);
    first.holdsRows(table(1, 20));
  }

  @Test
  void whatTheLastInstanceLeftSwitchedAsItWasKilledIsPutBackByTheNext() throws Exception {
    ImportHarness first = instance(0, 1);
    first.toml().set("tikv-importer", "pause-pd-scheduler-scope", "global");
    String settings = pd("GET", "/config/schedule", "");
    Fault held = cluster.playground().faults().inject("MultiIngest nth=4 times=1 -> stall");
    Process process = first.startProgram();
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || !process.isAlive());
    process.destroyForcibly().waitFor();
    held.remove();
    assertThat(cluster.problems().toString())
        .contains("store in import mode", "scheduler paused", "config overridden");
    threeHeartbeatsPass();
    ImportHarness second = instance(1, 11);
    second.toml().set("tikv-importer", "pause-pd-scheduler-scope", "global");
    ImportRun run = second.run().succeeded();
    assertThat(run.out())
        .contains("table `shop`.`t` is not verified yet: waiting for task ")
        .contains("the import is not complete: task")
        .contains("silent since")
        .containsPattern(
            "has not finished; when it was heard of last, (it had not|.*, 0 of 1 table done)")
        .contains("if it never comes back, empty the tables that levin meta status shows with it");
    assertThat(cluster.problems())
        .noneMatch(
            problem ->
                problem.startsWith("store in import mode")
                    || problem.startsWith("scheduler paused")
                    || problem.startsWith("config overridden"));
    assertThat(pd("GET", "/config/schedule", "")).as("PD's own settings").isEqualTo(settings);
    first.run().succeeded();
    Fleets.noMetadataIsLeft(first);
    first.holdsRows(table(1, 20));
  }

  @Test
  void whatTheFirstInstancePausedIsPutBackByTheLast() throws Exception {
    String settings = pd("GET", "/config/schedule", "");
    List<ImportHarness> instances = List.of(instance(0, 1), instance(1, 11));
    List<Fault> held = new ArrayList<>();
    List<Process> processes = new ArrayList<>();
    for (ImportHarness instance : instances) {
      instance.toml().set("tikv-importer", "pause-pd-scheduler-scope", "global");
      Fault stall = cluster.playground().faults().inject("MultiIngest nth=4 times=1 -> stall");
      Process process = instance.startProgram();
      Waiting.until("an ingest hangs", () -> stall.hits() > 0 || !process.isAlive());
      held.add(stall);
      processes.add(process);
    }
    assertThat(instances.get(0).query("SELECT status FROM lightning_metadata.task_meta_v2"))
        .containsExactlyInAnyOrder("schedule_set", "initialized");
    held.get(0).remove();
    instances.get(0).awaitEnd(processes.get(0)).succeeded();
    assertThat(cluster.problems().toString())
        .as("while the other loads")
        .contains("store in import mode", "scheduler paused", "config overridden");
    held.get(1).remove();
    instances.get(1).awaitEnd(processes.get(1)).succeeded();
    Fleets.nothingIsLeft(instances.get(1));
    assertThat(pd("GET", "/config/schedule", "")).as("PD's own settings").isEqualTo(settings);
    instances.get(0).holdsRows(table(1, 20));
  }

  @Test
  void ifAllAreKilledAndNobodyComesBackTheClusterIsAsBeforeInAQuarterOfAnHour() throws Exception {
    ImportHarness instance = instance(0, 1);
    instance.toml().set("tikv-importer", "pause-pd-scheduler-scope", "global");
    Fault held = cluster.playground().faults().inject("MultiIngest nth=4 times=1 -> stall");
    Process process = instance.startProgram();
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || !process.isAlive());
    process.destroyForcibly().waitFor();
    held.remove();
    assertThat(cluster.problems().toString())
        .contains("store in import mode", "scheduler paused", "config overridden");
    passed.addAndGet(Duration.ofMinutes(15).toMillis());
    instance.clusterIsAsBefore();
  }

  /** It would bring its rows in a second time, into a table without a key unnoticed. */
  @ParameterizedTest
  @ValueSource(strings = {"t", "a_name_that_the_metadata_holds_but_the_beginning_of_as_it_is_long"})
  void anImportWhoseCheckpointIsGoneIsNotBegunAgainBesideItsRows(String name) throws Exception {
    ImportHarness first = Fleets.instance(cluster, directory, 0);
    first.dump().sql(table(name, 1, 10));
    SqlFaults faults = cluster.playground().tidb().faults();
    faults.add("restore_finished", SqlFaults.Moment.BEFORE, new SqlFaults.Action.Delay(600_000), 1);
    Process process = first.startProgram();
    Waiting.until("its rows are in", () -> !faults.fired().isEmpty() || !process.isAlive());
    process.destroyForcibly().waitFor();
    faults.clear();
    String task = first.query("SELECT task_id FROM lightning_metadata.task_meta_v2").get(0);
    Files.delete(first.directory().resolve("checkpoint.pb"));
    threeHeartbeatsPass();
    for (int i = 0; i < 2; i++) {
      first
          .run()
          .failedWith(
              1,
              "this machine ran task " + task,
              "whose checkpoint is gone",
              "levin meta forget --task=" + task);
    }
  }

  /** The original's order too: the other way round, a restart would import everything again. */
  @Test
  void theCheckpointIsRemovedBehindTheMetadata() {
    ImportHarness instance = instance(0, 1);
    killedAt(instance, Step.CLEANUP_BEGINS);
    Fleets.noMetadataIsLeft(instance);
    killedAt(instance, Step.CLEANED_UP);
    assertThat(instance.isCleanedUp()).isTrue();
    Fleets.noMetadataIsLeft(instance);
    instance.holdsRows(table(1, 10));
  }

  private static void killedAt(ImportHarness instance, Step step) {
    Process process = instance.startProgramWith(List.of("-D" + Step.PROPERTY + "=" + step + ":1"));
    assertThat(instance.awaitEnd(process).exitCode()).as("killed at %s", step).isEqualTo(137);
  }

  /** 5.3 said five minutes in nanoseconds, which PD takes for 9,500 years. */
  @Test
  void schedulersThatAnOldVersionLeftPausedForEverRunAgain() throws Exception {
    pause("balance-region-scheduler", 300_000_000_000L);
    ImportRun run = instance(0, 1).run().succeeded();
    assertThat(run.log()).contains("left schedulers paused for ever");
    assertThat(cluster.problems()).isEmpty();
  }

  @Test
  void schedulersThatSomebodyElsePausedForAnHourStayPaused() throws Exception {
    pause("balance-leader-scheduler", 3600);
    ImportRun run = instance(0, 1).run().succeeded();
    assertThat(run.log()).doesNotContain("left schedulers paused for ever");
    assertThat(cluster.problems()).containsExactly("scheduler paused: balance-leader-scheduler");
  }

  private void pause(String scheduler, long seconds) throws Exception {
    pd("POST", "/schedulers/" + scheduler, "{\"delay\":" + seconds + "}");
  }

  private String pd(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + cluster.pdAddresses() + "/pd/api/v1" + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** Without a sign of life for so long, a process is taken for dead. */
  private void threeHeartbeatsPass() {
    passed.addAndGet(4000);
  }

  private void nothingIsSwitched() {
    assertThat(cluster.problems())
        .noneMatch(
            problem ->
                problem.startsWith("store in import mode")
                    || problem.startsWith("scheduler paused"));
  }

  private static int tasks(ImportHarness instance) {
    if (instance.query("SHOW DATABASES LIKE 'lightning_metadata'").isEmpty()
        || instance.query("SHOW TABLES FROM lightning_metadata").size() < 2) {
      return 0;
    }
    return instance.query("SELECT task_id FROM lightning_metadata.task_meta_v2").size();
  }

  private ImportHarness instance(int number, int from) {
    ImportHarness instance = Fleets.instance(cluster, directory, number);
    instance.dump().sql(table(from, 10));
    return instance;
  }

  private static SampleTable table(int from, int rows) {
    return table("t", from, rows);
  }

  private static SampleTable table(String name, int from, int rows) {
    return new SampleTable(
        "shop",
        name,
        "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, v VARCHAR(20), KEY (v))",
        List.of("id", "v"),
        Rows.of(rows, i -> List.of(from + i - 1, "v" + (from + i - 1))));
  }
}
