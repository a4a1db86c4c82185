package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One instance of the original {@code tidb-lightning} and one of Levin import two halves of the
 * same tables into one cluster at the same time: into a playground, and then into the real cluster
 * of the environment if one is named there. Runs with {@code -Pdifferential} where {@code
 * LEVIN_TEST_TIDB_LIGHTNING} names the original's executable.
 */
@Tag("differential")
final class MixedFleetTest {
  private static final int ROWS = 400;
  private static final int KILLED_AFTER_MILLIS = 2_500;

  @TempDir Path directory;

  private OriginalLightning original;

  private enum Member {
    ORIGINAL,
    LEVIN
  }

  @BeforeEach
  void theOriginalIsThere() {
    original = OriginalLightning.fromEnvironment().orElse(null);
    assumeTrue(
        original != null,
        OriginalLightning.VARIABLE + " is not set: no original tidb-lightning to share with");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1500})
  void theOriginalFirstThenLevin(long millisBetween) throws Exception {
    share(Member.ORIGINAL, millisBetween, null);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1500})
  void levinFirstThenTheOriginal(long millisBetween) throws Exception {
    share(Member.LEVIN, millisBetween, null);
  }

  @ParameterizedTest
  @EnumSource
  void oneOfThemIsKilledAndStartedAgain(Member killed) throws Exception {
    share(Member.LEVIN, 0, killed);
  }

  private void share(Member first, long millisBetween, Member killed) throws Exception {
    try (ClusterUnderTest cluster = PlaygroundUnderTest.start(original.clusterVersion())) {
      share(cluster, directory.resolve("playground"), first, millisBetween, killed);
    }
    if (RealClusterUnderTest.fromEnvironment().isEmpty()) {
      System.out.println(
          "not shared on a real TiDB: " + RealClusterUnderTest.missing() + " are not set");
      return;
    }
    try (ClusterUnderTest cluster = RealClusterUnderTest.fromEnvironment().get()) {
      ImportHarness harness = new ImportHarness(cluster, directory.resolve("real"));
      harness.query("DROP DATABASE IF EXISTS shop");
      share(cluster, directory.resolve("real"), first, millisBetween, killed);
      harness.query("DROP DATABASE shop");
    }
  }

  private void share(
      ClusterUnderTest cluster, Path work, Member first, long millisBetween, Member killed)
      throws Exception {
    List<ShardedTable> tables = ShardedTable.ofEveryKind(2, ROWS);
    ImportHarness theirs = Fleets.instance(cluster, work, 0);
    ImportHarness ours = Fleets.instance(cluster, work, 1);
    if (original.isOld()) {
      theirs.toml().remove("tikv-importer", "parallel-import");
    }
    for (ShardedTable table : tables) {
      table.dump(theirs, 0);
      table.dump(ours, 1);
    }
    Process their = first == Member.ORIGINAL ? original.start(theirs) : null;
    Process our = first == Member.LEVIN ? ours.startProgram() : null;
    Thread.sleep(millisBetween);
    their = their == null ? original.start(theirs) : their;
    our = our == null ? ours.startProgram() : our;
    if (killed == Member.ORIGINAL) {
      Thread.sleep(KILLED_AFTER_MILLIS);
      their = killedAndStarted(their, () -> original.start(theirs));
    } else if (killed == Member.LEVIN) {
      Thread.sleep(KILLED_AFTER_MILLIS);
      our = killedAndStarted(our, ours::startProgram);
    }
    original.awaitEnd(theirs, their).succeeded();
    ours.awaitEnd(our).succeeded();
    tables.forEach(table -> table.holdsAllParts(ours));
    Fleets.noMetadataIsLeft(ours);
    // What a killed process registered at PD ends by itself, within five minutes.
    assertThat(original.leftBesideItsSafePoint(cluster))
        .as("what is left")
        .allMatch(
            problem ->
                killed != null
                    && (problem.startsWith("lease: ") || problem.startsWith("label rule: ")));
  }

  private interface Start {
    Process start() throws IOException;
  }

  private static Process killedAndStarted(Process process, Start start)
      throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    return start.start();
  }
}
