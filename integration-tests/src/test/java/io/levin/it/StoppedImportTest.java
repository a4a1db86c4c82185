package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.playground.fault.Fault;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StoppedImportTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"5.3.0", "8.5.0"})
  void aSignalStopsTheImportCleanlyAndASecondRunFinishesIt(String version) throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start(version)) {
      ImportHarness harness = new ImportHarness(cluster, directory).smallRegions();
      harness.dump().sql(FaultMatrixTest.TABLE, 2);
      Fault held = cluster.playground().faults().inject("MultiIngest nth=6 -> stall");
      Process process = harness.startProgram();
      Waiting.until("an ingest hangs", () -> held.hits() > 0 || !process.isAlive());
      assertThat(cluster.problems()).isNotEmpty();
      process.destroy();
      ImportRun stopped = harness.awaitEnd(process);
      assertThat(stopped.exitCode()).as("%s", stopped).isEqualTo(1);
      assertThat(stopped.out() + stopped.err()).contains("canceled");
      held.remove();
      harness.clusterIsAsBefore();
      harness.runProgram().succeeded();
      harness.clusterIsAsBefore().holds(FaultMatrixTest.TABLE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "5.3.0, /pd/api/v1/schedulers/balance-region-scheduler",
    "8.5.0, /pd/api/v1/config/region-label/rule"
  })
  void whatPdPausesWhileTheImportIsAskedToStopIsPutBack(String version, String path) {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start(version)) {
      ImportHarness harness = new ImportHarness(cluster, directory).smallRegions();
      harness.dump().sql(FaultMatrixTest.TABLE, 2);
      Cancellation cancellation = new Cancellation();
      Fault stopping =
          cluster
              .playground()
              .faults()
              .inject(
                  path + " times=1",
                  point -> cancellation.cancel(new CancellationException("stopped by the test")));
      harness.run(cancellation).failedWith(1, "canceled");
      assertThat(stopping.hits()).isEqualTo(1);
      harness.clusterIsAsBefore();
      harness.run().succeeded();
      harness.clusterIsAsBefore().holds(FaultMatrixTest.TABLE);
    }
  }

  @Test
  void whatWasPausedIsPutBackWhenItCannotBeWrittenDown() {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("5.3.0")) {
      cluster
          .playground()
          .inject("SQL ^update .*task_meta.*pd_cfgs -> error=1406,Data too long for column");
      ImportHarness harness = new ImportHarness(cluster, directory);
      harness.dump().sql(FaultMatrixTest.TABLE);
      harness.run().failedWith(1, "Data too long for column");
      harness.clusterIsAsBefore();
      cluster.playground().clearFaults();
      harness.run().succeeded();
      harness.clusterIsAsBefore().holds(FaultMatrixTest.TABLE);
    }
  }
}
