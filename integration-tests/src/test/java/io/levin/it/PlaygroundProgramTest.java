package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.it.Launchers.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import into {@code levin playground}, with faults and questions from outside its process. */
final class PlaygroundProgramTest {
  @TempDir private Path directory;

  @Test
  void faultsOfTheCommandLineAndOverHttpStrikeAndTheContentIsToldAfterwards() throws Exception {
    Launchers launchers = new Launchers(directory.resolve("home"));
    try (PlaygroundProgram playground =
        PlaygroundProgram.start(
            launchers,
            directory,
            "--fault",
            "MultiIngest nth=5 times=2 -> busy=50",
            "--fault",
            "SQL ^create table times=1 -> error=9007")) {
      playground.ask("POST", "/faults", "Write at=message:2 times=1 -> close");
      playground.ask("POST", "/faults", "MultiIngest nth=9 times=1 -> split");
      ImportHarness harness = new ImportHarness(playground, directory).smallRegions();
      SampleTable table = FaultMatrixTest.TABLE;
      harness.dump().sql(table, 2);
      ImportRun run = harness.run().succeeded();

      JsonNode faults = playground.ask("GET", "/faults", "");
      assertThat(faults).hasSize(4).allMatch(fault -> fault.path("hits").asInt() > 0);
      assertThat(playground.ask("DELETE", "/faults", "")).isEmpty();
      harness.clusterIsAsBefore().holds(table);
      JsonNode content =
          playground.ask("GET", "/tables/" + table.database() + "/" + table.name(), "");
      assertThat(content.path("keys").asInt()).isEqualTo(2 * table.rows().size());
      assertThat(content.path("olderVersions").asInt()).isZero();
      assertThat(content.path("deletedOrLocked").asInt()).isZero();
      assertThat(content.path("timestamps")).hasSize(2);
      assertThat(content.path("checksum").asText())
          .isEqualTo(Long.toUnsignedString(harness.checksum(table).crc()));
      assertThat(playground.ask("GET", "/strangers", "")).isEmpty();
      int again = run.log().split("region job will try again", -1).length - 1;
      assertThat(playground.ask("GET", "/files", "").path("orphans").asInt())
          .isLessThanOrEqualTo(again);
      assertThat(playground.ask("GET", "/stores", ""))
          .hasSize(3)
          .allMatch(store -> store.path("peakWrites").asInt() <= 32)
          .allMatch(store -> store.path("receivedBytes").asLong() > 0);
      Ended ended = playground.end();
      assertThat(ended.out()).contains("Ready.").doesNotContain("PANIC", "left behind");
    }
  }
}
