package io.levin.engine;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.engine.plan.TablePlan;
import io.levin.source.DumpFile;
import io.levin.storage.LocalLocation;
import io.levin.storage.StorageLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What tells this instance from others: where it keeps its sorted data, and its source files. */
final class InstanceHome {
  private static final String ID_FILE = "levin.home";

  private final StorageLocation location;
  private final String id;

  private InstanceHome(StorageLocation location, String id) {
    this.location = location;
    this.id = id;
  }

  /** The home of a configuration; it gets an id at the first time. */
  static InstanceHome of(Config config) {
    Path file = Path.of(config.tikvImporter().sortedKvDir()).resolve(ID_FILE);
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, UUID.randomUUID() + "\n");
      }
      return new InstanceHome(
          StorageLocation.parse(config.mydumper().dataSourceDir()), Files.readString(file).strip());
    } catch (IOException e) {
      throw new ImportException(
          ErrorCode.INVALID_SORTED_KV_DIR,
          "cannot write " + file + ": " + e,
          "check tikv-importer.sorted-kv-dir and its permissions",
          e);
    }
  }

  /** The same after a restart. */
  String id() {
    return id;
  }

  /**
   * What identifies each data file, by a name for people: its address and size, and the time of its
   * last change where the storage tells it, so that equal names on several machines differ.
   */
  Map<String, String> files(List<TablePlan> plans) {
    Map<String, String> files = new HashMap<>();
    for (TablePlan plan : plans) {
      for (DumpFile file : plan.source().dataFiles()) {
        files.put(file.path(), identity(file));
      }
    }
    return files;
  }

  private String identity(DumpFile file) {
    if (!(location instanceof LocalLocation local)) {
      return location.redacted() + "/" + file.path() + " " + file.size();
    }
    Path path = local.path().resolve(file.path()).toAbsolutePath().normalize();
    long changed;
    try {
      changed = Files.getLastModifiedTime(path).toMillis();
    } catch (IOException e) {
      // It will be missed when it is read.
      changed = 0;
    }
    return path + " " + file.size() + " " + changed;
  }
}
