package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Step;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables that are done again from their source after a kill, and whose rows get their ids from the
 * importer: they must be the same ids, although TiDB was told meanwhile that they are used.
 */
final class CrashSmallTablesTest {
  private static final SampleTable HIDDEN =
      new SampleTable(
          "crash_small",
          "hidden",
          "CREATE TABLE `hidden` (k INT, v VARCHAR(20), KEY kk (k))",
          List.of("k", "v"),
          Rows.of(30, i -> List.of(i, "v" + i)));

  private static final SampleTable COUNTED =
      new SampleTable(
          "crash_small",
          "counted",
          "CREATE TABLE `counted` (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(20))",
          List.of("v"),
          Rows.of(30, i -> List.of("v" + i)));

  @TempDir Path directory;
  private PlaygroundUnderTest cluster;
  private ImportHarness harness;

  @BeforeEach
  void start() {
    cluster = PlaygroundUnderTest.start("8.5.0");
    harness = new ImportHarness(cluster, directory);
    harness.dump().sql(HIDDEN).sql(COUNTED);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void killedAtTheLast(Step step) {
    List<String> flags = List.of("-D" + Step.PROPERTY + "=" + step + ":2");
    Process process = harness.startProgramWith(flags);
    ImportRun run = harness.awaitEnd(process);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(137);
  }

  private void endsWithEachRowOnce() {
    harness.runProgram().succeeded();
    for (SampleTable table : List.of(HIDDEN, COUNTED)) {
      harness.holdsRows(table);
      harness.query("ADMIN CHECK TABLE " + table.quoted());
    }
    harness.clusterIsAsBefore();
  }

  @Test
  void idsThatWereRaisedAreNotGivenAgainWhereNoMetadataRemembersThem() {
    cluster.playground().inject("SQL ^create database.*lightning_metadata` -> error=1044,denied");
    cluster.playground().inject("SQL ^create database.*lightning_metadata$ -> error=1044,denied");
    killedAtTheLast(Step.IDS_REBASED);
    endsWithEachRowOnce();
  }

  @Test
  void idsThatWereRaisedAreNotGivenAgainWhenTheMetadataIsGoneBeforeTheImportIsAtItsEnd() {
    harness.toml().set("post-restore", "post-process-at-last", false);
    killedAtTheLast(Step.TABLE_ANALYZED);
    endsWithEachRowOnce();
  }
}
