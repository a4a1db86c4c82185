package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Imports that are killed behind each of the statements by which they keep the metadata in TiDB,
 * within its transaction and behind it. The rows of some tables get their ids by these.
 */
@Tag("crash")
final class CrashMetadataTest {
  private static final List<Step> STEPS = List.of(Step.METADATA_CHANGED, Step.METADATA_ANSWERED);

  @TempDir Path directory;

  private static List<SampleTable> tables() {
    List<SampleTable> tables = new ArrayList<>();
    for (SampleTable table : CrashDump.kinds()) {
      if (table.name().equals("ints") || table.name().equals("hidden")) {
        tables.add(table);
      }
    }
    tables.add(
        new SampleTable(
            CrashDump.DATABASE,
            "few_hidden",
            "CREATE TABLE `few_hidden` (k INT, v VARCHAR(20), KEY kk (k))",
            List.of("k", "v"),
            Rows.of(30, i -> List.of(i, "v" + i))));
    tables.add(
        new SampleTable(
            CrashDump.DATABASE,
            "few_counted",
            "CREATE TABLE `few_counted` (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(20))",
            List.of("v"),
            Rows.of(30, i -> List.of("v" + i))));
    return tables;
  }

  @Test
  void anImportThatIsKilledBehindEachStatementOnTheMetadataEndsWithTheSamePairs() {
    killedBehindEach(false);
  }

  @Test
  void theSameWhereOthersMayTakePart() {
    killedBehindEach(true);
  }

  private void killedBehindEach(boolean parallel) {
    long start = Long.getLong("levin.start", 1);
    Instant end = Instant.now().plus(Duration.ofMinutes(Long.getLong("levin.minutes", 30)));
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench bench = new CrashBench(cluster, directory, tables());
      bench.harness().toml().set("tikv-importer", "parallel-import", parallel);
      bench.harness().toml().set("lightning", "check-requirements", false);
      bench.undisturbed();
      CrashTally tally = new CrashTally();
      List<CrashKill> kills = new ArrayList<>();
      for (Step step : STEPS) {
        for (long n = 1; n <= bench.undisturbedSteps().of(step); n++) {
          kills.add(new CrashKill.AtStep(step, (int) n));
        }
      }
      for (int i = 0; i < kills.size() && Instant.now().isBefore(end); i++) {
        CrashKill kill = kills.get((int) ((start - 1 + i) % kills.size()));
        CrashTally one = bench.killed(List.of(kill));
        tally.add(one);
        assertThat(one.differing()).as("%s: %s", kill, one).isZero();
      }
      System.out.println("metadata, " + kills.size() + " statements and answers: " + tally);
    }
  }
}
