package io.levin.engine.coordinate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What other instances have left undone, in lines for people: a line for each of them and what they
 * left, however many tables that are, and what to do about it.
 *
 * @param presence knows who they are and whether they run
 */
record OpenEnds(Presence presence) {
  private static final int NAMED_TABLES = 5;

  /** What is said in one line. */
  private record Kind(long taskId, TableStatus status, boolean movedBack) {
    static Kind of(TableRow row) {
      // Sums are written only when a part is handed in: such a row was moved back by a restart.
      boolean movedBack = row.status() == TableStatus.RESTORE_FINISHED && row.total().pairs() > 0;
      return new Kind(row.taskId(), row.status(), movedBack);
    }
  }

  /**
   * Parts of tables that nobody has compared.
   *
   * @param unfinished tasks about which {@link #unfinished} says what to do
   */
  List<String> unverified(List<TableRow> rows, Set<Long> unfinished) {
    List<String> lines = new ArrayList<>();
    grouped(rows)
        .forEach(
            (kind, some) -> {
              boolean one = some.size() == 1;
              lines.add(
                  (one
                          ? "table " + some.get(0).tableName() + " is"
                          : some.size() + " tables (" + names(some) + ") are")
                      + " not verified yet: waiting for "
                      + presence.describe(kind.taskId())
                      + ", status "
                      + kind.status().text()
                      + (kind.movedBack()
                          ? ", although it has handed its sum in (a failed check, or a restart)"
                          : "")
                      + (unfinished.contains(kind.taskId())
                          ? ""
                          : presence.outlook(kind.taskId())));
            });
    return lines;
  }

  /** A task that has not finished. */
  String unfinished(TaskRow task) {
    return "the import is not complete: "
        + presence.describe(task.taskId())
        + " has not finished"
        + presence.outlook(task.taskId());
  }

  /** Parts of tables whose instances do not run. */
  List<String> abandoned(List<TableRow> rows) {
    List<String> lines = new ArrayList<>();
    grouped(rows)
        .forEach(
            (kind, some) -> {
              TableRow first = some.get(0);
              boolean one = some.size() == 1;
              lines.add(
                  (one
                          ? "table " + first.tableName() + " has a part"
                          : some.size() + " tables (" + names(some) + ") have parts")
                      + " of "
                      + presence.describe(kind.taskId())
                      + " in the metadata, status "
                      + kind.status().text()
                      + (one ? ", row ids " + first.rowIdBase() + ".." + first.rowIdMax() : "")
                      + ": that instance does not run now, and without it "
                      + (one ? "the table's checksum is" : "the checksums of these tables are")
                      + " never compared. Start it again; or, if it never comes back, empty "
                      + (one ? "the table" : "these tables")
                      + " and run levin meta forget --task="
                      + Long.toUnsignedString(kind.taskId()));
            });
    return lines;
  }

  private static Map<Kind, List<TableRow>> grouped(List<TableRow> rows) {
    return rows.stream()
        .collect(Collectors.groupingBy(Kind::of, LinkedHashMap::new, Collectors.toList()));
  }

  private static String names(List<TableRow> rows) {
    return rows.stream()
            .limit(NAMED_TABLES)
            .map(TableRow::tableName)
            .collect(Collectors.joining(", "))
        + (rows.size() > NAMED_TABLES ? ", …" : "");
  }
}
