package io.levin.checkpoint;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.ProcessIdentity;
import io.levin.base.ProcessLock;
import io.levin.base.Ticker;
import io.levin.config.Config;
import io.levin.storage.DurableFiles;
import io.levin.storage.LocalLocation;
import io.levin.storage.StorageLocation;
import io.levin.tidb.TidbOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The checkpoint that a configuration speaks of. One process at a time may change it: a lock beside
 * the file, or a named lock of the server.
 */
public final class Checkpoints {
  /** How long a MySQL server may be away before the import ends. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String DISABLED =
      "cannot perform this function while checkpoints is disabled";

  private final Config.Checkpoint config;
  private final TidbOptions target;
  private final Duration patience;
  private final Cancellation cancellation;

  private Checkpoints(
      Config.Checkpoint config, TidbOptions target, Duration patience, Cancellation cancellation) {
    this.config = config;
    this.target = target;
    this.patience = patience;
    this.cancellation = cancellation;
  }

  /**
   * The checkpoint of a configuration.
   *
   * @param config with the port of TiDB, which is where the MySQL driver keeps checkpoints unless
   *     {@code checkpoint.dsn} says otherwise
   * @param cancellation ends waits for a server that is away; what is pending is written all the
   *     same
   */
  public static Checkpoints of(Config config, Cancellation cancellation) {
    Config.Tidb tidb = config.tidb();
    TidbOptions target =
        new TidbOptions(
            tidb.host(),
            tidb.port(),
            tidb.user(),
            tidb.password(),
            tidb.tls(),
            tidb.security().caPath(),
            tidb.security().certPath(),
            tidb.security().keyPath(),
            "",
            tidb.maxAllowedPacket(),
            Map.of());
    return new Checkpoints(config.checkpoint(), target, PATIENCE, cancellation);
  }

  /** With another patience for a server that is away. */
  Checkpoints withPatience(Duration other) {
    return new Checkpoints(config, target, other, cancellation);
  }

  /** The names of all tables that the MySQL driver makes or finds in a schema. */
  public static Set<String> tableNames() {
    Set<String> names = new TreeSet<>();
    Generation.ALL.forEach(generation -> names.addAll(generation.tables()));
    names.add(Generation.NOTES);
    return names;
  }

  /** True when the checkpoint lies in the target TiDB. */
  public static boolean inTarget(Config.Checkpoint config) {
    return config.enable() && config.driver().equals("mysql") && config.dsn().isEmpty();
  }

  /**
   * Opens it for an import, which nobody else may do until it is closed; makes what is missing.
   *
   * @throws ImportException {@link ErrorCode#OPEN_CHECKPOINT} or {@link ErrorCode#READ_CHECKPOINT}
   */
  public CheckpointStore open() {
    if (!config.enable()) {
      return new NoCheckpoints();
    }
    if (config.driver().equals("mysql")) {
      return withDatabase(
          database -> MysqlCheckpointStore.open(database, config.schema()), patience);
    }
    return FileCheckpointStore.open(file(true));
  }

  /**
   * Opens it for a look or for repair; makes nothing.
   *
   * @param exclusive whether it is going to be changed, which is refused while an import runs
   * @return nothing when there is none
   * @throws ImportException when checkpoints are off, or as {@link #open} does
   */
  public Optional<CheckpointStore> find(boolean exclusive) {
    if (!config.enable()) {
      throw new ImportException(
          ErrorCode.INVALID_ARGUMENT, DISABLED, "set checkpoint.enable = true");
    }
    if (config.driver().equals("mysql")) {
      return Optional.ofNullable(
          withDatabase(
              database ->
                  MysqlCheckpointStore.find(database, config.schema(), exclusive).orElse(null),
              Duration.ZERO));
    }
    if (!exists()) {
      return Optional.empty();
    }
    return Optional.of(FileCheckpointStore.open(file(exclusive)));
  }

  /** Looked at before a lock is taken, which would make a file. */
  private boolean exists() {
    try (CheckpointFile file = file(false)) {
      file.read();
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // It is there; opening it will say what is wrong.
      return true;
    }
  }

  /** Where it is, for people; without secrets. */
  public String describe() {
    if (config.driver().equals("mysql")) {
      TidbOptions server = server();
      return "schema `" + config.schema() + "` of " + server.host() + ":" + server.port();
    }
    return shown(config.dsn());
  }

  private static String shown(String dsn) {
    StorageLocation location = StorageLocation.parse(dsn);
    return location instanceof LocalLocation local ? local.path().toString() : location.redacted();
  }

  private TidbOptions server() {
    if (config.dsn().isEmpty()) {
      return target;
    }
    return MysqlDsn.parse(config.dsn(), target);
  }

  private <T> T withDatabase(
      java.util.function.Function<CheckpointDatabase, T> use, Duration wait) {
    CheckpointDatabase database =
        new CheckpointDatabase(server(), wait, Ticker.system(), cancellation);
    T result = null;
    try {
      result = use.apply(database);
      return result;
    } finally {
      if (result == null) {
        database.close();
      }
    }
  }

  private CheckpointFile file(boolean exclusive) {
    String dsn = config.dsn();
    if (dsn.contains("@tcp(")) {
      throw new ImportException(
          ErrorCode.OPEN_CHECKPOINT,
          "open checkpoint error: checkpoint.driver is \"file\", but checkpoint.dsn is the address"
              + " of a MySQL server",
          "set checkpoint.driver = \"mysql\", or checkpoint.dsn to a path");
    }
    if (dsn.endsWith("/")) {
      throw new ImportException(
          ErrorCode.OPEN_CHECKPOINT,
          "open checkpoint error: the checkpoint DSN '" + shown(dsn) + "' must not be a directory",
          "name a file in it (checkpoint.dsn)");
    }
    StorageLocation location = StorageLocation.parse(dsn);
    if (!(location instanceof LocalLocation local)) {
      return StoredCheckpointFile.open(dsn);
    }
    ProcessLock lock = exclusive ? lock(local.path()) : null;
    return new LocalCheckpointFile(local.path(), DurableFiles.onDisk(), lock);
  }

  private static ProcessLock lock(Path path) {
    if (Files.isDirectory(path)) {
      throw new ImportException(
          ErrorCode.OPEN_CHECKPOINT,
          "open checkpoint error: the checkpoint DSN '" + path + "' must not be a directory",
          "name a file in it (checkpoint.dsn)");
    }
    try {
      return ProcessLock.take(
          path.resolveSibling(path.getFileName() + ".lock"), ProcessIdentity.describe());
    } catch (ProcessLock.HeldException e) {
      throw SchemaLock.inUse("'" + path + "'", e.owner(), "checkpoint.dsn", "");
    } catch (IOException e) {
      throw new ImportException(
          ErrorCode.OPEN_CHECKPOINT,
          "open checkpoint error: cannot write in the folder of '" + path + "': " + e,
          "make the folder, or give another path (checkpoint.dsn)",
          e);
    }
  }
}
