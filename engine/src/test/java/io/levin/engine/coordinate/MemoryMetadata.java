package io.levin.engine.coordinate;

import io.levin.base.KvChecksum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The metadata tables in memory, as one party sees them. Before and behind every transaction it
 * tells whoever interleaves several parties; in between nothing else happens. Tables that were
 * dropped are made again, with the row that this party registered, as in {@link SqlMetadata}.
 */
class MemoryMetadata implements MetadataStore {
  /** What all parties share. */
  static final class Rows {
    final TreeMap<Long, TaskRow> tasks = new TreeMap<>(Long::compareUnsigned);
    final List<TableRow> parts = new ArrayList<>();
    final List<String> complaints = new ArrayList<>();
    boolean taskTable = true;
    boolean tableTable = true;

    TableRow part(long tableId, long taskId) {
      for (TableRow row : parts) {
        if (row.tableId() == tableId && row.taskId() == taskId) {
          return row;
        }
      }
      return null;
    }

    List<TableRow> of(long tableId) {
      return parts.stream().filter(row -> row.tableId() == tableId).toList();
    }

    void insert(long taskId, long tableId, String tableName) {
      if (part(tableId, taskId) == null) {
        parts.add(TableRow.inserted(taskId, tableId, tableName));
        parts.sort(
            Comparator.comparingLong(TableRow::tableId)
                .thenComparing(TableRow::taskId, Long::compareUnsigned));
      }
    }

    void replace(TableRow row) {
      for (TableRow one : parts) {
        if (one.tableId() == row.tableId()
            && one.taskId() != row.taskId()
            && row.status().atLeast(TableStatus.ALLOCATED)
            && one.overlaps(row.rowIdBase(), row.rowIdMax())) {
          complaints.add("rows overlap: " + one + " and " + row);
        }
      }
      parts.replaceAll(
          one -> one.tableId() == row.tableId() && one.taskId() == row.taskId() ? row : one);
    }

    void deleteVerified(long tableId) {
      parts.removeIf(
          row ->
              row.tableId() == tableId
                  && (row.status() == TableStatus.CHECKSUMING
                      || row.status() == TableStatus.CHECKSUM_SKIPPED));
    }

    void dropTasks() {
      tasks.clear();
      taskTable = false;
    }

    void dropAll() {
      dropTasks();
      parts.clear();
      tableTable = false;
    }
  }

  private final Rows rows;
  private final Runnable turn;
  private TaskRow registered;

  MemoryMetadata(Rows rows, Runnable turn) {
    this.rows = rows;
    this.turn = turn;
  }

  private void begin() {
    turn.run();
    if ((!rows.taskTable || !rows.tableTable) && registered != null) {
      rows.taskTable = true;
      rows.tableTable = true;
      rows.tasks.putIfAbsent(registered.taskId(), registered);
    }
  }

  @Override
  public boolean addTask(TaskRow row) {
    registered = row;
    begin();
    TaskRow before = rows.tasks.get(row.taskId());
    rows.tasks.put(row.taskId(), before == null ? row : again(before));
    turn.run();
    return before == null;
  }

  private static TaskRow again(TaskRow before) {
    return before.marked(
        before.status().finished() ? before.goesOn().status() : before.status(), TaskRow.RUNNING);
  }

  private void registerAgain() {
    if (registered != null) {
      rows.tasks.putIfAbsent(registered.taskId(), registered);
    }
  }

  @Override
  public void keepRegistered() {
    begin();
    registerAgain();
    turn.run();
  }

  @Override
  public List<TaskRow> tasks() {
    begin();
    registerAgain();
    return List.copyOf(rows.tasks.values());
  }

  @Override
  public <T> T onTasks(String purpose, Function<List<TaskRow>, Decision<T, TaskChange>> decision) {
    begin();
    registerAgain();
    Decision<T, TaskChange> decided = decision.apply(List.copyOf(rows.tasks.values()));
    decided.changes().forEach(this::change);
    turn.run();
    return decided.result();
  }

  private void change(TaskChange change) {
    if (change instanceof TaskChange.Pause c) {
      rows.tasks.computeIfPresent(c.taskId(), (id, row) -> row.withPdCfgs(c.pdCfgs()));
    } else if (change instanceof TaskChange.Mark c) {
      rows.tasks.computeIfPresent(c.taskId(), (id, row) -> row.marked(c.status(), c.state()));
    } else if (change instanceof TaskChange.Replace c) {
      rows.tasks.put(c.row().taskId(), c.row());
    } else if (change instanceof TaskChange.Delete c) {
      rows.tasks.remove(c.taskId());
    }
  }

  @Override
  public void addTable(long taskId, long tableId, String tableName) {
    begin();
    rows.insert(taskId, tableId, tableName);
    turn.run();
  }

  @Override
  public List<TableRow> table(long tableId) {
    begin();
    return rows.of(tableId);
  }

  @Override
  public List<TableRow> tables() {
    begin();
    return List.copyOf(rows.parts);
  }

  @Override
  public <T> T onTable(
      String purpose, long tableId, Function<List<TableRow>, Decision<T, TableChange>> decision) {
    begin();
    Decision<T, TableChange> decided = decision.apply(rows.of(tableId));
    decided.changes().forEach(change -> change(tableId, change));
    turn.run();
    return decided.result();
  }

  private void change(long tableId, TableChange change) {
    if (change instanceof TableChange.DeleteVerified) {
      rows.deleteVerified(tableId);
    } else if (change instanceof TableChange.Delete c) {
      rows.parts.removeIf(row -> row.tableId() == tableId && row.taskId() == c.taskId());
    } else {
      TableRow row = rows.part(tableId, taskOf(change));
      if (row != null) {
        rows.replace(row.with(change));
      }
    }
  }

  private static long taskOf(TableChange change) {
    if (change instanceof TableChange.Allocate c) {
      return c.taskId();
    }
    return change instanceof TableChange.Merge c
        ? c.taskId()
        : ((TableChange.Move) change).taskId();
  }

  @Override
  public void move(long tableId, long taskId, TableStatus to, Set<TableStatus> from) {
    begin();
    TableRow row = rows.part(tableId, taskId);
    if (row != null && from.contains(row.status())) {
      rows.replace(row.withStatus(to));
    }
    turn.run();
  }

  @Override
  public boolean storeBase(long tableId, long taskId, KvChecksum base) {
    begin();
    TableRow row = rows.part(tableId, taskId);
    if (row != null) {
      rows.replace(row.withBase(base, TableStatus.RESTORE));
    }
    turn.run();
    return row != null;
  }

  @Override
  public void left() {
    registered = null;
  }

  @Override
  public boolean dropIfEmpty() {
    begin();
    boolean empty = rows.tasks.isEmpty() && rows.parts.isEmpty();
    turn.run();
    if (empty) {
      // DROP waits for nobody: what was written between the look and this is lost.
      rows.dropTasks();
      turn.run();
      rows.dropAll();
    }
    turn.run();
    return empty;
  }
}
