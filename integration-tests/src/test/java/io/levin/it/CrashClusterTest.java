package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.ClusterOptions;
import io.levin.playground.Playground;
import io.levin.playground.fault.Fault;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the cluster, not to the process: the import goes on by itself. */
final class CrashClusterTest {
  @TempDir Path directory;

  @Test
  void aStoreThatDiesAndANewPdLeaderAndCutConnectionsDoNotEndAnImport() throws Exception {
    ClusterOptions three = ClusterOptions.builder().version("8.5.0").pdMembers(3).build();
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start(three)) {
      Playground playground = cluster.playground();
      CrashBench bench = new CrashBench(cluster, directory, CrashDump.kinds()).undisturbed();
      Fault held = playground.faults().inject("MultiIngest nth=5 times=1 -> stall");
      Process process = bench.begin();
      Waiting.until("an ingest hangs", () -> held.hits() > 0 || !process.isAlive());
      Fault cut = playground.faults().inject("Write times=3 -> close");
      long store = playground.cluster().stores().get(0).id();
      playground.stopStore(store);
      playground.changePdLeader(300);
      held.remove();
      // Longer than the first tries of a region job.
      Thread.sleep(500);
      playground.startStore(store);
      bench.harness().awaitEnd(process).succeeded();
      assertThat(held.hits()).isEqualTo(1);
      assertThat(cut.hits()).isPositive();
      assertThat(bench.differing()).isZero();
    }
  }

  @Test
  void anImportThatIsAskedToStopAgainAndAgainEndsWithTheSamePairs() {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench bench = new CrashBench(cluster, directory, CrashDump.kinds()).undisturbed();
      int stops = bench.stopped(6);
      assertThat(stops).isPositive();
      assertThat(bench.differing()).isZero();
      bench.harness().clusterIsAsBefore();
    }
  }
}
