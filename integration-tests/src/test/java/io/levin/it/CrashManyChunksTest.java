package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of very many chunks goes on after a restart; says how soon. Five seconds are the aim. */
@Tag("crash")
final class CrashManyChunksTest {
  private static final int CHUNKS = 10_000;

  @TempDir Path directory;

  @Test
  void aTableOfTenThousandChunksGoesOnBehindAllThatWereRead() {
    SampleTable table =
        new SampleTable(
            CrashDump.DATABASE,
            "chunks",
            "CREATE TABLE `chunks` (id INT PRIMARY KEY, c VARCHAR(200))",
            List.of("id", "c"),
            Rows.of(CHUNKS, i -> List.of(i, Rows.text(i, 150))));
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      ImportHarness harness = new ImportHarness(cluster, directory);
      harness.dump().sql(table, CHUNKS);
      List<String> atTheEnd = List.of("-D" + Step.PROPERTY + "=" + Step.ENGINE_LOADED + ":1");
      assertThat(harness.awaitEnd(harness.startProgramWith(atTheEnd)).exitCode()).isEqualTo(137);
      ImportRun again = harness.runProgram().succeeded();
      Duration waited =
          Duration.between(
              timeOf(again.log(), "Welcome to TiDB-Lightning"),
              timeOf(again.log(), "import and cleanup engine"));
      System.out.println(CHUNKS + " chunks go on after " + waited.toMillis() + " ms");
      assertThat(again.log()).contains("[chunks=\"10000/10000 (100.0%)\"]");
      harness.holds(table);
    }
  }

  /** The time of the first line that has a text: {@code [2026/01/31 12:59:59.123 +00:00] …}. */
  private static LocalTime timeOf(String log, String text) {
    String line = log.lines().filter(l -> l.contains(text)).findFirst().orElseThrow();
    return LocalTime.parse(line.substring(12, 24));
  }
}
