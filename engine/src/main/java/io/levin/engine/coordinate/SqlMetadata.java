package io.levin.engine.coordinate;

import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.tidb.TidbClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata in tables of the target TiDB. The statements are those of the original, since other
 * programs read and write the same rows.
 */
final class SqlMetadata implements MetadataStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlMetadata.class);

  private static final String LOCKED = " ORDER BY task_id FOR UPDATE";

  private final Attempts attempts;
  private final MetadataTables tables;
  private final TaskTable tasks;
  private final PartTable parts;

  /**
   * What was registered here: made again when it is gone, or the tables are. Nothing once the end
   * was told: then tables that are gone are as good as empty. Locked while it is looked after
   * beside the import, so that nothing is made again behind the end.
   */
  private final AtomicReference<TaskRow> registered;

  SqlMetadata(Attempts attempts, MetadataTables tables) {
    this(attempts, tables, new AtomicReference<>());
  }

  private SqlMetadata(
      Attempts attempts, MetadataTables tables, AtomicReference<TaskRow> registered) {
    this.attempts = attempts;
    this.tables = tables;
    this.tasks = new TaskTable(tables.generation(), tables.tasks());
    this.parts = new PartTable(tables.tables());
    this.registered = registered;
  }

  /** The same with another patience. */
  SqlMetadata with(Attempts others) {
    return new SqlMetadata(others, tables, registered);
  }

  /** Makes the tables if they are not there. */
  void create() throws SQLException {
    tables.create();
  }

  @Override
  public boolean addTask(TaskRow row) {
    // Asked first: what the server counts as changed rows depends on the connection's flags.
    Optional<TaskRow> known =
        attempts
            .run(
                "check whether this task has started before",
                c -> tasks.read(c, ""),
                this::createTables)
            .stream()
            .filter(task -> task.taskId() == row.taskId())
            .findFirst();
    registered.set(row);
    // One transaction: a sibling that sees a finished task between the two statements removes it.
    transaction(
        "init task meta",
        connection -> {
          tasks.insert(connection, row);
          for (TaskRow now : tasks.read(connection, own(row.taskId()))) {
            if (now.status().finished()) {
              tasks.write(connection, now.goesOn());
            }
            if (!now.pdCfgs().isEmpty()) {
              registered.set(row.withPdCfgs(now.pdCfgs()));
            }
          }
          return null;
        });
    return known.isEmpty();
  }

  private static String own(long taskId) {
    return " WHERE task_id = " + Long.toUnsignedString(taskId) + " FOR UPDATE";
  }

  @Override
  public List<TaskRow> tasks() {
    return attempt(
        "fetch task metas",
        connection -> {
          List<TaskRow> rows = tasks.read(connection, "");
          return registerAgain(connection, rows) ? tasks.read(connection, "") : rows;
        },
        List::of);
  }

  /**
   * Registers again what was registered here when its row is gone although its end was not told. It
   * is lost without a word when a sibling that took itself for the last one drops the table behind
   * its look, and a third one makes it again before this one asks.
   *
   * @param rows of all tasks, or those of this one, as they were read
   * @return whether that was so
   */
  private boolean registerAgain(Connection connection, List<TaskRow> rows) throws SQLException {
    TaskRow own = registered.get();
    if (own == null || rows.stream().anyMatch(row -> row.taskId() == own.taskId())) {
      return false;
    }
    LOG.atWarn()
        .addKeyValue("task", Long.toUnsignedString(own.taskId()))
        .log("the row of this instance is gone from the metadata and is made again");
    tasks.insertAgain(connection, own);
    return true;
  }

  @Override
  public void keepRegistered() {
    synchronized (registered) {
      TaskRow row = registered.get();
      if (row == null) {
        return;
      }
      try {
        attempts
            .tidb()
            .withConnectionOnce(
                connection ->
                    registerAgain(
                        connection,
                        tasks.read(
                            connection,
                            " WHERE task_id = " + Long.toUnsignedString(row.taskId()))));
      } catch (SQLException | RuntimeException e) {
        if (e instanceof SQLException sql && Attempts.isGone(sql)) {
          createAgain();
        } else {
          LOG.atDebug()
              .addKeyValue("error", e.getMessage())
              .log("cannot see whether this instance is registered");
        }
      }
    }
  }

  @Override
  public <T> T onTasks(String purpose, Function<List<TaskRow>, Decision<T, TaskChange>> decision) {
    return transaction(
        purpose,
        connection -> {
          List<TaskRow> rows = tasks.read(connection, LOCKED);
          Decision<T, TaskChange> decided =
              decision.apply(
                  registerAgain(connection, rows) ? tasks.read(connection, LOCKED) : rows);
          for (TaskChange change : decided.changes()) {
            tasks.write(connection, change);
            if (change instanceof TaskChange.Pause c) {
              registered.updateAndGet(row -> row == null ? null : row.withPdCfgs(c.pdCfgs()));
            }
          }
          return decided.result();
        },
        () -> decision.apply(List.of()).result());
  }

  @Override
  public void addTable(long taskId, long tableId, String tableName) {
    addTables(List.of(new PartTable.Part(taskId, tableId, tableName)));
  }

  /** Makes rows for parts of tables that have none. */
  void addTables(Collection<PartTable.Part> added) {
    attempt(
        "init table meta",
        connection -> {
          parts.add(connection, added);
          return null;
        });
  }

  @Override
  public List<TableRow> table(long tableId) {
    return tables(List.of(tableId)).getOrDefault(tableId, List.of());
  }

  /** All parts of some tables in the order of their tasks, not locked. */
  Map<Long, List<TableRow>> tables(Collection<Long> tableIds) {
    return attempt(
        "fetch table meta", connection -> parts.read(connection, tableIds, false), Map::of);
  }

  @Override
  public List<TableRow> tables() {
    return attempt("fetch table metas", parts::readAll, List::of);
  }

  @Override
  public <T> T onTable(
      String purpose, long tableId, Function<List<TableRow>, Decision<T, TableChange>> decision) {
    TableQuestion<T> question = new TableQuestion<>(purpose, tableId, decision);
    onTables(Map.of(tableId, question));
    return question.answer();
  }

  /** Locks the rows of all parts of several tables and changes them, in one transaction. */
  void onTables(Map<Long, TableQuestion<?>> questions) {
    transaction(
        questions.values().iterator().next().purpose(),
        connection -> {
          Map<Long, List<TableRow>> found = parts.read(connection, questions.keySet(), true);
          Map<Long, List<TableChange>> changes = new LinkedHashMap<>();
          found.forEach((id, rows) -> changes.put(id, questions.get(id).ask(rows)));
          parts.write(connection, found, changes);
          return null;
        },
        () -> {
          questions.values().forEach(question -> question.ask(List.of()));
          return null;
        });
  }

  @Override
  public void move(long tableId, long taskId, TableStatus to, Set<TableStatus> from) {
    move(List.of(tableId), taskId, to, from);
  }

  /** Moves the rows of several tables on, as far as they have one of the given statuses. */
  void move(Collection<Long> tableIds, long taskId, TableStatus to, Set<TableStatus> from) {
    attempt(
        "update meta status",
        connection -> parts.move(connection, tableIds, taskId, to, from),
        () -> 0);
  }

  @Override
  public boolean storeBase(long tableId, long taskId, KvChecksum base) {
    return attempt(
            "update base checksum",
            connection -> parts.storeBase(connection, tableId, taskId, base),
            () -> 0)
        > 0;
  }

  @Override
  public boolean dropIfEmpty() {
    try {
      boolean haveTasks = tables.haveTasks();
      boolean haveParts = tables.haveParts();
      if (!haveTasks && !haveParts) {
        return true;
      }
      if (haveTasks && !isEmpty(tables.tasks()) || haveParts && !isEmpty(tables.tables())) {
        return false;
      }
      tables.drop();
      return true;
    } catch (SQLException e) {
      if (Attempts.isGone(e)) {
        return true;
      }
      throw Attempts.failure("clean up metas", e);
    }
  }

  private boolean isEmpty(String table) throws SQLException {
    return "0".equals(attempts.tidb().queryText("SELECT COUNT(*) FROM " + table));
  }

  private <T> T transaction(String purpose, TidbClient.Work<T> work) {
    return attempts.transaction(purpose, work, this::createAgain);
  }

  private <T> T transaction(String purpose, TidbClient.Work<T> work, Supplier<T> whenLeft) {
    try {
      return transaction(purpose, work);
    } catch (ImportException e) {
      return orElse(e, whenLeft);
    }
  }

  private <T> T attempt(String purpose, TidbClient.Work<T> work) {
    return attempts.run(purpose, work, this::createAgain);
  }

  private <T> T attempt(String purpose, TidbClient.Work<T> work, Supplier<T> whenLeft) {
    try {
      return attempt(purpose, work);
    } catch (ImportException e) {
      return orElse(e, whenLeft);
    }
  }

  private <T> T orElse(ImportException e, Supplier<T> whenLeft) {
    if (registered.get() == null
        && e.getCause() instanceof SQLException cause
        && Attempts.isGone(cause)) {
      return whenLeft.get();
    }
    throw e;
  }

  /** A sibling that ended while this one was about to register has dropped them. */
  private boolean createTables() {
    try {
      tables.create();
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("cannot make the metadata tables again");
    }
    return true;
  }

  /** Makes the tables again while this task is registered; false when it is not. */
  private boolean createAgain() {
    TaskRow row = registered.get();
    if (row == null) {
      return false;
    }
    try {
      tables.create();
      attempts
          .tidb()
          .withConnectionOnce(
              connection -> {
                tasks.insertAgain(connection, row);
                return null;
              });
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("cannot make the metadata tables again");
    }
    return true;
  }

  @Override
  public void left() {
    synchronized (registered) {
      registered.set(null);
    }
  }
}
