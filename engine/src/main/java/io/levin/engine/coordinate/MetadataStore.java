package io.levin.engine.coordinate;

import io.levin.base.KvChecksum;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The rows by which instances meet. Every method is one transaction; it is tried again for minutes
 * when TiDB fails in ordinary ways, so a decision may be asked for several times and must not keep
 * anything from one time to the next. When the tables are gone, because a sibling that ended took
 * them for the last one's, they are made again, with the task that was registered here.
 * Thread-safe.
 *
 * <p>Failures are {@link io.levin.base.ImportException}s.
 */
public interface MetadataStore {
  /**
   * Registers a task, or says that it runs again.
   *
   * @return true when there was no such task
   */
  boolean addTask(TaskRow row);

  /** All tasks, not locked. */
  List<TaskRow> tasks();

  /**
   * Locks the rows of all tasks and changes them.
   *
   * @param purpose named when it fails
   */
  <T> T onTasks(String purpose, Function<List<TaskRow>, Decision<T, TaskChange>> decision);

  /** Makes a row for a part of a table, unless it is there. */
  void addTable(long taskId, long tableId, String tableName);

  /** All parts of a table in the order of their tasks, not locked. */
  List<TableRow> table(long tableId);

  /** All parts of all tables, not locked. */
  List<TableRow> tables();

  /**
   * Locks the rows of all parts of a table and changes them.
   *
   * @param purpose named when it fails
   */
  <T> T onTable(
      String purpose, long tableId, Function<List<TableRow>, Decision<T, TableChange>> decision);

  /** Moves a row on if it is there and has one of the given statuses. */
  void move(long tableId, long taskId, TableStatus to, Set<TableStatus> from);

  /** Says what was in the table before, and moves the row to {@code restore}. */
  boolean storeBase(long tableId, long taskId, KvChecksum base);

  /**
   * Registers again what was registered here, should its row be gone: once, and a failure is only
   * noted. Not after {@link #left}.
   */
  void keepRegistered();

  /** The end of the registered task is told: from now on what is gone stays so. */
  void left();

  /** Drops the tables if no row is in either of them; and their schema if nothing else is in it. */
  boolean dropIfEmpty();
}
