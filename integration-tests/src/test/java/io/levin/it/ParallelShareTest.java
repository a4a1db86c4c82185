package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.fault.Faults;
import io.levin.playground.tidb.SqlFaults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        cluster.playground().inject("MultiIngest -> busy=100");
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
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      ShareFleet fleet = fleet(cluster, "fleet");
      SqlFaults faults = cluster.playground().tidb().faults();
      faults.add(
          "INSERT INTO .*fleet_lot", SqlFaults.Moment.BEFORE, new SqlFaults.Action.Delay(4000), 1);
      ImportHarness planner = fleet.slowMember("60KiB");
      Process first = planner.startProgram();
      while (faults.fired().isEmpty()) {
        assertThat(first.isAlive()).as("the planner runs; %s", planner.logText()).isTrue();
        Thread.sleep(20);
      }
      first.destroyForcibly().waitFor();

      ImportHarness member = fleet.slowMember("60KiB");
      Process second = member.startProgram();
      fleet.awaitIngest(member, second);
      second.destroyForcibly().waitFor();

      ImportHarness last = fleet.hastyMember();
      ImportRun run = last.runProgram().succeeded();
      assertThat(run.log()).contains("a member is dead", "checksum pass");
      fleet.holdsEverything(last);
    }
  }

  // Not in every build: frozen within a transaction it keeps its locks, and nobody goes on.
  @Tag("parallel")
  @Test
  void aMemberThatWasFrozenPastItsLeaseSendsNothingMore() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      ShareFleet fleet = fleet(cluster, "fleet");
      ImportHarness frozen = fleet.slowMember("60KiB");
      Process first = frozen.startProgram();
      fleet.awaitIngest(frozen, first);
      ShareFleet.signal(first, "STOP");
      ImportHarness other = fleet.hastyMember();
      other.runProgram().succeeded();
      fleet.holdsEverything(other);

      Map<String, Long> before = calls(cluster);
      long ingested = cluster.playground().importFiles().ingested();
      ShareFleet.signal(first, "CONT");
      ImportRun run = frozen.awaitEnd(first);
      run.failedWith(1, "this instance takes no part in the shared import any more");
      assertThat(calls(cluster)).isEqualTo(before);
      assertThat(cluster.playground().importFiles().ingested()).isEqualTo(ingested);
      fleet.holdsAllRows(other);
    }
  }

  private static Map<String, Long> calls(PlaygroundUnderTest cluster) {
    Faults faults = cluster.playground().faults();
    Map<String, Long> calls = new LinkedHashMap<>();
    CHANGING_CALLS.forEach(method -> calls.put(method, faults.calls(method)));
    return calls;
  }
}
