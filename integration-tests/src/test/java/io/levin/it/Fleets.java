package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Instances of one parallel import. */
final class Fleets {
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

  /** The metadata tables as the original makes them. */
  static void createMetadata(ImportHarness harness) {
    harness.query("CREATE DATABASE IF NOT EXISTS lightning_metadata");
    harness.query(
        "CREATE TABLE IF NOT EXISTS lightning_metadata.task_meta_v2 (task_id BIGINT(20) UNSIGNED"
            + " NOT NULL, pd_cfgs VARCHAR(2048) NOT NULL DEFAULT '', status VARCHAR(32) NOT NULL,"
            + " state TINYINT(1) NOT NULL DEFAULT 0, tikv_source_bytes BIGINT(20) UNSIGNED NOT"
            + " NULL DEFAULT 0, tiflash_source_bytes BIGINT(20) UNSIGNED NOT NULL DEFAULT 0,"
            + " tikv_avail BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, tiflash_avail BIGINT(20)"
            + " UNSIGNED NOT NULL DEFAULT 0, PRIMARY KEY (task_id))");
    tableMeta(harness, ", has_duplicates BOOL NOT NULL DEFAULT 0");
  }

  /**
   * The table that all generations share.
   *
   * @param more the columns of newer ones
   */
  static void tableMeta(ImportHarness harness, String more) {
    harness.query(
        "CREATE TABLE IF NOT EXISTS lightning_metadata.table_meta (task_id BIGINT(20) UNSIGNED,"
            + " table_id BIGINT(64) NOT NULL, table_name VARCHAR(64) NOT NULL, row_id_base"
            + " BIGINT(20) NOT NULL DEFAULT 0, row_id_max BIGINT(20) NOT NULL DEFAULT 0,"
            + " total_kvs_base BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, total_bytes_base BIGINT(20)"
            + " UNSIGNED NOT NULL DEFAULT 0, checksum_base BIGINT(20) UNSIGNED NOT NULL DEFAULT 0,"
            + " total_kvs BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, total_bytes BIGINT(20) UNSIGNED"
            + " NOT NULL DEFAULT 0, checksum BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, status"
            + " VARCHAR(32) NOT NULL"
            + more
            + ", PRIMARY KEY (table_id, task_id))");
  }
}
