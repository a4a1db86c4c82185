package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.ClusterOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hundreds of kills: {@code mvn -Pcrash verify}. {@code -Dlevin.kills=N} says how many, {@code
 * -Dlevin.minutes=N} ends it earlier, {@code -Dlevin.start=SEED} begins at another seed, so that
 * parts can be run one after the other. Each seed is one series of kills.
 *
 * <p>Several imports run at a time, each with a cluster of its own: a process that starts, or waits
 * for a split, leaves processors to the others.
 */
@Tag("crash")
final class CrashLoopTest {
  private static final int KILLS_A_SEED = 12;
  private static final String DEFAULT_KILLS = "500";
  private static final String DEFAULT_MINUTES = "120";

  @TempDir Path directory;

  private final CrashTally total = new CrashTally();
  private final int wanted = Integer.parseInt(System.getProperty("levin.kills", DEFAULT_KILLS));
  private final long minutes = Long.parseLong(System.getProperty("levin.minutes", DEFAULT_MINUTES));
  private final long start = Long.parseLong(System.getProperty("levin.start", "1"));
  private final long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);

  /**
   * What is imported again and again.
   *
   * @param quota whether every other import goes to the cluster in parts
   */
  private record Lane(String name, List<SampleTable> tables, boolean quota) {}

  /** A bench of tables with conflicts that are replaced. */
  static CrashBench conflicts(PlaygroundUnderTest cluster, Path directory) {
    CrashBench bench = new CrashBench(cluster, directory, CrashDump.conflicts());
    bench.harness().toml().set("conflict", "strategy", "replace");
    return bench;
  }

  @Test
  void howeverOftenAnImportIsKilledItEndsWithTheSamePairs() {
    List<SampleTable> kinds = CrashDump.kinds();
    List<Lane> lanes =
        List.of(
            new Lane("some", everyOther(kinds, 0), true),
            new Lane("others", everyOther(kinds, 1), true),
            new Lane("conflicts", CrashDump.conflicts(), false));
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      long first = start * lanes.size() + i;
      running.add(CompletableFuture.runAsync(() -> run(lane, first, lanes.size())));
    }
    try {
      running.forEach(CompletableFuture::join);
    } finally {
      System.out.println(total);
    }
  }

  private static List<SampleTable> everyOther(List<SampleTable> tables, int first) {
    List<SampleTable> chosen = new ArrayList<>();
    for (int i = first; i < tables.size(); i += 2) {
      chosen.add(tables.get(i));
    }
    return chosen;
  }

  private void run(Lane lane, long first, int step) {
    ClusterOptions options = ClusterOptions.builder().version("8.5.0").stores(1, 1).build();
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start(options)) {
      Path folder = directory.resolve(lane.name());
      CrashBench bench =
          lane.name().equals("conflicts")
              ? conflicts(cluster, folder)
              : new CrashBench(cluster, folder, lane.tables());
      // The playground keeps the empty regions of dropped tables: in time more than the checks
      // allow.
      bench.harness().toml().set("lightning", "check-requirements", false);
      bench.undisturbed();
      for (long seed = first; isGoingOn(); seed += step) {
        boolean parts = lane.quota() && seed / step % 2 == 0;
        bench.harness().toml().set("tikv-importer", "disk-quota", parts ? "1MiB" : "1TiB");
        CrashTally tally =
            bench.killed(
                CrashKill.random(
                    new Random(seed),
                    KILLS_A_SEED,
                    bench.undisturbedMillis(),
                    bench.undisturbedSteps()));
        System.out.println("seed " + seed + ", " + lane.name() + ": " + tally);
        add(tally);
        assertThat(tally.differing()).as("seed %d: %s", seed, tally).isZero();
      }
    }
  }

  private boolean isGoingOn() {
    synchronized (total) {
      return total.kills() < wanted && total.differing() == 0 && System.nanoTime() < end;
    }
  }

  private void add(CrashTally tally) {
    synchronized (total) {
      total.add(tally);
    }
  }
}
