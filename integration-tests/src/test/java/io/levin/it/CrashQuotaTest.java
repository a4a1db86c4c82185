package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are imported in parts, because their sorted data may not all be on disk. */
final class CrashQuotaTest {
  private static final int INSTANCES = 2;
  private static final int ROWS = 1500;

  @TempDir Path directory;

  @Test
  void anImportInPartsThatIsKilledEndsWithTheSamePairs() {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench bench = new CrashBench(cluster, directory, CrashDump.kinds()).undisturbed();
      bench.harness().toml().set("tikv-importer", "disk-quota", "1MiB");
      CrashTally tally =
          bench.killed(
              CrashKill.at(
                  Step.PART_SET_ASIDE,
                  Step.REGION_WRITTEN,
                  Step.RANGES_RECORDED,
                  Step.PART_IMPORTED,
                  Step.RUNS_UNNAMED,
                  Step.PART_SET_ASIDE,
                  Step.PART_IMPORTED,
                  Step.ENGINE_CLOSED));
      assertThat(tally.steps()).contains(Step.PART_SET_ASIDE, Step.PART_IMPORTED);
      assertThat(tally.differing()).as("%s", tally).isZero();
    }
  }

  /** Parts of tables whose rows have hidden ids, and of tables whose rows have not. */
  private static List<SampleTable> part(int instance) {
    int from = instance * ROWS;
    return List.of(
        new SampleTable(
            CrashDump.DATABASE,
            "ids",
            "CREATE TABLE `ids` (k INT, c VARCHAR(2000), KEY kk (k))",
            List.of("k", "c"),
            Rows.of(ROWS, i -> Arrays.asList(from + i, Rows.text(from + i, 1200)))),
        new SampleTable(
            CrashDump.DATABASE,
            "keys",
            "CREATE TABLE `keys` (k INT PRIMARY KEY, c VARCHAR(2000))",
            List.of("k", "c"),
            Rows.of(ROWS, i -> Arrays.asList(from + i, Rows.text(from + i, 1200)))));
  }

  @Test
  void instancesThatImportInPartsAndAreKilledInTheMidstBringEveryRowInOnce() {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      ImportHarness any = null;
      for (int i = 0; i < INSTANCES; i++) {
        ImportHarness instance = Fleets.instance(cluster, directory, i);
        part(i).forEach(table -> instance.dump().sql(table, 2));
        instance
            .toml()
            .set("levin", "memory-budget", "64MiB")
            .set("lightning", "region-concurrency", CrashBench.ENCODERS)
            .set("tikv-importer", "region-split-size", "256KiB")
            .set("tikv-importer", "disk-quota", "512KiB");
        running.add(CompletableFuture.runAsync(() -> killAndEnd(instance)));
        any = instance;
      }
      running.forEach(CompletableFuture::join);
      for (int t = 0; t < part(0).size(); t++) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
          rows.addAll(part(i).get(t).rows());
        }
        SampleTable whole = part(0).get(t).with(rows);
        any.holdsRows(whole);
        any.query("ADMIN CHECK TABLE " + whole.quoted());
      }
      assertThat(any.query("SELECT COUNT(DISTINCT _tidb_rowid) FROM crash.ids"))
          .containsExactly(String.valueOf(INSTANCES * ROWS));
      Fleets.noMetadataIsLeft(any);
    }
  }

  private static void killAndEnd(ImportHarness instance) {
    for (Step step : List.of(Step.PART_SET_ASIDE, Step.PART_IMPORTED, Step.RUNS_UNNAMED)) {
      ImportRun killed =
          instance.awaitEnd(
              instance.startProgramWith(
                  List.of(CrashBench.PROCESSORS, "-D" + Step.PROPERTY + "=" + step + ":1")));
      assertThat(killed.exitCode()).as("at %s; %s", step, killed).isEqualTo(137);
    }
    ImportRun last =
        instance.awaitEnd(instance.startProgramWith(List.of(CrashBench.PROCESSORS))).succeeded();
    assertThat(last.log()).contains("importing a part for disk quota");
  }
}
