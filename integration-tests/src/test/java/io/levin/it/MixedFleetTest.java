package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One instance of the original {@code tidb-lightning} and one of Levin import two halves of the
 * same tables into one cluster at the same time: into a playground, and then into the real cluster
 * of the environment if one is named there; where only {@code LEVIN_TEST_TIDB} is, with statements
 * and metadata in that TiDB and the pairs in a playground. Runs with {@code -Pdifferential} where
 * {@code LEVIN_TEST_TIDB_LIGHTNING} names the original's executable.
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
      shareOnRealTidb(first, millisBetween, killed);
      return;
    }
    try (ClusterUnderTest cluster = RealClusterUnderTest.fromEnvironment().get()) {
      ImportHarness harness = new ImportHarness(cluster, directory.resolve("real"));
      harness.query("DROP DATABASE IF EXISTS shop");
      share(cluster, directory.resolve("real"), first, millisBetween, killed);
      harness.query("DROP DATABASE shop");
    }
  }

  /** The statements, definitions and metadata of both on a real TiDB, the rest in a playground. */
  private void shareOnRealTidb(Member first, long millisBetween, Member killed) throws Exception {
    Optional<RealTidb> tidb = RealTidb.fromEnvironment();
    if (tidb.isEmpty() || original.isOld()) {
      System.out.println(
          "not shared on a real TiDB: "
              + (original.isOld()
                  ? "the 5.3 line takes none of 8.5"
                  : RealClusterUnderTest.missing() + " are not set"));
      return;
    }
    try (PlaygroundUnderTest playground = PlaygroundUnderTest.start(original.clusterVersion())) {
      TidbAbovePlayground cluster = tidb.get().above(playground);
      Path work = directory.resolve("tidb");
      ImportHarness harness = new ImportHarness(cluster, work);
      harness.query("DROP DATABASE IF EXISTS shop");
      harness.query("DROP DATABASE IF EXISTS lightning_metadata");
      harness.query("CREATE DATABASE shop");
      // The original takes ids from the allocators in the stores, beside TiDB: they must be there.
      for (ShardedTable table : tables(cluster)) {
        String create = table.parts().get(0).create();
        harness.query(create.replace("CREATE TABLE `", "CREATE TABLE shop.`"));
      }
      cluster.defineInStores("shop");
      share(cluster, work, first, millisBetween, killed);
      harness.query("DROP DATABASE shop");
    }
  }

  /**
   * Those of every kind; beside a TiDB that the stores do not belong to, without the one whose ids
   * come from a service of that TiDB.
   */
  private static List<ShardedTable> tables(ClusterUnderTest cluster) {
    return ShardedTable.ofEveryKind(2, ROWS).stream()
        .filter(
            table ->
                !(cluster instanceof TidbAbovePlayground)
                    || !table.parts().get(0).name().equals("apart"))
        .toList();
  }

  private void share(
      ClusterUnderTest cluster, Path work, Member first, long millisBetween, Member killed)
      throws Exception {
    List<ShardedTable> tables = tables(cluster);
    ImportHarness theirs = Fleets.instance(cluster, work, 0);
    ImportHarness ours = Fleets.instance(cluster, work, 1);
    if (original.isOld()) {
      theirs.toml().remove("tikv-importer", "parallel-import");
    }
    if (cluster instanceof TidbAbovePlayground) {
      // It would find that PD and TiDB are of two clusters.
      theirs.toml().set("lightning", "check-requirements", false);
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
    if (cluster instanceof TidbAbovePlayground apart) {
      tables.forEach(table -> apart.holdsAllParts(table, work));
    } else {
      tables.forEach(table -> table.holdsAllParts(ours));
    }
    Fleets.noMetadataIsLeft(ours);
    assertThat(original.leftBesideItsSafePoint(cluster)).as("what is left").isEmpty();
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
