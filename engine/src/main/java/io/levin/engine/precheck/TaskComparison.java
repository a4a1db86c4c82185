package io.levin.engine.precheck;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TableRecord;
import io.levin.checkpoint.TaskRecord;
import io.levin.config.Config;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a checkpoint was made under the configuration of today ({@code operations} 2.4).
 * Addresses of the cluster may change (a load balancer moves) and are only logged.
 */
public final class TaskComparison {
  private static final Logger LOG = LoggerFactory.getLogger(TaskComparison.class);

  private TaskComparison() {}

  /** What a version of this program calls itself in a checkpoint. */
  private static final String OURS = "levin-";

  /**
   * Compares.
   *
   * @param now what would be recorded today
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} when going on could import other
   *     data than the checkpoint speaks of
   */
  public static void check(
      Config config, TaskRecord before, TaskRecord now, CheckpointStore checkpoints) {
    String startOver =
        checkpoints.remedyToStartOver() + " and remove all restored tables and try again";
    if (!before.backend().equals(now.backend())) {
      throw refused(
          different("tikv-importer.backend", now.backend(), before.backend())
              + ", please "
              + startOver);
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
    if (!before.version().equals(now.version()) && hasWorkUnderWay(before, checkpoints)) {
      throw refused(
          "lightning version is '"
              + now.version()
              + "', but checkpoint was created "
              + (before.version().isEmpty()
                  ? "before v4.0.6/v3.0.19"
                  : "at '" + before.version() + "'")
              + ", please "
              + startOver);
    }
    String orElse = ". You may set 'check-requirements = false' to skip this check or " + startOver;
    if (!source(before.sourceDir()).equals(source(now.sourceDir()))) {
      throw refused(
          different("mydumper.data-source-dir", now.sourceDir(), before.sourceDir()) + orElse);
    }
    if (!absolute(before.sortedKvDir()).equals(absolute(now.sortedKvDir()))) {
      throw refused(
          different("mydumper.sorted-kv-dir", now.sortedKvDir(), before.sortedKvDir()) + orElse);
    }
  }

  /**
   * Whether the checkpoint needs sorted data, which no other program's can stand in for. A version
   * of our own that wrote another form of it calls itself something else, too.
   */
  private static boolean hasWorkUnderWay(TaskRecord before, CheckpointStore checkpoints) {
    boolean under =
        checkpoints.tables().stream()
            .map(checkpoints::table)
            .flatMap(Optional::stream)
            .anyMatch(TaskComparison::needsSortedData);
    if (!under && !before.version().startsWith(OURS)) {
      LOG.atInfo()
          .addKeyValue("version", before.version())
          .log("going on with a checkpoint of TiDB Lightning: no table of it is half done");
    }
    return under;
  }

  private static boolean needsSortedData(TableRecord table) {
    return table.status() < Status.INDEX_IMPORTED
        && table.engines().stream()
            .anyMatch(
                engine ->
                    engine.status() < Status.IMPORTED
                        && (engine.status() >= Status.CLOSED
                            || engine.chunks().stream()
                                .anyMatch(chunk -> chunk.position() > chunk.offset())));
  }

  private static String source(String address) {
    String plain = address.startsWith("file://") ? address.substring(7) : address;
    while (plain.length() > 1 && plain.endsWith("/")) {
      plain = plain.substring(0, plain.length() - 1);
    }
    return plain;
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }

  private static String different(String key, String now, String then) {
    return "config '"
        + key
        + "' value '"
        + now
        + "' different from checkpoint value '"
        + then
        + "'";
  }

  private static ImportException refused(String text) {
    return new ImportException(ErrorCode.INVALID_CHECKPOINT, text, "");
  }
}
