package io.levin.engine.precheck;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.TaskRecord;
import io.levin.config.Config;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a checkpoint was made under the configuration of today ({@code operations} 2.4).
 * Addresses of the cluster may change (a load balancer moves) and are only logged.
 */
public final class TaskComparison {
  private static final Logger LOG = LoggerFactory.getLogger(TaskComparison.class);

  private TaskComparison() {}

  /**
   * Compares.
   *
   * @param now what would be recorded today
   * @param checkpoint the name of the checkpoint, for the remedy
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} when going on could import other
   *     data than the checkpoint speaks of
   */
  public static void check(Config config, TaskRecord before, TaskRecord now, String checkpoint) {
    if (!before.backend().equals(now.backend())) {
      throw different("tikv-importer.backend", now.backend(), before.backend(), checkpoint);
    }
    if (!before.pdAddr().equals(now.pdAddr()) || !before.tidbHost().equals(now.tidbHost())) {
      LOG.atInfo()
          .addKeyValue("then", before.tidbHost() + ", PD " + before.pdAddr())
          .addKeyValue("now", now.tidbHost() + ", PD " + now.pdAddr())
          .log("the cluster's addresses are not those of the checkpoint");
    }
    if (!config.lightning().checkRequirements()) {
      return;
    }
    if (!before.sourceDir().equals(now.sourceDir())) {
      throw different("mydumper.data-source-dir", now.sourceDir(), before.sourceDir(), checkpoint);
    }
    if (!absolute(before.sortedKvDir()).equals(absolute(now.sortedKvDir()))) {
      throw different(
          "mydumper.sorted-kv-dir", now.sortedKvDir(), before.sortedKvDir(), checkpoint);
    }
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }

  private static ImportException different(String key, String now, String then, String checkpoint) {
    return new ImportException(
        ErrorCode.INVALID_CHECKPOINT,
        "invalid checkpoint: config '"
            + key
            + "' value '"
            + now
            + "' different from checkpoint value '"
            + then
            + "'",
        "You may set 'check-requirements = false' to skip this check or delete the file '"
            + checkpoint
            + "' and remove all restored tables and try again");
  }
}
