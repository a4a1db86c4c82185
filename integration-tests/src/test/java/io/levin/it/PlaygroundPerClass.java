package io.levin.it;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that share one cluster, each with a dump and databases of its own. After each test nothing
 * may be left in the cluster but tables.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class PlaygroundPerClass {
  private ClusterUnderTest cluster;
  private ImportHarness harness;

  /** Starts the cluster. */
  @BeforeAll
  void startCluster() {
    cluster = newCluster();
  }

  /** The cluster that these tests want. */
  ClusterUnderTest newCluster() {
    return PlaygroundUnderTest.start("8.5.0");
  }

  /** A fresh dump and configuration. */
  @BeforeEach
  void freshHarness(@TempDir Path directory) {
    harness = new ImportHarness(cluster, directory);
  }

  /** Looks for what was left. */
  @AfterEach
  void clusterIsAsBefore() {
    harness.clusterIsAsBefore();
  }

  /** Ends the cluster. */
  @AfterAll
  void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  ImportHarness harness() {
    return harness;
  }
}
