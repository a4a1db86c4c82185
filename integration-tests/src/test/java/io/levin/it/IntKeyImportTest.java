package io.levin.it;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IntKeyImportTest {
  @TempDir Path directory;

  static final SampleTable PEOPLE =
      new SampleTable(
          "it",
          "people",
          "CREATE TABLE `people` (`id` BIGINT NOT NULL, `name` VARCHAR(100), `age` INT,"
              + " PRIMARY KEY (`id`) CLUSTERED)",
          List.of("id", "name", "age"),
          Rows.of(500, i -> Arrays.asList(i * 3L - 700, i % 7 == 0 ? null : "it's \"n" + i, i)));

  @Test
  void theProgramImportsATableWithAnIntegerKey() {
    try (ClusterUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      ImportHarness harness = new ImportHarness(cluster, directory);
      harness.dump().sql(PEOPLE, 3);
      harness.runProgram().succeeded();
      harness.clusterIsAsBefore().holds(PEOPLE);
    }
  }
}
