package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Instances of one parallel import. */
final class Fleets {
  static final String ROUTES =
      """
      [[routes]]
      schema-pattern = "shop_*"
      target-schema = "shop"

      [[routes]]
      schema-pattern = "shop_*"
      table-pattern = "t_*_shard_*"
      target-schema = "shop"
      target-table = "orders"
      """;

  private Fleets() {}

  /** One instance with a folder, a checkpoint and sorted data of its own. */
  static ImportHarness instance(ClusterUnderTest cluster, Path directory, int number) {
    Path own = directory.resolve("instance-" + number);
    try {
      Files.createDirectories(own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ImportHarness harness = new ImportHarness(cluster, own);
    harness.toml().set("tikv-importer", "parallel-import", true);
    harness.toml().set("levin", "heartbeat", "1s");
    harness.toml().set("levin", "memory-budget", "96MiB");
    return harness;
  }

  /** Insists that the metadata is gone and the cluster as before. */
  static void nothingIsLeft(ImportHarness harness) {
    noMetadataIsLeft(harness);
    harness.clusterIsAsBefore();
  }

  /** Insists that the metadata is gone. */
  static void noMetadataIsLeft(ImportHarness harness) {
    assertThat(harness.query("SHOW DATABASES LIKE 'lightning_metadata%'"))
        .as("schemas of the metadata")
        .isEmpty();
  }
}
