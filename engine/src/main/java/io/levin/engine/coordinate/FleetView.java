package io.levin.engine.coordinate;

import io.levin.base.Cancellation;
import io.levin.tidb.TidbClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Everything that the target TiDB knows of the imports into it, read without changing anything; and
 * the one way to remove what an instance left behind.
 *
 * @param members processes of Levin, in the order in which they joined
 * @param tasks imports
 * @param parts their parts of tables
 */
public record FleetView(List<Member> members, List<TaskRow> tasks, List<TableRow> parts) {
  /** A quoted, qualified name that was not cut. */
  private static final Pattern WHOLE_NAME = Pattern.compile("`(?:[^`]|``)+`\\.`(?:[^`]|``)+`");

  /** Copies the lists. */
  public FleetView {
    members = List.copyOf(members);
    tasks = List.copyOf(tasks);
    parts = List.copyOf(parts);
  }

  /**
   * Reads.
   *
   * @param metaSchema the schema of the metadata
   * @param compat {@code levin.meta-compat}
   */
  public static FleetView read(TidbClient tidb, String metaSchema, String compat)
      throws SQLException {
    List<Member> members = new Members(tidb, metaSchema).all();
    MetadataTables tables = MetadataTables.find(tidb, metaSchema, compat);
    SqlMetadata store = store(tidb, tables);
    return new FleetView(
        members,
        tables.haveTasks() ? store.tasks() : List.of(),
        tables.haveParts() ? store.tables() : List.of());
  }

  private static SqlMetadata store(TidbClient tidb, MetadataTables tables) {
    return new SqlMetadata(new Attempts(tidb, Attempts.HASTY, new Cancellation()), tables);
  }

  /** The process that works, or last worked, on a task; empty when none has left a sign of life. */
  public Optional<Member> member(long taskId) {
    return Members.ofTask(members, taskId);
  }

  /** A task for people: its number, machine and last sign of life, as far as they are known. */
  public String describe(long taskId) {
    return member(taskId)
        .map(Member::describe)
        .orElseGet(
            () -> Presence.describe(taskId, "no sign of life: TiDB Lightning, or removed by hand"));
  }

  /**
   * Removes the rows of a task. The last one's tables and schema go too.
   *
   * @param table the quoted, qualified name of the one table to forget, or null for the whole task
   * @return what was removed, and what the others will do without it
   */
  public List<String> forget(
      TidbClient tidb, String metaSchema, String compat, long taskId, String table)
      throws SQLException {
    MetadataTables tables = MetadataTables.find(tidb, metaSchema, compat);
    SqlMetadata store = store(tidb, tables);
    List<String> done = new ArrayList<>();
    Map<Long, List<TableRow>> ofTable =
        parts.stream().collect(Collectors.groupingBy(TableRow::tableId));
    for (TableRow row : parts) {
      if (row.taskId() != taskId || table != null && !row.isNamed(table)) {
        continue;
      }
      // Asked before anything is removed; once the part is gone nobody asks again.
      boolean empty = false;
      String unknown = "";
      try {
        empty = ofTable.get(row.tableId()).size() > 1 && wasEmptied(tidb, row);
      } catch (SQLException e) {
        unknown =
            "; whether the table is empty is not known ("
                + e.getMessage()
                + "): if it is, forget the others' parts of it, too";
      }
      store.onTable(
          "clean up metas",
          row.tableId(),
          rows -> Decision.<Boolean, TableChange>of(true, new TableChange.Delete(taskId)));
      boolean emptied = empty && forgetHandedIn(store, row);
      done.add(
          "removed the part of table "
              + row.tableName()
              + (emptied
                  ? "; the table is empty, so what others have handed in of it is removed, too"
                  : consequence(row, ofTable.get(row.tableId())) + unknown));
    }
    if (table == null) {
      store.onTasks(
          "clean up task",
          rows -> Decision.<Boolean, TaskChange>of(true, new TaskChange.Delete(taskId)));
      done.add("removed task " + Long.toUnsignedString(taskId));
    }
    if (table == null && store.tables().isEmpty()) {
      store.onTasks(
          "clean up task",
          tasks ->
              tasks.stream().allMatch(task -> task.status().finished())
                  ? new Decision<>(true, TaskChange.deleteAll(tasks))
                  : Decision.<Boolean, TaskChange>of(false));
    }
    boolean nothingLeft = store.dropIfEmpty();
    if (nothingLeft) {
      done.add("nothing is left in the metadata: its tables are dropped");
    }
    if (table == null && !members.isEmpty()) {
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

  /** Whether a table that held rows has none, or is not there any more. */
  private static boolean wasEmptied(TidbClient tidb, TableRow row) throws SQLException {
    if (!WHOLE_NAME.matcher(row.tableName()).matches()) {
      return false;
    }
    try {
      return tidb.query("SELECT 1 FROM " + row.tableName() + " USE INDEX() LIMIT 1", one -> 1)
          .isEmpty();
    } catch (SQLException e) {
      if (Attempts.isGone(e)) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Removes the parts of a table that was emptied, if all have been handed in: nobody compares them
   * any more, and whoever imports the table again would count what is not in it.
   */
  private static boolean forgetHandedIn(SqlMetadata store, TableRow gone) {
    return store.onTable(
        "clean up metas",
        gone.tableId(),
        rows ->
            rows.stream().allMatch(row -> row.status() == TableStatus.CHECKSUM_SKIPPED)
                ? new Decision<>(
                    true,
                    rows.stream()
                        .<TableChange>map(row -> new TableChange.Delete(row.taskId()))
                        .toList())
                : Decision.<Boolean, TableChange>of(false));
  }

  private static String consequence(TableRow gone, List<TableRow> ofTable) {
    List<String> others = new ArrayList<>();
    boolean waiting = true;
    for (TableRow row : ofTable) {
      if (row.taskId() != gone.taskId()) {
        others.add(Long.toUnsignedString(row.taskId()));
        waiting &= row.status() == TableStatus.CHECKSUM_SKIPPED;
      }
    }
    if (others.isEmpty()) {
      return "";
    }
    return waiting
        ? "; tasks "
            + others
            + " have handed their sums in and compare no more: run ADMIN CHECKSUM TABLE and ADMIN"
            + " CHECK TABLE, or import the table again"
        : "; the last of tasks " + others + " compares the table's checksum without that part";
  }
}
