package io.levin.engine.coordinate;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.schema.Identifiers;
import io.levin.tidb.TidbClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Removes the rows of tables whose checkpoints are removed, of all tasks, as the original does:
 * after that a table's import begins anew everywhere. Rows of another import that may be running
 * are touched only by force.
 */
public final class ForgottenTables {
  private final TidbClient tidb;
  private final String metaSchema;
  private final String compat;
  private final long taskId;
  private final FleetView view;

  /**
   * A table as its checkpoint names it.
   *
   * @param name both names in backquotes
   * @param tableId TiDB's, 0 when it is not known
   */
  public record Table(String name, long tableId) {
    /** Names are cut in the rows: then only the number tells tables apart. */
    boolean isOf(TableRow row) {
      String cut = PartTable.cut(name);
      return row.isNamed(name) && (cut.length() == name.length() || row.tableId() == tableId);
    }
  }

  private ForgottenTables(
      TidbClient tidb, String metaSchema, String compat, long taskId, FleetView view) {
    this.tidb = tidb;
    this.metaSchema = metaSchema;
    this.compat = compat;
    this.taskId = taskId;
    this.view = view;
  }

  /**
   * Reads the metadata.
   *
   * @param metaSchema its schema
   * @param compat {@code levin.meta-compat}
   * @param taskId of the checkpoint, whose import does not run; 0 when it has none
   */
  public static ForgottenTables read(TidbClient tidb, String metaSchema, String compat, long taskId)
      throws SQLException {
    return new ForgottenTables(
        tidb, metaSchema, compat, taskId, FleetView.read(tidb, metaSchema, compat));
  }

  /**
   * Insists that no other import into these tables runs, as far as that can be seen.
   *
   * @throws ImportException {@link ErrorCode#INVALID_ARGUMENT} naming those that do
   */
  public void refuseRunning(Collection<Table> tables) {
    Set<String> running = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    for (TableRow row : rows(tables)) {
      if (mayRun(row.taskId())) {
        running.add(view.describe(row.taskId()));
        names.add(row.tableName());
      }
    }
    if (!running.isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_ARGUMENT,
          "other instances may be importing into "
              + String.join(", ", names)
              + ": "
              + String.join(", ", running),
          "stop them first, since their parts of it would be forgotten too; say --force when they"
              + " do not run (levin meta status shows them)");
    }
  }

  /**
   * Removes the rows of tables; and the metadata as a whole when nobody needs it any more.
   *
   * @param whole whether the checkpoint goes as a whole, and its task with it
   * @return what was done, for people
   */
  public List<String> forget(Collection<Table> tables, boolean whole) throws SQLException {
    List<String> done = new ArrayList<>();
    MetadataTables meta = MetadataTables.find(tidb, metaSchema, compat);
    if (!meta.haveTasks() && !meta.haveParts()) {
      return done;
    }
    SqlMetadata store =
        new SqlMetadata(new Attempts(tidb, Attempts.HASTY, new Cancellation()), meta);
    for (TableRow row : rows(tables)) {
      store.onTable(
          "clean up metas",
          row.tableId(),
          rows -> Decision.<Boolean, TableChange>of(true, new TableChange.Delete(row.taskId())));
      done.add(
          "Removed the metadata of "
              + row.tableName()
              + ", "
              + row.status().text()
              + ", of "
              + view.describe(row.taskId()));
    }
    boolean needed = !store.tables().isEmpty() || othersUnfinished(store.tasks());
    if (!needed) {
      store.onTasks("clean up task", this::allUnlessOthers);
    } else if (whole) {
      store.onTasks(
          "clean up task",
          rows -> Decision.<Boolean, TaskChange>of(true, new TaskChange.Delete(taskId)));
    }
    boolean nothingLeft = !needed && store.dropIfEmpty();
    if (nothingLeft) {
      done.add("Nothing is left in the metadata: its tables are dropped");
    }
    if ((whole || nothingLeft) && !view.members().isEmpty()) {
      Members processes = new Members(tidb, metaSchema);
      processes.remove(taskId);
      SourceFiles files = new SourceFiles(tidb, metaSchema);
      files.create();
      files.remove(taskId);
      if (nothingLeft) {
        // Before that they say whose the parts are that are left.
        processes.dropIfDone(true);
      }
    }
    return done;
  }

  /** What is left of tables that this checkpoint does not speak of. */
  public String others(Collection<Table> tables) {
    Set<TableRow> ours = Set.copyOf(rows(tables));
    return view.parts().stream()
        .filter(row -> !ours.contains(row))
        .map(TableRow::tableName)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private List<TableRow> rows(Collection<Table> tables) {
    Map<String, List<Table>> byName =
        tables.stream()
            .collect(
                Collectors.groupingBy(table -> Identifiers.lower(PartTable.cut(table.name()))));
    return view.parts().stream()
        .filter(
            row ->
                byName.getOrDefault(Identifiers.lower(row.tableName()), List.of()).stream()
                    .anyMatch(table -> table.isOf(row)))
        .toList();
  }

  /** A task that says nothing of itself runs, unless it has said that it ended. */
  private boolean mayRun(long task) {
    if (task == taskId) {
      return false;
    }
    return view.member(task)
        .map(Member::alive)
        .orElseGet(
            () ->
                view.tasks().stream()
                    .anyMatch(
                        row ->
                            row.taskId() == task
                                && row.state() == TaskRow.RUNNING
                                && !row.status().finished()));
  }

  private boolean othersUnfinished(List<TaskRow> tasks) {
    return tasks.stream().anyMatch(row -> row.taskId() != taskId && !row.status().finished());
  }

  private Decision<Boolean, TaskChange> allUnlessOthers(List<TaskRow> tasks) {
    return othersUnfinished(tasks)
        ? Decision.<Boolean, TaskChange>of(false)
        : new Decision<>(true, TaskChange.deleteAll(tasks));
  }
}
