package io.levin.engine.cli;

import io.levin.engine.coordinate.FleetView;
import io.levin.engine.coordinate.Member;
import io.levin.engine.coordinate.TableRow;
import io.levin.engine.coordinate.TableStatus;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What {@code levin status} prints of the parts of tables: how many there are of each status, and
 * those first that somebody waits for.
 */
final class PartsText {
  /** So many are listed unless all are asked for: two screens. */
  private static final int LISTED = 40;

  private PartsText() {}

  static void print(PrintWriter out, FleetView view, boolean all) {
    List<TableRow> parts =
        view.parts().stream()
            .sorted(
                Comparator.comparing((TableRow row) -> runs(view, row))
                    .thenComparing(TableRow::status)
                    .thenComparing(TableRow::tableName))
            .toList();
    if (parts.isEmpty()) {
      return;
    }
    Map<TableStatus, Long> counts =
        parts.stream()
            .collect(
                Collectors.groupingBy(
                    TableRow::status,
                    () -> new EnumMap<>(TableStatus.class),
                    Collectors.counting()));
    out.println();
    out.println(
        "Parts of tables: "
            + counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().text())
                .collect(Collectors.joining(", ")));
    TextTable text =
        new TextTable("TABLE", "TASK", "STATUS", "ROW IDS", "PAIRS IN", "PAIRS BEFORE");
    int listed = all ? parts.size() : Math.min(LISTED, parts.size());
    for (TableRow row : parts.subList(0, listed)) {
      text.add(
          row.tableName(),
          Long.toUnsignedString(row.taskId()),
          row.status().text(),
          row.rowIdMax() == 0 ? "-" : (row.rowIdBase() + 1) + ".." + row.rowIdMax(),
          row.total().pairs() == 0 ? "-" : row.total().pairs(),
          row.base().pairs() == 0 ? "-" : row.base().pairs());
    }
    text.print(out);
    if (listed < parts.size()) {
      out.println("  … and " + (parts.size() - listed) + " more; --all lists them");
    }
  }

  private static boolean runs(FleetView view, TableRow row) {
    return view.member(row.taskId()).map(Member::alive).orElse(true);
  }
}
