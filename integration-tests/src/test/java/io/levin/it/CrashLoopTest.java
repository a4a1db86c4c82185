package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hundreds of kills: {@code mvn -Pcrash verify}. {@code -Dlevin.kills=N} says how many, {@code
 * -Dlevin.minutes=N} ends it earlier, {@code -Dlevin.start=SEED} begins at another seed, so that
 * parts can be run one after the other. Each seed is one series of kills.
 */
@Tag("crash")
final class CrashLoopTest {
  private static final int KILLS_A_SEED = 12;
  private static final String DEFAULT_KILLS = "500";
  private static final String DEFAULT_MINUTES = "120";

  @TempDir Path directory;

  /** A bench of tables with conflicts that are replaced, imported once. */
  static CrashBench conflicts(PlaygroundUnderTest cluster, Path directory) {
    CrashBench bench = new CrashBench(cluster, directory, CrashDump.conflicts());
    bench.harness().toml().set("conflict", "strategy", "replace");
    return bench.undisturbed();
  }

  @Test
  void howeverOftenAnImportIsKilledItEndsWithTheSamePairs() {
    int wanted = Integer.parseInt(System.getProperty("levin.kills", DEFAULT_KILLS));
    long minutes = Long.parseLong(System.getProperty("levin.minutes", DEFAULT_MINUTES));
    long seed = Long.parseLong(System.getProperty("levin.start", "1"));
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    CrashTally total = new CrashTally();
    try (PlaygroundUnderTest one = PlaygroundUnderTest.start("8.5.0");
        PlaygroundUnderTest other = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench kinds =
          new CrashBench(one, directory.resolve("kinds"), CrashDump.kinds()).undisturbed();
      CrashBench conflicts = conflicts(other, directory.resolve("conflicts"));
      // The playground keeps the empty regions of dropped tables: in time more than the checks
      // allow.
      for (CrashBench bench : List.of(kinds, conflicts)) {
        bench.harness().toml().set("lightning", "check-requirements", false);
      }
      while (total.kills() < wanted && System.nanoTime() < end) {
        CrashBench bench = seed % 3 == 0 ? conflicts : kinds;
        // Every other import of tables without conflicts goes to the cluster in parts.
        kinds.harness().toml().set("tikv-importer", "disk-quota", seed % 2 == 0 ? "1MiB" : "1TiB");
        CrashTally tally =
            bench.killed(
                CrashKill.random(new Random(seed), KILLS_A_SEED, bench.undisturbedMillis()));
        total.add(tally);
        System.out.println("seed " + seed + ": " + tally);
        assertThat(tally.differing()).as("seed %d: %s", seed, tally).isZero();
        seed++;
      }
    }
    System.out.println(total);
  }
}
