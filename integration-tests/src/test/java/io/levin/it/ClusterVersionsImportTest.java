package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusterVersionsImportTest {
  private static final int ROWS = 300;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"5.3.0", "6.5.0", "7.5.0"})
  void anOlderClusterTakesAnImportAndIsPutBack(String version) {
    try (ClusterUnderTest cluster = PlaygroundUnderTest.start(version)) {
      ImportHarness harness = new ImportHarness(cluster, directory).smallRegions();
      SampleTable table = FaultMatrixTest.TABLE;
      harness.dump().sql(table, 2);
      ImportRun run = harness.run().succeeded();
      harness.clusterIsAsBefore().holds(table);
      boolean global = version.startsWith("5.");
      assertThat(run.log().contains("pause scheduler successful at beginning")).isEqualTo(global);
    }
  }

  /** Among them tables whose row ids and auto ids have one allocator or two, by version. */
  @ParameterizedTest
  @ValueSource(strings = {"5.3.0", "6.5.0", "7.5.0", "8.5.0"})
  void tablesOfEveryKindOfHandleTakeRowsAfterTheImport(String version) {
    try (ClusterUnderTest cluster = PlaygroundUnderTest.start(version)) {
      ImportHarness harness = new ImportHarness(cluster, directory);
      var tables = ShardedTable.ofEveryKind(1, ROWS);
      tables.forEach(table -> table.dump(harness, 0));
      harness.run().succeeded();
      tables.forEach(table -> table.holdsAllParts(harness));
      harness.clusterIsAsBefore();
    }
  }
}
