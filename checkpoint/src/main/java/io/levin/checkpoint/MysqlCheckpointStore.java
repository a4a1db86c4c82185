package io.levin.checkpoint;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints in the tables of a schema, those of the original. All of it is kept in memory as well
 * and read once.
 *
 * <p>Saves that wait for each other are merged into one transaction of few statements; a caller
 * whose change was written by another's save does not write again. After a failure for good every
 * later call fails with it.
 */
public final class MysqlCheckpointStore implements CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(MysqlCheckpointStore.class);
  private static final String UPDATE = "update checkpoint error";
  private static final String CLEAN = "clean checkpoint error";

  private final CheckpointDatabase database;
  private final CheckpointSchema schema;
  private final SchemaLock lock;
  private final Object saving = new Object();

  // Guarded by this.
  private TaskRecord task;
  private final Map<String, String> notes;
  private final Map<String, TableState> tables;
  private final ChangedRows changed = new ChangedRows();
  private long version;
  private ImportException broken;

  // Guarded by saving.
  private long savedVersion;

  private MysqlCheckpointStore(
      CheckpointDatabase database,
      CheckpointSchema schema,
      SchemaLock lock,
      TaskRecord task,
      Map<String, String> notes,
      Map<String, TableState> tables) {
    this.database = database;
    this.schema = schema;
    this.lock = lock;
    this.task = task;
    this.notes = new HashMap<>(notes);
    this.tables = tables;
  }

  /** Opens a schema and makes what is missing of it; nobody else may change it until close. */
  static MysqlCheckpointStore open(CheckpointDatabase database, String schema) {
    return open(database, schema, true, true).orElseThrow();
  }

  /**
   * Opens a schema that is there; makes nothing.
   *
   * @param exclusive whether it is going to be changed
   * @return nothing when there are no checkpoint tables
   */
  static Optional<MysqlCheckpointStore> find(
      CheckpointDatabase database, String schema, boolean exclusive) {
    return open(database, schema, false, exclusive);
  }

  private static Optional<MysqlCheckpointStore> open(
      CheckpointDatabase database, String schema, boolean make, boolean exclusive) {
    SchemaLock lock = exclusive ? SchemaLock.take(database, schema).orElse(null) : null;
    if (lock != null) {
      database.whenReconnected(lock::renew);
    }
    boolean opened = false;
    try {
      Optional<MysqlCheckpointStore> store =
          database.run(
              ErrorCode.OPEN_CHECKPOINT,
              "open checkpoint error",
              connection -> read(connection, database, schema, make, lock));
      store.filter(found -> make).ifPresent(MysqlCheckpointStore::noteOwner);
      opened = store.isPresent();
      return store;
    } finally {
      if (!opened && lock != null) {
        lock.close();
      }
    }
  }

  /** At once: another process may come before the first step is done. */
  private void noteOwner() {
    note(SchemaLock.OWNER, SchemaLock.me());
    save();
  }

  private static Optional<MysqlCheckpointStore> read(
      Connection connection,
      CheckpointDatabase database,
      String schema,
      boolean make,
      SchemaLock lock)
      throws SQLException {
    Optional<Generation> generation = CheckpointTables.find(connection, schema);
    if (make) {
      CheckpointSchema.make(
          new ChangingStatements(connection, database::pace), schema, generation.isEmpty());
    } else if (generation.isEmpty()) {
      return Optional.empty();
    }
    Generation used = generation.orElse(Generation.MADE);
    CheckpointTables reader = new CheckpointTables(schema, used);
    MysqlCheckpointStore store =
        new MysqlCheckpointStore(
            database,
            new CheckpointSchema(schema, used),
            lock,
            reader.task(connection).orElse(null),
            reader.notes(connection),
            reader.tables(connection));
    if (!used.equals(Generation.MADE)) {
      LOG.atInfo()
          .addKeyValue("tables", used.table() + ", " + used.chunk())
          .log("the checkpoint tables are those of another version; they are used as they are");
    }
    return Optional.of(store);
  }

  @Override
  public synchronized Optional<TaskRecord> task() {
    return Optional.ofNullable(task);
  }

  @Override
  public void initialize(
      TaskRecord record, Map<String, Long> ids, Map<String, List<EngineRecord>> plans) {
    synchronized (saving) {
      change(
          ErrorCode.INIT_CHECKPOINT,
          "init checkpoint error",
          (statements, connection) -> schema.write(statements, record));
      synchronized (this) {
        task = record;
        ids.forEach(
            (name, id) -> {
              tables.computeIfAbsent(name, key -> new TableState(Status.LOADED, id));
              changed.table(name);
            });
        plans.forEach(
            (name, engines) -> {
              TableState table = tables.get(name);
              if (table != null && table.engines.isEmpty()) {
                replaceEngines(name, table, engines);
              }
            });
        version++;
      }
    }
    save();
  }

  @Override
  public synchronized Optional<TableRecord> table(String table) {
    return Optional.ofNullable(tables.get(table)).map(TableState::record);
  }

  @Override
  public synchronized Map<Integer, Integer> statuses(String table) {
    TableState found = tables.get(table);
    if (found == null) {
      return Map.of();
    }
    Map<Integer, Integer> statuses = new TreeMap<>();
    statuses.put(WHOLE_TABLE, found.status);
    found.engines.forEach((number, engine) -> statuses.put(number, engine.status));
    return statuses;
  }

  @Override
  public synchronized Set<String> tables() {
    return new TreeSet<>(tables.keySet());
  }

  @Override
  public void engines(String table, List<EngineRecord> engines) {
    synchronized (this) {
      replaceEngines(table, known(table), engines);
      version++;
    }
    save();
  }

  private void replaceEngines(String name, TableState table, List<EngineRecord> engines) {
    for (EngineRecord engine : engines) {
      table.put(engine);
      changed.engine(name, engine.number());
      engine.chunks().forEach(chunk -> changed.chunk(name, engine.number(), chunk.key()));
    }
  }

  @Override
  public void status(String table, int engine, int status) {
    statusSoon(table, engine, status);
    save();
  }

  @Override
  public synchronized void statusSoon(String table, int engine, int status) {
    TableState state = known(table);
    if (engine != WHOLE_TABLE) {
      state.engine(engine).status = status;
      changed.engine(table, engine);
    }
    if (engine == WHOLE_TABLE || Status.isFailed(status)) {
      state.status = status;
      changed.table(table);
    }
    version++;
  }

  @Override
  public synchronized void progress(String table, int engine, List<ChunkRecord> chunks) {
    TableState.Engine state = known(table).engine(engine);
    changed.engine(table, engine);
    for (ChunkRecord chunk : chunks) {
      state.put(chunk);
      changed.chunk(table, engine, chunk.key());
    }
    version++;
  }

  @Override
  public synchronized void autoIds(String table, long autoRandom, long autoIncrement, long rowId) {
    known(table).raise(autoRandom, autoIncrement, rowId);
    changed.table(table);
    version++;
  }

  @Override
  public synchronized void base(String table, KvChecksum sum) {
    known(table).base = sum;
    changed.table(table);
    version++;
  }

  @Override
  public synchronized Map<String, String> notes() {
    return new TreeMap<>(notes);
  }

  @Override
  public synchronized void note(String name, String value) {
    notes.put(name, value);
    changed.note(name);
    version++;
  }

  @Override
  public void remove(String table) {
    synchronized (saving) {
      synchronized (this) {
        tables.remove(table);
        changed.forget(table);
      }
      change(
          ErrorCode.UPDATE_CHECKPOINT,
          UPDATE,
          (statements, connection) -> schema.remove(statements, table));
    }
  }

  /** From the start again when the connection was lost. */
  private void change(ErrorCode code, String what, Change change) {
    database.run(
        code,
        what,
        connection -> {
          change.run(new ChangingStatements(connection, database::pace), connection);
          return null;
        });
  }

  @Override
  public void removeAll() {
    synchronized (saving) {
      forget();
      change(ErrorCode.CLEAN_CHECKPOINT, CLEAN, schema::drop);
    }
  }

  @Override
  public void moveAway(long taskId) {
    save();
    synchronized (saving) {
      change(
          ErrorCode.CLEAN_CHECKPOINT,
          CLEAN,
          (statements, connection) ->
              schema.move(statements, connection, schema.name() + "." + taskId + ".bak"));
      forget();
    }
  }

  private synchronized void forget() {
    task = null;
    tables.clear();
    notes.clear();
    changed.clear();
    savedVersion = version;
  }

  @Override
  public String describe() {
    return "schema " + schema.quoted() + " of the MySQL server at " + database.address();
  }

  @Override
  public String remedyToStartOver() {
    return "destroy all checkpoints";
  }

  /** The server, the schema and the columns, for a dump. */
  <T> T read(CheckpointDatabase.Work<T> work) {
    synchronized (saving) {
      return database.run(ErrorCode.READ_CHECKPOINT, "read checkpoint error", work);
    }
  }

  String schema() {
    return schema.name();
  }

  Generation generation() {
    return schema.generation();
  }

  /** How many statements that change something were sent. */
  long statements() {
    return database.statements();
  }

  @Override
  public void close() {
    try {
      if (savable()) {
        save();
      }
    } finally {
      database.close();
      if (lock != null) {
        lock.close();
      }
    }
  }

  /** A failure that was thrown once need not be thrown again by close. */
  private synchronized boolean savable() {
    return broken == null;
  }

  @Override
  public void save() {
    long wanted;
    synchronized (this) {
      wanted = version;
      if (broken != null) {
        throw broken;
      }
    }
    synchronized (saving) {
      lookAtLock();
      if (savedVersion >= wanted) {
        return;
      }
      long now;
      TableChanges changes;
      synchronized (this) {
        now = version;
        changes = new TableChanges(schema.quoted(), schema.generation());
        changed.moveTo(changes, task == null ? 0 : task.taskId(), tables, notes);
      }
      try {
        if (!changes.isEmpty()) {
          change(
              ErrorCode.UPDATE_CHECKPOINT,
              UPDATE,
              (statements, connection) -> changes.write(statements));
        }
      } catch (ImportException e) {
        synchronized (this) {
          broken = e;
        }
        throw e;
      }
      savedVersion = now;
    }
  }

  /** Between two steps hours may pass in which nothing is sent, and nothing is missed. */
  private void lookAtLock() {
    if (lock == null) {
      return;
    }
    try {
      lock.look();
    } catch (ImportException e) {
      synchronized (this) {
        broken = e;
      }
      throw e;
    }
  }

  private TableState known(String table) {
    TableState found = tables.get(table);
    if (found == null) {
      throw new ImportException(
          ErrorCode.CHECKPOINT_NOT_FOUND,
          "checkpoint for table " + table + " not found in " + describe(),
          "was it removed while the import ran? start again");
    }
    return found;
  }

  /** Something that may be done twice. */
  @FunctionalInterface
  private interface Change {
    void run(ChangingStatements statements, Connection connection) throws SQLException;
  }
}
