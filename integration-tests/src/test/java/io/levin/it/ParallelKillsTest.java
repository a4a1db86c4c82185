package io.levin.it;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four processes import together and are killed at random. {@code -Pparallel
 * -Dtest=ParallelKillsTest -Dlevin.minutes=N -Dlevin.start=SEED} runs it for so long.
 */
final class ParallelKillsTest {
  private static final int INSTANCES = 4;
  private static final int RUNS = 20;

  @TempDir Path directory;

  @Test
  void fourInstancesThatAreKilledNowAndThenBringEveryRowInOnce() {
    run(1, 12, 10, 5);
  }

  @Test
  @Tag("parallel")
  void manyRunsWithManyTablesAndKillsBringEveryRowInOnce() {
    LongRun.ofProperties(RUNS).forEachSeed(seed -> run(seed, 100, 200, 30));
  }

  private void run(long seed, int shards, int smallTables, int kills) {
    System.out.println("parallel import with kills: seed " + seed);
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      ParallelFleet fleet =
          new ParallelFleet(
              cluster,
              directory.resolve("seed-" + seed),
              INSTANCES,
              shards,
              smallTables,
              new Random(seed));
      fleet.run(kills);
      fleet.holdsEverything();
      System.out.println(
          fleet.size() + " instances, " + fleet.killed() + " kills, " + fleet.rows() + " rows");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("seed " + seed, e);
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
