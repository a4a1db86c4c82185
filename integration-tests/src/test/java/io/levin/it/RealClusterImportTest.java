package io.levin.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same imports into a real cluster: one that {@code LEVIN_TEST_PD} and {@code LEVIN_TEST_TIDB}
 * name, else one that is started in Docker; skipped where neither is there. Databases {@code
 * levin_it*} are made and dropped there.
 */
final class RealClusterImportTest {
  private static final String DATABASE = "levin_it";

  private static Optional<ClusterUnderTest> cluster = Optional.empty();

  @TempDir Path directory;
  private ImportHarness harness;

  /** Needs a cluster. */
  @BeforeAll
  static void findCluster() {
    cluster = ClusterUnderTest.real();
    assumeTrue(
        cluster.isPresent(),
        () ->
            "no real cluster: "
                + DockerClusterUnderTest.whyNot().orElse("none was started")
                + "; or set "
                + String.join(" and ", RealClusterUnderTest.missing())
                + " (host:port), and LEVIN_TEST_TIDB_STATUS, LEVIN_TEST_USER, LEVIN_TEST_PASSWORD"
                + " where they differ from the defaults");
  }

  /** Ends it, if it was started here. */
  @AfterAll
  static void endCluster() {
    cluster.ifPresent(ClusterUnderTest::close);
  }

  /** A fresh dump and configuration. */
  @BeforeEach
  void freshHarness() {
    harness = new ImportHarness(cluster.orElseThrow(), directory);
    harness.query("DROP DATABASE IF EXISTS " + DATABASE);
  }

  /** Leaves the cluster as it was. */
  @AfterEach
  void dropDatabase() {
    if (harness != null) {
      harness.query("DROP DATABASE IF EXISTS " + DATABASE);
    }
  }

  @Test
  void aTableWithAnIntegerKeyIsImported() {
    SampleTable table = IntKeyImportTest.PEOPLE.in(DATABASE);
    harness.dump().sql(table, 3);
    harness.runProgram().succeeded();
    harness.holds(table);
  }

  @Test
  void aBigTableIsImportedThroughManyRegions() {
    SampleTable table = FaultMatrixTest.TABLE.in(DATABASE);
    harness.smallRegions().dump().sql(table, 2);
    harness.run().succeeded();
    harness.holds(table);
  }

  @Test
  void aTableWithACommonHandleIsImportedFromCsv() {
    SampleTable table =
        new SampleTable(
            DATABASE,
            "common",
            "CREATE TABLE `common` (code VARCHAR(20) NOT NULL, n INT, PRIMARY KEY (code) CLUSTERED,"
                + " UNIQUE KEY un (n))",
            List.of("code", "n"),
            Rows.of(200, i -> Arrays.asList("Code " + i, i % 3 == 0 ? null : i)));
    harness.dump().csv(table);
    harness.run().succeeded();
    harness.holds(table);
  }
}
