package io.levin.engine.precheck;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TableRecord;
import io.levin.checkpoint.TaskRecord;
import io.levin.config.Config;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a checkpoint was made under the configuration of today. Addresses of the cluster may
 * change (a load balancer moves) and are only logged.
 */
public final class TaskComparison {
  private static final Logger LOG = LoggerFactory.getLogger(TaskComparison.class);

  private TaskComparison() {}

  /** What a version of this program calls itself in a checkpoint. */
  private static final String OURS = "levin-";

  /** The note that holds the id of the cluster that is imported into. */
  public static final String CLUSTER = "cluster-id";

  /** The note of the session's time zone; also a name for people. */
  public static final String TIME_ZONE = "time_zone";

  /**
   * Compares.
   *
   * @param now what would be recorded today
   * @param cluster the target's id
   * @param sorted tables of which rows are in the sorted data: the checkpoint may lag behind it
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} when going on could import other
   *     data than the checkpoint speaks of
   */
  public static void check(
      Config config,
      TaskRecord before,
      TaskRecord now,
      String cluster,
      CheckpointStore checkpoints,
      Set<String> sorted) {
    String startOver = startOver(checkpoints);
    if (!before.backend().equals(now.backend())) {
      throw refused(
          different("tikv-importer.backend", now.backend(), before.backend())
              + ", please "
              + startOver);
    }
    Map<String, String> notes = checkpoints.notes();
    String clusterBefore = notes.getOrDefault(CLUSTER, cluster);
    if (!clusterBefore.equals(cluster)) {
      throw refused(
          "the checkpoint is of an import into cluster "
              + clusterBefore
              + ", but tidb.pd-addr '"
              + now.pdAddr()
              + "' is of cluster "
              + cluster
              + " (then it was '"
              + before.pdAddr()
              + "'), please correct the addresses of [tidb] or "
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
    String orElse = orElse(checkpoints);
    if (!source(before.sourceDir()).equals(source(now.sourceDir()))) {
      throw refused(
          different("mydumper.data-source-dir", now.sourceDir(), before.sourceDir()) + orElse);
    }
    if (!absolute(before.sortedKvDir()).equals(absolute(now.sortedKvDir()))) {
      throw refused(
          different("mydumper.sorted-kv-dir", now.sortedKvDir(), before.sortedKvDir()) + orElse);
    }
    checkSettings(settings(config), checkpoints, sorted);
  }

  private static String startOver(CheckpointStore checkpoints) {
    return checkpoints.remedyToStartOver() + " and remove all restored tables and try again";
  }

  private static String orElse(CheckpointStore checkpoints) {
    return ". You may set 'check-requirements = false' to skip this check or "
        + startOver(checkpoints);
  }

  /** What decides about the bytes of a row, by the key's name. */
  public static Map<String, String> settings(Config config) {
    Config.Mydumper source = config.mydumper();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("mydumper.csv", source.csv().toString());
    settings.put("mydumper.character-set", source.characterSet());
    settings.put("mydumper.data-character-set", source.dataCharacterSet());
    settings.put("mydumper.data-invalid-char-replace", source.dataInvalidCharReplace());
    settings.put("mydumper.ignore-columns", source.ignoreColumns().toString());
    settings.put("tidb.sql-mode", config.tidb().sqlMode());
    settings.put("routes", config.routes().toString());
    return settings;
  }

  /**
   * A row that is read after the restart must become the bytes that it would have before.
   *
   * @param settings what decides about them, by names under which the checkpoint notes it
   * @param sorted tables of which rows are in the sorted data
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} when one is not what it was, and
   *     rows of some table are on the way
   */
  public static void checkSettings(
      Map<String, String> settings, CheckpointStore checkpoints, Set<String> sorted) {
    Map<String, String> notes = checkpoints.notes();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String before = notes.getOrDefault(setting.getKey(), setting.getValue());
      if (!before.equals(setting.getValue()) && anyUnderWay(checkpoints, sorted)) {
        throw refused(
            different(setting.getKey(), setting.getValue(), before) + orElse(checkpoints));
      }
    }
  }

  /**
   * The same of the zone by which a TIMESTAMP without one is read; two names of it are one zone.
   *
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} when it is not what it was, and
   *     rows of some table are on the way
   */
  public static void checkTimeZone(ZoneId now, CheckpointStore checkpoints, Set<String> sorted) {
    String before = checkpoints.notes().get(TIME_ZONE);
    if (before == null || isSameZone(before, now) || !anyUnderWay(checkpoints, sorted)) {
      return;
    }
    throw refused(
        different(TIME_ZONE, timeZone(now), before)
            + ", please set [tidb.session-vars] time_zone = '"
            + (before.equals(ZoneOffset.UTC.getId()) ? "+00:00" : before)
            + "', or the time zone of TiDB or of this machine (TZ) back to it"
            + orElse(checkpoints));
  }

  /** What the checkpoint notes of the time zone under {@link #TIME_ZONE}. */
  public static String timeZone(ZoneId zone) {
    return zone.normalized().toString();
  }

  private static boolean isSameZone(String before, ZoneId now) {
    if (before.equals(timeZone(now))) {
      return true;
    }
    try {
      return ZoneId.of(before).getRules().equals(now.getRules());
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean anyUnderWay(CheckpointStore checkpoints, Set<String> sorted) {
    return checkpoints.tables().stream()
        .anyMatch(
            table ->
                checkpoints
                    .table(table)
                    .filter(record -> isUnderWay(record, sorted.contains(table)))
                    .isPresent());
  }

  /**
   * Whether rows of a table were read that are not all in the cluster yet.
   *
   * @param sorted whether rows of it are in the sorted data
   */
  public static boolean isUnderWay(TableRecord table, boolean sorted) {
    return table.status() < Status.INDEX_IMPORTED && (sorted || isUnderWay(table));
  }

  /** The same, as far as the checkpoint knows. */
  private static boolean isUnderWay(TableRecord table) {
    return table.status() < Status.INDEX_IMPORTED
        && table.engines().stream()
            .anyMatch(
                engine ->
                    engine.status() >= Status.CLOSED
                        || engine.chunks().stream()
                            .anyMatch(chunk -> chunk.position() > chunk.offset()));
  }

  private static Stream<TableRecord> records(CheckpointStore checkpoints) {
    return checkpoints.tables().stream().map(checkpoints::table).flatMap(Optional::stream);
  }

  /**
   * Whether the checkpoint needs sorted data, which no other program's can stand in for. A version
   * of our own that wrote another form of it calls itself something else, too.
   */
  private static boolean hasWorkUnderWay(TaskRecord before, CheckpointStore checkpoints) {
    boolean under = records(checkpoints).anyMatch(TaskComparison::isHalfDone);
    if (!under && !before.version().startsWith(OURS)) {
      LOG.atInfo()
          .addKeyValue("version", before.version())
          .log("going on with a checkpoint of TiDB Lightning: no table of it is half done");
    }
    return under;
  }

  /**
   * Whether an import of this table goes on from sorted data on the local disk. A table of which no
   * engine is complete is read from its source again if that data is gone, and a small one always.
   */
  public static boolean needsSortedData(TableRecord table) {
    return table.status() > Status.MAX_INVALID
        && table.status() < Status.INDEX_IMPORTED
        && table.engines().stream().anyMatch(engine -> engine.status() >= Status.CLOSED)
        && table.engines().stream().anyMatch(engine -> engine.status() < Status.IMPORTED);
  }

  private static boolean isHalfDone(TableRecord table) {
    return isUnderWay(table)
        && table.engines().stream().anyMatch(engine -> engine.status() < Status.IMPORTED);
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
