package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a kill costs, counted: rows that are encoded again, region jobs that are done again. The
 * bounds are those of the buffers and workers, not of time.
 */
final class CrashWorkTest {
  private static final int KILLS = 3;

  @TempDir Path directory;

  @Test
  void aKillCostsTheRowsOfOneBufferAWorkerAndOneRegionJobAWorker() {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench bench = new CrashBench(cluster, directory, CrashDump.few());
      bench.harness().toml().set("tikv-importer", "region-split-size", "96KiB");
      bench.undisturbed();
      long rows = bench.undisturbedSteps().of(Step.ROW_ENCODED);
      long jobs = bench.undisturbedSteps().of(Step.RANGES_RECORDED);
      // Late enough for each of the two chunks to have filled a buffer.
      CrashKill inTheMidst = new CrashKill.AtStep(Step.ROW_ENCODED, (int) rows / 2);
      CrashTally loading = bench.killed(Collections.nCopies(KILLS, inTheMidst));
      System.out.println("killed while " + rows + " rows were loaded: " + loading);
      assertThat(loading.kills()).isEqualTo(KILLS);
      assertThat(loading.differing()).isZero();
      // Less than if each process had begun anew, and within the bound that every bench insists on.
      assertThat(loading.rows()).isBetween(1L, KILLS * bench.rowsAtRisk());
      assertThat(bench.rowsAtRisk()).isLessThan(rows / 2);

      List<CrashKill> ingesting = new ArrayList<>();
      for (int i = 0; i < KILLS; i++) {
        ingesting.add(new CrashKill.AtStep(Step.REGION_INGESTED, (int) jobs / (2 * KILLS)));
      }
      CrashTally ingested = bench.killed(ingesting);
      System.out.println("killed while " + jobs + " regions were ingested: " + ingested);
      assertThat(ingested.kills()).isEqualTo(KILLS);
      assertThat(ingested.differing()).isZero();
      assertThat(ingested.jobs()).isBetween(0L, (long) KILLS * bench.regionWorkers());
    }
  }
}
