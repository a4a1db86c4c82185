package io.levin.it;

import static io.levin.playground.tidb.SqlFaults.Moment.AFTER;
import static io.levin.playground.tidb.SqlFaults.Moment.BEFORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import io.levin.config.ImportFlags;
import io.levin.engine.coordinate.Coordination;
import io.levin.engine.coordinate.Joining;
import io.levin.engine.coordinate.Participant;
import io.levin.engine.coordinate.PdSettings;
import io.levin.engine.target.TargetCluster;
import io.levin.playground.ClusterOptions;
import io.levin.playground.tidb.SqlFaults;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Instances that join, say what they do, and leave: the metadata alone, without any data. */
@TestInstance(Lifecycle.PER_CLASS)
final class ParallelJoiningTest {
  private static final String TASKS = "lightning_metadata.task_meta_v2";

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<Coordination> open = new CopyOnWriteArrayList<>();
  private final AtomicLong passed = new AtomicLong();
  private PlaygroundUnderTest cluster;
  private ImportHarness harness;
  private TargetCluster target;

  @BeforeAll
  void startCluster(@TempDir Path directory) throws Exception {
    cluster =
        PlaygroundUnderTest.start(
            ClusterOptions.builder()
                .version("8.5.0")
                .clock(() -> System.currentTimeMillis() + passed.get())
                .build());
    harness = Fleets.instance(cluster, directory, 0);
    // Longer than any of these tests.
    target = TargetCluster.connect(config("1m"), new Cancellation());
  }

  @BeforeEach
  void noMetadata() {
    harness.query("DROP DATABASE IF EXISTS lightning_metadata");
    harness.query("DROP DATABASE IF EXISTS lightning_metadata_levin");
  }

  @AfterEach
  void leave() {
    cluster.playground().tidb().faults().clear();
    open.forEach(Coordination::close);
    open.clear();
  }

  @AfterAll
  void stopCluster() {
    timer.shutdownNow();
    target.close();
    cluster.close();
  }

  @Test
  void aNumberThatAnotherImportHasIsDrawnAgain() {
    assertThat(join("a", ids(7)).taskId()).isEqualTo(7);
    assertThat(join("b", ids(7, 7, 8)).taskId()).isEqualTo(8);
    assertThat(harness.query("SELECT task_id FROM " + TASKS + " ORDER BY task_id"))
        .containsExactly("7", "8");
  }

  @Test
  void aSecondProcessOnOneImportIsRefusedAndTheFirstGoesOn() {
    join("a", ids(7));
    assertThatThrownBy(() -> goOn("b", 7))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("[Lightning:DB:ErrInitMetaManager]init meta manager error: task 7")
        .hasMessageContaining("works on the import of this checkpoint");
    assertThat(harness.query("SELECT home_id, state FROM lightning_metadata_levin.member"))
        .containsExactly("a|live");
    assertThat(harness.query("SELECT state FROM " + TASKS)).containsExactly("0");
  }

