package io.levin.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.proto.checkpoints.CheckpointsModel;
import io.levin.proto.checkpoints.ChunkCheckpointModel;
import io.levin.proto.checkpoints.EngineCheckpointModel;
import io.levin.proto.checkpoints.TableCheckpointModel;
import io.levin.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints in one protobuf file, the format of the original. The whole model is replaced each
 * time, atomically and durably.
 *
 * <p>Saves that wait for each other are merged: a caller whose change was written by another's save
 * does not write again.
 */
public final class FileCheckpointStore implements CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileCheckpointStore.class);

  private final Path path;
  private final DurableFiles files;
  private final Object saving = new Object();

  // Guarded by this. The root holds what is not a table, unknown fields included.
  private CheckpointsModel root;
  private final Map<String, TableCheckpointModel> tables;
  private long version;

  // Guarded by saving.
  private long savedVersion;

  private FileCheckpointStore(Path path, DurableFiles files, CheckpointsModel model) {
    this.path = path;
    this.files = files;
    this.root = model.toBuilder().clearCheckpoints().build();
    this.tables = new TreeMap<>(model.getCheckpointsMap());
  }

  /**
   * Opens a checkpoint file; a missing one is an empty model and is made with the first change.
   *
   * @throws ImportException {@link ErrorCode#READ_CHECKPOINT} when it cannot be read or understood;
   *     such a file is never overwritten
   */
  public static FileCheckpointStore open(Path path, DurableFiles files) {
    CheckpointsModel model;
    try {
      model = CheckpointsModel.parseFrom(files.read(path));
    } catch (NoSuchFileException e) {
      LOG.atInfo()
          .addKeyValue("path", path)
          .log("open checkpoint file failed, going to create a new one");
      model = CheckpointsModel.getDefaultInstance();
    } catch (InvalidProtocolBufferException e) {
      throw new ImportException(
          ErrorCode.READ_CHECKPOINT,
          "read checkpoint error: " + path + " is damaged or no checkpoint: " + e.getMessage(),
          "put a good copy in its place, or delete it and all tables that were imported",
          e);
    } catch (IOException e) {
      throw new ImportException(
          ErrorCode.READ_CHECKPOINT,
          "read checkpoint error: " + path + ": " + e,
          "check the path and its permissions (checkpoint.dsn)",
          e);
    }
    return new FileCheckpointStore(path, files, model);
  }

  @Override
  public synchronized Optional<TaskRecord> task() {
    return root.hasTaskCheckpoint() && root.getTaskCheckpoint().getTaskId() != 0
        ? Optional.of(FileModel.task(root.getTaskCheckpoint()))
        : Optional.empty();
  }

  @Override
  public void initialize(
      TaskRecord task, Map<String, Long> ids, Map<String, List<EngineRecord>> plans) {
    synchronized (this) {
      root =
          root.toBuilder()
              .setTaskCheckpoint(FileModel.task(task, root.getTaskCheckpoint()))
              .build();
      ids.forEach(
          (table, id) ->
              tables.computeIfAbsent(
                  table,
                  key ->
                      TableCheckpointModel.newBuilder()
                          .setStatus(Status.LOADED)
                          .setTableId(id)
                          .build()));
      plans.forEach(
          (table, engines) -> {
            TableCheckpointModel known = tables.get(table);
            if (known != null && known.getEnginesCount() == 0) {
              tables.put(table, withEngines(known, engines));
            }
          });
      version++;
    }
    save();
  }

  @Override
  public synchronized Optional<TableRecord> table(String table) {
    TableCheckpointModel found = tables.get(table);
    return found == null ? Optional.empty() : Optional.of(FileModel.table(found));
  }

  @Override
  public synchronized Set<String> tables() {
    return new TreeSet<>(tables.keySet());
  }

  @Override
  public void engines(String table, List<EngineRecord> engines) {
    changeTable(table, before -> withEngines(before, engines));
    save();
  }

  @Override
  public void status(String table, int engine, int status) {
    statusSoon(table, engine, status);
    save();
  }

  @Override
  public void statusSoon(String table, int engine, int status) {
    changeTable(
        table,
        before -> {
          if (engine == WHOLE_TABLE) {
            return before.toBuilder().setStatus(status).build();
          }
          EngineCheckpointModel changed =
              engineOf(before, engine).toBuilder().setStatus(status).build();
          TableCheckpointModel.Builder after = before.toBuilder().putEngines(engine, changed);
          if (Status.isFailed(status)) {
            after.setStatus(status);
          }
          return after.build();
        });
  }

  @Override
  public void progress(String table, int engine, List<ChunkRecord> chunks) {
    changeTable(
        table,
        before -> {
          EngineCheckpointModel.Builder changed = engineOf(before, engine).toBuilder();
          for (ChunkRecord chunk : chunks) {
            changed.putChunks(
                chunk.key(),
                FileModel.chunk(
                    chunk,
                    changed.getChunksOrDefault(
                        chunk.key(), ChunkCheckpointModel.getDefaultInstance())));
          }
          return before.toBuilder().putEngines(engine, changed.build()).build();
        });
  }

  @Override
  public void autoIds(String table, long autoRandom, long autoIncrement, long rowId) {
    changeTable(
        table,
        before ->
            before.toBuilder()
                .setAutoRandBase(Math.max(before.getAutoRandBase(), autoRandom))
                .setAutoIncrBase(Math.max(before.getAutoIncrBase(), autoIncrement))
                .setAutoRowIdBase(Math.max(before.getAutoRowIdBase(), rowId))
                .build());
  }

  @Override
  public void remove(String table) {
    synchronized (this) {
      tables.remove(table);
      version++;
    }
    save();
  }

  @Override
  public void removeAll() {
    synchronized (saving) {
      synchronized (this) {
        root = CheckpointsModel.getDefaultInstance();
        tables.clear();
        version++;
      }
      try {
        files.delete(path);
      } catch (IOException e) {
        throw failure(ErrorCode.CLEAN_CHECKPOINT, "clean checkpoint error", e);
      }
      savedVersion = version();
    }
  }

  @Override
  public void moveAway(long taskId) {
    synchronized (saving) {
      try {
        Path backup = path.resolveSibling(path.getFileName() + "." + taskId + ".bak");
        files.replace(backup, current().toByteArray());
        files.delete(path);
      } catch (IOException e) {
        throw failure(ErrorCode.CLEAN_CHECKPOINT, "clean checkpoint error", e);
      }
      savedVersion = version();
    }
  }

  @Override
  public String describe() {
    return path.toString();
  }

  @Override
  public void close() {
    save();
  }

  private static EngineCheckpointModel engineOf(TableCheckpointModel table, int engine) {
    return table.getEnginesOrDefault(engine, EngineCheckpointModel.getDefaultInstance());
  }

  private static TableCheckpointModel withEngines(
      TableCheckpointModel table, Collection<EngineRecord> engines) {
    TableCheckpointModel.Builder after = table.toBuilder();
    engines.forEach(engine -> after.putEngines(engine.number(), FileModel.engine(engine)));
    return after.build();
  }

  private synchronized void changeTable(String table, UnaryOperator<TableCheckpointModel> by) {
    TableCheckpointModel found = tables.get(table);
    if (found == null) {
      throw new ImportException(
          ErrorCode.CHECKPOINT_NOT_FOUND,
          "checkpoint for table " + table + " not found in " + path,
          "was it removed while the import ran? start again");
    }
    tables.put(table, by.apply(found));
    version++;
  }

  private synchronized CheckpointsModel current() {
    return root.toBuilder().putAllCheckpoints(tables).build();
  }

  private synchronized long version() {
    return version;
  }

  @Override
  public void save() {
    long wanted = version();
    synchronized (saving) {
      if (savedVersion >= wanted) {
        return;
      }
      long now;
      CheckpointsModel content;
      synchronized (this) {
        now = version;
        content = current();
      }
      try {
        files.replace(path, content.toByteArray());
      } catch (IOException e) {
        throw failure(ErrorCode.UPDATE_CHECKPOINT, "update checkpoint error", e);
      }
      savedVersion = now;
    }
  }

  private ImportException failure(ErrorCode code, String what, IOException e) {
    return new ImportException(
        code,
        what + ": " + path + ": " + e.getMessage(),
        "make room or correct the permissions, then start again; nothing imported is lost",
        e);
  }
}
