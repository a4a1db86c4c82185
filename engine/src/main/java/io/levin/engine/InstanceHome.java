package io.levin.engine;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.ProcessIdentity;
import io.levin.base.ProcessLock;
import io.levin.config.Config;
import io.levin.engine.plan.TablePlan;
import io.levin.sortedkv.SortedKv;
import io.levin.source.DumpFile;
import io.levin.storage.DurableFiles;
import io.levin.storage.LocalLocation;
import io.levin.storage.StorageLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What tells this instance from others: the folder of its sorted data, which it alone uses while
 * this is open, and its source files.
 */
final class InstanceHome implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceHome.class);
  private static final String ID_FILE = "levin.home";
  private static final String LOCK_FILE = "levin.lock";

  /** What a file system keeps in its root. */
  private static final String OF_THE_FILE_SYSTEM = "lost+found";

  private final Path folder;
  private final boolean forgotten;
  private final StorageLocation location;
  private final String id;
  private final ProcessLock lock;

  private InstanceHome(Config config, Path folder, String id, ProcessLock lock) {
    this.folder = folder;
    this.forgotten = !config.checkpoint().enable();
    this.location = StorageLocation.parse(config.mydumper().dataSourceDir());
    this.id = id;
    this.lock = lock;
  }

  /**
   * Without checkpoints nobody knows what the sorted data of another run is worth, so there must be
   * none; a lock that nobody holds is none.
   *
   * @throws ImportException {@link ErrorCode#INVALID_SORTED_KV_DIR} when the folder holds anything
   */
  static void requireEmptyWithoutCheckpoints(Config config) {
    Path folder = Path.of(config.tikvImporter().sortedKvDir());
    if (config.checkpoint().enable() || !Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      Path first =
          entries
              .filter(entry -> !entry.endsWith(OF_THE_FILE_SYSTEM) && !entry.endsWith(LOCK_FILE))
              .findFirst()
              .orElse(null);
      if (first != null) {
        throw new ImportException(
            ErrorCode.INVALID_SORTED_KV_DIR,
            "invalid sorted-kv-dir '"
                + folder
                + "' for local backend, please change the config or delete the path: mkdir "
                + folder
                + ": file exists",
            "with checkpoint.enable = false the folder must be empty, and it holds "
                + first.getFileName());
      }
    } catch (IOException e) {
      throw new ImportException(
          ErrorCode.INVALID_SORTED_KV_DIR,
          "cannot read tikv-importer.sorted-kv-dir '" + folder + "': " + e,
          "check the path and its permissions",
          e);
    }
  }

  /**
   * The home of a configuration; it gets an id at the first time.
   *
   * @throws ImportException {@link ErrorCode#INVALID_SORTED_KV_DIR} when another process uses it
   */
  static InstanceHome take(Config config) {
    Path folder = Path.of(config.tikvImporter().sortedKvDir());
    ProcessLock lock = null;
    try {
      SortedKv.makeDirectory(folder);
      lock = ProcessLock.take(folder.resolve(LOCK_FILE), ProcessIdentity.describe());
      // Since the first look another process may have come and gone.
      requireEmptyWithoutCheckpoints(config);
      return new InstanceHome(config, folder, id(folder.resolve(ID_FILE)), lock);
    } catch (ProcessLock.HeldException e) {
      throw new ImportException(
          ErrorCode.INVALID_SORTED_KV_DIR,
          "tikv-importer.sorted-kv-dir '" + folder + "' is in use by " + e.owner(),
          "give every instance a sorted-kv-dir, a checkpoint and a log file of its own",
          e);
    } catch (ImportException e) {
      close(lock);
      throw e;
    } catch (IOException e) {
      close(lock);
      throw new ImportException(
          ErrorCode.INVALID_SORTED_KV_DIR,
          "cannot write into tikv-importer.sorted-kv-dir '" + folder + "': " + e,
          "check the path, its permissions and the room on its disk",
          e);
    }
  }

  /** Durable before anybody else is told it: the same home must not have another one tomorrow. */
  private static String id(Path file) throws IOException {
    String known = Files.exists(file) ? Files.readString(file).strip() : "";
    if (!known.isEmpty()) {
      return known;
    }
    String drawn = UUID.randomUUID().toString();
    DurableFiles.onDisk().replace(file, (drawn + "\n").getBytes(StandardCharsets.UTF_8));
    return drawn;
  }

  /** Lets others use the folder; without checkpoints nothing of this import stays in it. */
  @Override
  public void close() {
    if (forgotten) {
      try {
        SortedKv.delete(folder);
        Files.deleteIfExists(folder.resolve(ID_FILE));
      } catch (IOException | RuntimeException e) {
        LOG.atWarn().addKeyValue("path", folder).setCause(e).log("cannot empty sorted-kv-dir");
      }
    }
    close(lock);
    if (forgotten) {
      try {
        Files.deleteIfExists(folder.resolve(LOCK_FILE));
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        // Other things than this import's are in it.
        LOG.atDebug().addKeyValue("path", folder).setCause(e).log("sorted-kv-dir stays");
      }
    }
  }

  private static void close(ProcessLock lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        // The lock ends with the process at the latest.
        LOG.warn("cannot let go of a lock: {}", e.toString());
      }
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
    String name = local.path() + "/" + file.path();
    long changed = 0;
    try {
      Path path = local.path().resolve(file.path()).toAbsolutePath().normalize();
      name = path.toString();
      changed = Files.getLastModifiedTime(path).toMillis();
    } catch (IOException | InvalidPathException e) {
      // It will be missed when it is read, and so will a name that this system has no bytes for.
      LOG.atDebug().addKeyValue("path", name).addKeyValue("error", e).log("no time of a file");
    }
    return name + " " + file.size() + " " + changed;
  }
}