  /** One of them must see the other, and both may. */
  @Test
  void ofTwoProcessesThatBeginOneImportAtATimeNotBothGoOn() {
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Boolean> one = CompletableFuture.supplyAsync(() -> isIn("a"));
      CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> isIn("b"));
      List<Boolean> in = List.of(one.join(), other.join());
      assertThat(in).contains(false);
      leave();
      noMetadata();
    }
  }

  private boolean isIn(String home) {
    try {
      goOn(home, 7);
      return true;
    } catch (ImportException e) {
      assertThat(e).hasMessageContaining("works on the import of this checkpoint");
      return false;
    }
  }

  /** The original's row says to its end that it has exited, and its siblings switch back. */
  @Test
  void aResumedTaskRunsForItsSiblings() {
    Coordination first = join("a", ids(7));
    assertThat(first.end(false)).isTrue();
    close(first);
    assertThat(harness.query("SELECT status, state FROM " + TASKS))
        .containsExactly("initialized|1");
    goOn("a", 7);
    assertThat(harness.query("SELECT status, state FROM " + TASKS))
        .containsExactly("initialized|0");
    assertThat(join("b", ids(8)).end(true)).as("whether PD and TiKV are put back").isFalse();
  }

  @Test
  void aFinishedTaskThatGoesOnCountsAsUnfinished() {
    Coordination first = join("a", ids(7));
    assertThat(first.end(true)).isTrue();
    close(first);
    assertThat(harness.query("SELECT status FROM " + TASKS)).containsExactly("switched");
    goOn("a", 7);
    assertThat(harness.query("SELECT status, state FROM " + TASKS))
        .containsExactly("initialized|0");
    assertThat(join("b", ids(8)).end(true)).as("whether PD and TiKV are put back").isFalse();
  }

  /** Who cleans up at that moment would take it for finished and remove its row. */
  @Test
  void aFinishedTaskThatGoesOnKeepsItsRowFromASiblingThatCleansUp() throws Exception {
    Coordination first = join("a", ids(7));
    first.end(true);
    close(first);
    SqlFaults faults = cluster.playground().tidb().faults();
    faults.add("INSERT INTO .*task_meta_v2", AFTER, new SqlFaults.Action.Delay(1000), 1);
    CompletableFuture<Coordination> again = CompletableFuture.supplyAsync(() -> goOn("a", 7));
    Waiting.until("it says that it goes on", () -> !faults.fired().isEmpty());
    try (Connection sibling = cluster.connect();
        Statement statement = sibling.createStatement()) {
      statement.execute("BEGIN PESSIMISTIC");
      statement.execute("DELETE FROM " + TASKS + " WHERE status IN ('skip_switch', 'switched')");
      statement.execute("COMMIT");
    }
    again.join();
    assertThat(harness.query("SELECT task_id, status, state FROM " + TASKS))
        .containsExactly("7|initialized|0");
  }

  @Test
  void nobodyIsTakenForDeadBecauseTiDbWasAwayForAll() {
    Coordination first = join("a", ids(7));
    join("b", ids(8));
    harness.query("UPDATE lightning_metadata_levin.member SET lease_until = 1");
    assertThat(first.end(true)).as("whether PD and TiKV are put back").isFalse();
  }

  @Test
  void nobodyIsTakenForDeadBecauseItsLeaseWasOverShortlyBeforeOurOwn() {
    join("b", ids(8));
    passSeconds(50);
    Coordination first = join("a", ids(7));
    passSeconds(140);
    assertThat(first.end(true)).as("whether PD and TiKV are put back").isFalse();
  }

  @Test
  void whoWasSilentBeforeTiDbWasAwayIsDeadAllTheSame() throws Exception {
    join("b", ids(8));
    String silent = "UPDATE lightning_metadata_levin.member SET lease_until = 1";
    harness.query(silent);
    Coordination first = joinBesideASilentOne();
    harness.query(silent);
    assertThat(first.end(true)).as("whether PD and TiKV are put back").isTrue();
  }

  @Test
  void whoComesRightAfterTiDbWasAwayWaitsForASignOfLifeOfTheOthers() throws Exception {
    join("b", ids(8));
    harness.query("UPDATE lightning_metadata_levin.member SET lease_until = 1");
    CompletableFuture<Coordination> first = joiningBesideASilentOne();
    passSeconds(50);
    assertThat(first).isNotDone();
    harness.query("UPDATE lightning_metadata_levin.member SET lease_until = 4000000000000");
    assertThat(first.join().end(true)).as("whether PD and TiKV are put back").isFalse();
  }

  private Coordination joinBesideASilentOne() throws InterruptedException {
    CompletableFuture<Coordination> joining = joiningBesideASilentOne();
    harness.query(
        "UPDATE lightning_metadata_levin.member SET lease_until = 4000000000000 WHERE home_id = 'new'");
    passSeconds(170);
    assertThat(joining).as("it waits for three signs of life").isNotDone();
    passSeconds(20);
    return joining.join();
  }

  private CompletableFuture<Coordination> joiningBesideASilentOne() throws InterruptedException {
    CompletableFuture<Coordination> joining =
        CompletableFuture.supplyAsync(() -> join("new", ids(99)));
    String isThere = "SELECT 1 FROM lightning_metadata_levin.member WHERE home_id = 'new'";
    Waiting.until("it says that it lives", () -> !harness.query(isThere).isEmpty());
    return joining;
  }

  @Test
  void whoAloneIsSilentKeepsNobodyFromPuttingBack() {
    Coordination first = join("a", ids(7));
    join("b", ids(8));
    harness.query("UPDATE lightning_metadata_levin.member SET lease_until = 1 WHERE task_id = 8");
    assertThat(first.end(true)).as("whether PD and TiKV are put back").isTrue();
  }

  @Test
  void whoStopsBeforeItsDataWasBegunKeepsNobodyFromPuttingBack() {
    close(join("a", ids(7)));
    assertThat(harness.query("SELECT state FROM " + TASKS)).containsExactly("1");
    assertThat(harness.query("SELECT state FROM lightning_metadata_levin.member"))
        .containsExactly("left");
    assertThat(join("b", ids(8)).end(true)).as("whether PD and TiKV are put back").isTrue();
  }

  /** As when TiDB was away while it left. */
  @Test
  void aProcessThatHasSaidItEndsKeepsNobodyFromPuttingBack() {
    close(join("a", ids(7)));
    harness.query("UPDATE " + TASKS + " SET state = 0");
    Coordination second = join("b", ids(8));
    assertThat(second.end(true)).as("whether PD and TiKV are put back").isTrue();
    goOn("a", 7);
    Coordination third = join("c", ids(9));
    assertThat(third.end(true)).as("once that process is back").isFalse();
  }

  @Test
  void signsOfLifeOfThoseWhoNeverComeBackGoWithTheLastImport() throws Exception {
    close(join("a", ids(7)));
    // A killed one, whose row somebody has removed.
    harness.query("UPDATE lightning_metadata_levin.member SET state = 'live', lease_until = 1");
    harness.query("DELETE FROM " + TASKS);
    Coordination second = joinBesideASilentOne();
    second.end(true);
    assertThat(second.cleanUp()).isEmpty();
    close(second);
    Fleets.noMetadataIsLeft(harness);
  }

  @Test
  void aTaskWhoseTablesWereDroppedRegistersAgain() {
    Coordination first = join("a", ids(7));
    harness.query("DROP DATABASE lightning_metadata");
    assertThat(first.instances()).isEqualTo(1);
    assertThat(harness.query("SELECT task_id, status FROM " + TASKS))
        .containsExactly("7|initialized");
    harness.query("DROP DATABASE lightning_metadata");
    assertThat(first.end(true)).as("whether PD and TiKV are put back").isTrue();
    assertThat(harness.query("SHOW DATABASES LIKE 'lightning_metadata'")).isEmpty();
  }

  @Test
  void tablesThatASiblingDropsBeforeTheRegistrationAreMadeAgain() throws Exception {
    SqlFaults faults = cluster.playground().tidb().faults();
    faults.add("CREATE .*member", BEFORE, new SqlFaults.Action.Delay(60_000), 1);
    var joining = CompletableFuture.supplyAsync(() -> join("a", ids(7)));
    Waiting.until("it makes its own tables", () -> faults.hits().containsValue(1));
    harness.query("DROP DATABASE lightning_metadata");
    faults.clear();
    assertThat(joining.join().taskId()).isEqualTo(7);
  }

  /** Nothing but the row tells: the tables are there whenever the one that lost it looks. */
  @Test
  void aRowThatIsLostBetweenASiblingsLookAndItsDropIsMadeAgainAlthoughAThirdMadeTheTables()
      throws Exception {
    Coordination second = losesItsRow(target.config());
    PdSettings.Part part = new PdSettings.Part(List.of("balance-leader-scheduler"), Map.of());
    PdSettings settings = new PdSettings(part, part);
    assertThat(second.pdSettings(() -> settings)).isEqualTo(settings);
    harness.query("DELETE FROM " + TASKS + " WHERE task_id = 8");
    assertThat(second.instances()).isEqualTo(2);
    assertThat(harness.query("SELECT task_id, status, state FROM " + TASKS + " ORDER BY task_id"))
        .containsExactly("8|schedule_set|0", "9|initialized|0");
    Coordination third = open.get(open.size() - 1);
    assertThat(third.end(true)).as("whether PD and TiKV are put back").isFalse();
    assertThat(second.end(true)).as("whether PD and TiKV are put back").isTrue();
  }

  @Test
  void aRowThatWasLostIsMadeAgainWithTheNextSignOfLife() throws Exception {
    Coordination second = losesItsRow(config("2s"));
    Waiting.until(
        "it is registered again", () -> harness.query("SELECT task_id FROM " + TASKS).size() == 2);
    Coordination third = open.get(open.size() - 1);
    assertThat(third.end(true)).as("whether PD and TiKV are put back").isFalse();
    assertThat(second.end(true)).as("whether PD and TiKV are put back").isTrue();
    assertThat(third.cleanUp()).isEmpty();
    close(third);
    assertThat(second.cleanUp()).isEmpty();
    close(second);
    Fleets.noMetadataIsLeft(harness);
  }

  /** Who failed is to be seen by those who come later. */
  @Test
  void whoFailsWithoutItsRowLeavesOneThatSaysSo() throws Exception {
    Coordination second = losesItsRow(target.config());
    second.end(false);
    assertThat(harness.query("SELECT task_id, status, state FROM " + TASKS + " WHERE task_id = 8"))
        .containsExactly("8|initialized|1");
  }

  /**
   * The first one, 7, ends; the second, 8, registers between its look and its DROP; the third, 9,
   * makes the tables again.
   *
   * @return the second
   */
  private Coordination losesItsRow(Config config) throws Exception {
    Coordination first = join("a", ids(7));
    first.end(true);
    SqlFaults faults = cluster.playground().tidb().faults();
    faults.add("DROP TABLE .*task_meta_v2", BEFORE, new SqlFaults.Action.Delay(60_000), 1);
    CompletableFuture<List<String>> cleaning = CompletableFuture.supplyAsync(first::cleanUp);
    Waiting.until("it drops the table", () -> faults.hits().containsValue(1));
    Coordination second = joined(joining(config, "b", OptionalLong.empty(), ids(8)));
    assertThat(harness.query("SELECT task_id FROM " + TASKS)).containsExactly("8");
    faults.clear();
    // Nobody but the third may see that the table is away.
    faults.add("task_meta_v2.* WHERE task_id = 8$", BEFORE, new SqlFaults.Action.Cut(), 1_000);
    assertThat(cleaning.join()).isEmpty();
    join("c", ids(9));
    faults.clear();
    return second;
  }

  @Test
  void withoutTheRightToWriteRowsSeveralAreRefusedWithTheGrantAndLeaveNothing() {
    int before = cluster.playground().tidb().faults().fired().size();
    cluster
        .playground()
        .inject("SQL insert into .*task_meta_v2 -> error=1142,INSERT command denied");
    assertThatThrownBy(() -> join("a", ids(7)))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("[Lightning:DB:ErrInitMetaManager]init meta manager error")
        .hasMessageContaining("grant user 'root' CREATE, DROP, SELECT, INSERT, UPDATE and DELETE");
    assertThat(harness.query("SHOW DATABASES LIKE 'lightning_metadata_levin'"))
        .as("who was refused has never been there")
        .isEmpty();
    List<String> inserts =
        cluster.playground().tidb().faults().fired().stream()
            .skip(before)
            .filter(text -> text.contains("lightning_metadata"))
            .toList();
    assertThat(inserts).hasSize(1);
  }

  /** As a server that restarts: every connection ends, and new ones too for a while. */
  @Test
  void aServerThatIsAwayDuringTheRegistrationIsWaitedFor() {
    Joining joining = joining("a", OptionalLong.empty(), ids(7));
    cluster.playground().tidb().cutConnections();
    cluster.playground().inject("SQL . times=4 -> cut");
    joined(joining);
    assertThat(harness.query("SELECT task_id, status FROM " + TASKS))
        .containsExactly("7|initialized");
  }

  private void passSeconds(int seconds) {
    passed.addAndGet(seconds * 1000L);
  }

  private static LongSupplier ids(long... ids) {
    int[] next = {0};
    return () -> ids[next[0]++];
  }

  private void close(Coordination coordination) {
    open.remove(coordination);
    coordination.close();
  }

  private Coordination join(String home, LongSupplier ids) {
    return join(home, OptionalLong.empty(), ids);
  }

  private Coordination goOn(String home, long taskId) {
    return join(home, OptionalLong.of(taskId), ids());
  }

  private Coordination join(String home, OptionalLong taskId, LongSupplier ids) {
    return joined(joining(home, taskId, ids));
  }

  private Coordination joined(Joining joining) {
    Coordination coordination = joining.join();
    synchronized (open) {
      open.add(coordination);
    }
    return coordination;
  }

  private Config config(String heartbeat) throws Exception {
    harness.toml().set("levin", "heartbeat", heartbeat);
    Flags flags =
        Flags.parse(ImportFlags.definitions(), List.of("-config", harness.configFile().toString()));
    return new ConfigLoader(2, 1L << 30).load(flags);
  }

  private Joining joining(String home, OptionalLong taskId, LongSupplier ids) {
    return joining(target.config(), home, taskId, ids);
  }

  private Joining joining(Config config, String home, OptionalLong taskId, LongSupplier ids) {
    return new Joining(
        config,
        target.connectTidb(new Cancellation()),
        new Participant(taskId, home, "file:///dump", 1000, List.of(), Map.of(), false),
        () -> false,
        timer,
        new Cancellation(),
        ids);
  }
}
