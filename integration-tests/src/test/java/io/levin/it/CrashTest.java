package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Step;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kills that every build runs; {@link CrashLoopTest} runs as many as one likes. */
final class CrashTest {
  private static final int RANDOM_KILLS = 8;

  /** What an import without conflicts, disk quota, indexes by SQL and MySQL does not go through. */
  static final Set<Step> OF_OTHERS =
      EnumSet.of(
          Step.INDEX_DROPPED,
          Step.INDEXES_ADDED,
          Step.STATEMENT_BEGINS,
          Step.STATEMENT_ANSWERED,
          Step.CONFLICTS_DECIDED,
          Step.CONFLICTS_RECORDED,
          Step.PART_SET_ASIDE,
          Step.PART_IMPORTED);

  @TempDir Path directory;

  @Test
  void anImportThatIsKilledAtEachStepAndAtRandomTimesEndsWithTheSamePairs() {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench bench = new CrashBench(cluster, directory, CrashDump.kinds()).undisturbed();
      List<CrashKill> kills = CrashKill.atEachStepBut(OF_OTHERS);
      CrashTally tally = bench.killed(kills);
      assertThat(tally.steps()).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(OF_OTHERS)));
      tally.add(
          bench.killed(
              CrashKill.random(
                  new Random(1),
                  RANDOM_KILLS,
                  bench.undisturbedMillis(),
                  bench.undisturbedSteps())));
      System.out.println(tally);
      assertThat(tally.differing()).as("%s", tally).isZero();
    }
  }

  @Test
  void indexesThatTidbMakesAreMadeHoweverOftenTheImportIsKilled() {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench bench = new CrashBench(cluster, directory, CrashDump.few());
      bench.harness().toml().set("tikv-importer", "add-index-by-sql", true);
      bench.undisturbed();
      CrashTally tally =
          bench.killed(
              CrashKill.at(
                  Step.INDEX_DROPPED,
                  Step.PLANNED,
                  Step.ENGINE_CLOSED,
                  Step.CHECKSUM_COMPARED,
                  Step.INDEXES_ADDED,
                  Step.TABLE_ANALYZED));
      assertThat(tally.steps()).contains(Step.INDEX_DROPPED, Step.INDEXES_ADDED);
      assertThat(tally.differing()).as("%s", tally).isZero();
    }
  }

  @Test
  void conflictsAreReplacedTheSameWayHoweverOftenTheImportIsKilled() {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench bench = CrashLoopTest.conflicts(cluster, directory).undisturbed();
      CrashTally tally =
          bench.killed(
              CrashKill.at(
                  Step.ENGINE_CLOSED,
                  Step.CONFLICTS_DECIDED,
                  Step.CONFLICTS_RECORDED,
                  Step.REGION_INGESTED,
                  Step.ENGINE_INGESTED,
                  Step.ENGINE_IMPORTED,
                  Step.RUNS_UNNAMED,
                  Step.TABLE_IMPORTED,
                  Step.CHECKSUM_COMPARED));
      assertThat(tally.differing()).as("%s", tally).isZero();
    }
  }
}
