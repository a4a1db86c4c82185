package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.ClusterOptions;
import io.levin.playground.fault.Faults;
import io.levin.playground.tidb.SqlFaults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are given the same source and share its work. */
final class ParallelShareTest {
  private static final int FILES = 12;
  private static final int ROWS = 3000;

  /** What a process of ours asks of a store to change something there. */
  private static final List<String> CHANGING_CALLS =
      List.of("Write", "Ingest", "MultiIngest", "SplitRegion", "SwitchMode", "Compact");

  @TempDir Path directory;

  private static SampleTable table(String name, String columns) {
    return new SampleTable(
        "shop",
        name,
        "CREATE TABLE `" + name + "` (" + columns + ")",
        List.of("id", "v"),
        Rows.of(ROWS, i -> List.of(i, Rows.text(i, 60))));
  }

  private ShareFleet fleet(PlaygroundUnderTest cluster, String folder) {
    ShareFleet fleet = new ShareFleet(cluster, directory.resolve(folder));
    fleet.table(table("hidden", "id INT, v VARCHAR(80), KEY (v)"), FILES);
    fleet.table(table("keyed", "id INT PRIMARY KEY, v VARCHAR(80), UNIQUE KEY (v)"), FILES);
    fleet.table(
        table("random", "a BIGINT AUTO_RANDOM(5) PRIMARY KEY, id INT, v VARCHAR(80)"), FILES);
    for (ShardedTable small : ShardedTable.ofEveryKind(1, 30)) {
      SampleTable one = small.parts().get(0);
      fleet.table(one.in("small"), 2);
    }
    return fleet;
  }

  @Test
  void oneTwoAndFourMembersGiveTheSamePairs() throws Exception {
    Map<Integer, List<String>> pairs = new LinkedHashMap<>();
    for (int size : List.of(1, 2, 4)) {
      try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
        ShareFleet fleet = fleet(cluster, "fleet-" + size);
        fleet.createTables();
        List<ImportHarness> members = new ArrayList<>();
        List<Process> processes = new ArrayList<>();
        // Nothing gets done until all are there; the last one comes when the others are at work.
        cluster.playground().inject("Write at=message:1 -> stall");
        for (int i = 0; i < size; i++) {
          members.add(fleet.member());
          processes.add(members.get(i).startProgram());
          if (i == size - 2) {
            fleet.awaitIngest(members.get(0), processes.get(0));
          }
        }
        fleet.awaitMembers(members.get(0), processes.get(0), size);
        cluster.playground().clearFaults();
        for (int i = 0; i < size; i++) {
          members.get(i).awaitEnd(processes.get(i)).succeeded();
        }
        fleet.holdsEverything(members.get(0));
        members.get(0).clusterIsAsBefore();
        if (size > 1) {
          assertThat(members.stream().filter(one -> one.logText().contains("import lot")).count())
              .as("members that had work")
              .isGreaterThan(1);
        }
        pairs.put(size, fleet.pairs());
      }
    }
    assertThat(pairs.get(1)).hasSizeGreaterThan(5 * ROWS);
    assertThat(pairs.get(2)).isEqualTo(pairs.get(1));
    assertThat(pairs.get(4)).isEqualTo(pairs.get(1));
  }

  @Test
  void theWorkOfAPlannerAndOfAMemberThatAreKilledIsTakenOver() throws Exception {
    AtomicLong passed = new AtomicLong();
    ClusterOptions options =
        ClusterOptions.builder()
            .version("8.5.0")
            .clock(() -> System.currentTimeMillis() + passed.get())
            .build();
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start(options)) {
      ShareFleet fleet = fleet(cluster, "fleet");
      SqlFaults faults = cluster.playground().tidb().faults();
      faults.add(
          "INSERT INTO .*fleet_lot",
          SqlFaults.Moment.BEFORE,
          new SqlFaults.Action.Delay(60_000),
          1);
      ImportHarness planner = fleet.slowMember("60KiB");
      Process first = planner.startProgram();
      while (faults.fired().isEmpty()) {
        assertThat(first.isAlive()).as("the planner runs; %s", planner.logText()).isTrue();
        Thread.sleep(20);
      }
      first.destroyForcibly().waitFor();
      faults.clear();
      passed.addAndGet(ShareFleet.TAKEOVER_MILLIS);

      ImportHarness member = fleet.slowMember("60KiB");
      Process second = member.startProgram();
      fleet.awaitIngest(member, second);
      second.destroyForcibly().waitFor();
      passed.addAndGet(ShareFleet.TAKEOVER_MILLIS);

      ImportHarness last = fleet.hastyMember();
      ImportRun run = last.runProgram().succeeded();
      assertThat(run.log()).contains("a member is dead", "checksum pass");
      fleet.holdsEverything(last);
    }
  }

  @Test
  void aMemberThatWasFrozenWithinATransactionHoldsNobodyUpAndSendsNothingMore() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      SqlFaults faults = cluster.playground().tidb().faults();
      freeze(
          cluster,
          (member, process) -> {
            // The rows that all of them need for their signs of life.
            faults.add(
                "fleet_member.*FOR UPDATE",
                SqlFaults.Moment.AFTER,
                new SqlFaults.Action.Delay(1000),
                1);
            while (faults.fired().isEmpty()) {
              assertThat(process.isAlive()).as("it runs; %s", member.logText()).isTrue();
              Thread.sleep(20);
            }
          });
    }
  }

  @Tag("parallel")
  @RepeatedTest(5)
  void aMemberThatWasFrozenPastItsLeaseSendsNothingMore() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      freeze(cluster, (member, process) -> Thread.sleep(new Random().nextInt(1500)));
    }
  }

  /** Waits for the moment at which a member is to be frozen. */
  @FunctionalInterface
  private interface Moment {
    void await(ImportHarness member, Process process) throws Exception;
  }

  /** Freezes the only member while it sends, thaws it when another one has done everything. */
  private void freeze(PlaygroundUnderTest cluster, Moment moment) throws Exception {
    ShareFleet fleet = fleet(cluster, "fleet");
    ImportHarness frozen = fleet.slowMember("60KiB");
    Process first = frozen.startProgram();
    fleet.awaitIngest(frozen, first);
    moment.await(frozen, first);
    ShareFleet.signal(first, "STOP");
    ImportHarness other = fleet.hastyMember();
    ImportRun run = other.runProgram().succeeded();
    assertThat(run.log()).contains("a member is dead");
    fleet.holdsEverything(other);

    Map<String, Long> before = calls(cluster);
    long ingested = cluster.playground().importFiles().ingested();
    ShareFleet.signal(first, "CONT");
    frozen
        .awaitEnd(first)
        .failedWith(1, "this instance takes no part in the shared import any more");
    assertThat(calls(cluster)).isEqualTo(before);
    assertThat(cluster.playground().importFiles().ingested()).isEqualTo(ingested);
    fleet.holdsEverything(other);
  }

  private static Map<String, Long> calls(PlaygroundUnderTest cluster) {
    Faults faults = cluster.playground().faults();
    Map<String, Long> calls = new LinkedHashMap<>();
    CHANGING_CALLS.forEach(method -> calls.put(method, faults.calls(method)));
    return calls;
  }
}
