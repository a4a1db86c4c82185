package io.levin.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.base.Step;
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

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The name of the file with Levin's notes: the checkpoint's with this behind it. */
  static final String NOTES_SUFFIX = ".levin.json";

  private final CheckpointFile file;
  private final CheckpointFile notesFile;
  private final Object saving = new Object();

  // Guarded by this.
  private final CheckpointModel model;
  private final Map<String, String> notes;
  private boolean notesChanged;
  private long version;

  // Guarded by saving.
  private long savedVersion;

  private FileCheckpointStore(
      CheckpointFile file, CheckpointsModel model, Map<String, String> notes) {
    this.file = file;
    this.notesFile = file.sibling(NOTES_SUFFIX);
    this.model = new CheckpointModel(model);
    this.notes = new TreeMap<>(notes);
  }

  /**
   * Opens a checkpoint file of this machine; a missing one is an empty model and is made with the
   * first change. Takes no lock.
   *
   * @throws ImportException {@link ErrorCode#READ_CHECKPOINT} when it cannot be read or understood;
   *     such a file is never overwritten
   */
  public static FileCheckpointStore open(Path path, DurableFiles files) {
    return open(new LocalCheckpointFile(path, files, null));
  }

  /** As {@link #open(Path, DurableFiles)}, for a file anywhere; closes it with the store. */
  static FileCheckpointStore open(CheckpointFile file) {
    FileCheckpointStore store = null;
    try {
      store = new FileCheckpointStore(file, readModel(file), readNotes(file.sibling(NOTES_SUFFIX)));
      return store;
    } finally {
      if (store == null) {
        close(file);
      }
    }
  }

  private static void close(CheckpointFile file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("path", file.describe())
          .setCause(e)
          .log("close the checkpoint file");
    }
  }

  private static CheckpointsModel readModel(CheckpointFile file) {
    try {
      CheckpointsModel model = CheckpointsModel.parseFrom(file.read());
      // The task comes last: a file that was cut off between two tables lacks it.
      if (model.getCheckpointsCount() > 0 && !model.hasTaskCheckpoint()) {
        throw new InvalidProtocolBufferException("it ends before the record of the task");
      }
      return model;
    } catch (NoSuchFileException e) {
      LOG.atInfo()
          .addKeyValue("path", file.describe())
          .log("open checkpoint file failed, going to create a new one");
      return CheckpointsModel.getDefaultInstance();
    } catch (InvalidProtocolBufferException e) {
      throw new ImportException(
          ErrorCode.READ_CHECKPOINT,
          "read checkpoint error: "
              + file.describe()
              + " is damaged or no checkpoint: "
              + e.getMessage(),
          "put a good copy in its place ("
              + file.sibling(".tmp").describe()
              + " may be one), or delete it and all tables that were imported",
          e);
    } catch (IOException e) {
      throw new ImportException(
          ErrorCode.READ_CHECKPOINT,
          "read checkpoint error: " + file.describe() + ": " + e,
          "check the path and its permissions (checkpoint.dsn)",
          e);
    }
  }

  /** Notes that cannot be read are unknown, as if the original had made the checkpoint. */
  private static Map<String, String> readNotes(CheckpointFile file) {
    Map<String, String> notes = new TreeMap<>();
    try {
      JSON.readTree(file.read())
          .properties()
          .forEach(entry -> notes.put(entry.getKey(), entry.getValue().asText()));
    } catch (NoSuchFileException e) {
      LOG.debug("no notes beside the checkpoint");
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("path", file.describe()).setCause(e).log("cannot read the notes");
    }
    return notes;
  }

  @Override
  public synchronized Optional<TaskRecord> task() {
    return model.task();
  }

  @Override
  public void initialize(
      TaskRecord task, Map<String, Long> ids, Map<String, List<EngineRecord>> plans) {
    synchronized (this) {
      model.task(task);
      ids.forEach(
          (table, id) -> {
            if (model.table(table) == null) {
              model.put(
                  table,
                  TableCheckpointModel.newBuilder()
                      .setStatus(Status.LOADED)
                      .setTableId(id)
                      .build());
            }
          });
      plans.forEach(
          (table, engines) -> {
            TableCheckpointModel known = model.table(table);
            if (known != null && known.getEnginesCount() == 0) {
              model.put(table, withEngines(known, engines));
            }
          });
      version++;
    }
    save();
  }

  @Override
  public synchronized Optional<TableRecord> table(String table) {
    TableCheckpointModel found = model.table(table);
    return found == null ? Optional.empty() : Optional.of(FileModel.table(found));
  }

  @Override
  public synchronized Map<Integer, Integer> statuses(String table) {
    TableCheckpointModel found = model.table(table);
    if (found == null) {
      return Map.of();
    }
    Map<Integer, Integer> statuses = new TreeMap<>();
    statuses.put(WHOLE_TABLE, found.getStatus());
    found.getEnginesMap().forEach((number, engine) -> statuses.put(number, engine.getStatus()));
    return statuses;
  }

  @Override
  public synchronized Set<String> tables() {
    return model.names();
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
  public void base(String table, KvChecksum sum) {
    changeTable(
        table,
        before ->
            before.toBuilder()
                .setKvBytes(sum.bytes())
                .setKvKvs(sum.pairs())
                .setKvChecksum(sum.crc())
                .build());
  }

  @Override
  public synchronized Map<String, String> notes() {
    return new TreeMap<>(notes);
  }

  @Override
  public synchronized void note(String name, String value) {
    if (!value.equals(notes.put(name, value))) {
      notesChanged = true;
      version++;
    }
  }

  @Override
  public void remove(String table) {
    synchronized (this) {
      model.remove(table);
      version++;
    }
    save();
  }

  @Override
  public void removeAll() {
    synchronized (saving) {
      try {
        // Before the checkpoint: notes alone would speak of the next import.
        notesFile.delete();
        file.delete();
      } catch (IOException e) {
        throw failure(ErrorCode.CLEAN_CHECKPOINT, "clean checkpoint error", e);
      }
      // Not before it is gone: the end of a store that keeps its file would write an empty one.
      synchronized (this) {
        model.clear();
        notes.clear();
        notesChanged = false;
        version++;
        savedVersion = version;
      }
    }
  }

  @Override
  public void moveAway(long taskId) {
    synchronized (saving) {
      try {
        file.sibling("." + taskId + ".bak").replace(current());
        // Before the checkpoint: notes alone would speak of the next import.
        notesFile.delete();
        file.delete();
      } catch (IOException e) {
        throw failure(ErrorCode.CLEAN_CHECKPOINT, "clean checkpoint error", e);
      }
      savedVersion = version();
    }
  }

  @Override
  public String describe() {
    return file.describe();
  }

  @Override
  public String remedyToStartOver() {
    return "delete the file '" + describe() + "'";
  }

  @Override
  public void close() {
    try {
      save();
    } finally {
      close(file);
    }
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
    TableCheckpointModel found = model.table(table);
    if (found == null) {
      throw new ImportException(
          ErrorCode.CHECKPOINT_NOT_FOUND,
          "checkpoint for table " + table + " not found in " + describe(),
          "was it removed while the import ran? start again");
    }
    model.put(table, by.apply(found));
    version++;
  }

  private synchronized byte[] current() {
    return model.toBytes();
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
      byte[] content;
      byte[] changedNotes;
      synchronized (this) {
        now = version;
        content = current();
        changedNotes = notesChanged ? json() : null;
      }
      Step.CHECKPOINT_BEGINS.pass();
      try {
        if (changedNotes != null) {
          notesFile.replace(changedNotes);
          notesWritten(now);
        }
        file.replace(content);
      } catch (IOException e) {
        throw failure(ErrorCode.UPDATE_CHECKPOINT, "update checkpoint error", e);
      }
      savedVersion = now;
      Step.CHECKPOINT_SAVED.pass();
    }
  }

  private byte[] json() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(notes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts by name are always JSON", e);
    }
  }

  private synchronized void notesWritten(long upTo) {
    if (version == upTo) {
      notesChanged = false;
    }
  }

  private ImportException failure(ErrorCode code, String what, IOException e) {
    return new ImportException(
        code,
        what + ": " + describe() + ": " + e,
        "make room or correct the permissions, then start again; nothing imported is lost",
        e);
  }
}
