package io.levin.engine;

import io.levin.config.Config;
import io.levin.engine.coordinate.Joining;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.precheck.TaskComparison;
import io.levin.engine.share.FleetIdentity;
import io.levin.engine.share.FleetOverview;
import io.levin.engine.share.FleetTable;
import io.levin.kv.EncodeOptions;
import io.levin.source.Chunk;
import io.levin.source.DumpFile;
import io.levin.source.route.FileType;
import io.levin.storage.StorageLocation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What the members of a fleet must have in common, in short forms that can be compared. */
final class FleetSource {
  /** How rows become pairs; another way of it wants another name. */
  private static final String ENCODER = "levin-1";

  private FleetSource() {}

  /** By what an instance finds its fleet. */
  static FleetIdentity identity(Config config, List<TablePlan> plans, String homeId) {
    Map<String, String> settings = TaskComparison.settings(config);
    settings.put("mydumper.strict-format", String.valueOf(config.mydumper().strictFormat()));
    settings.put("mydumper.max-region-size", String.valueOf(config.mydumper().maxRegionSize()));
    settings.put("lightning.meta-schema-name", config.lightning().metaSchemaName());
    settings.put(FleetOverview.FINISH, config.levin().fleetFinish());
    settings.put("encoder", ENCODER);
    if (!plans.isEmpty()) {
      EncodeOptions options = plans.get(0).options();
      settings.put("time_zone of TiDB", options.zone().toString());
      settings.put("tidb_row_format_version of TiDB", String.valueOf(options.rowFormat()));
      settings.put("collations of TiDB", options.newCollation() ? "new" : "old");
      settings.put("variables of TiDB", new java.util.TreeMap<>(options.variables()).toString());
    }
    return new FleetIdentity(
        filesDigest(plans),
        settings,
        StorageLocation.parse(config.mydumper().dataSourceDir()).redacted(),
        homeId,
        Joining.host());
  }

  private static String filesDigest(List<TablePlan> plans) {
    List<TablePlan> sorted = new ArrayList<>(plans);
    sorted.sort(Comparator.comparing(TablePlan::name));
    MessageDigest sha = sha256();
    for (TablePlan plan : sorted) {
      add(sha, "table " + plan.info().id() + " " + plan.name());
      List<DumpFile> files = new ArrayList<>(plan.source().dataFiles());
      files.sort(Comparator.comparing(DumpFile::path));
      files.forEach(file -> add(sha, file.size() + " " + file.path()));
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /** The tables, as they are before anybody has begun. */
  static List<FleetTable> tables(List<TablePlan> plans) {
    return plans.stream()
        .map(
            plan ->
                FleetTable.of(
                    plan.info().id(), plan.name(), chunksDigest(plan), plan.timestampSeconds()))
        .toList();
  }

  /** The same for plans with the same chunks and as many row ids for each. */
  static String chunksDigest(TablePlan plan) {
    MessageDigest sha = sha256();
    for (Chunk chunk : plan.chunks()) {
      add(
          sha,
          chunk.start()
              + " "
              + chunk.end()
              + " "
              + chunk.rowIds()
              + " "
              + chunk.columns()
              + " "
              + chunk.file().path());
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /** Bytes of source of each chunk. */
  static List<Long> chunkBytes(TablePlan plan) {
    return plan.chunks().stream().map(FleetSource::bytes).toList();
  }

  private static long bytes(Chunk chunk) {
    DumpFile file = chunk.file();
    if (file.type() == FileType.PARQUET) {
      return file.size();
    }
    return chunk.end() == Chunk.UNKNOWN_END ? file.realSize() : chunk.end() - chunk.start();
  }

  private static void add(MessageDigest sha, String text) {
    sha.update(text.getBytes(StandardCharsets.UTF_8));
    sha.update((byte) '\n');
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
