package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Step;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are imported in parts, because their sorted data may not all be on disk. */
final class CrashQuotaTest {
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
}
