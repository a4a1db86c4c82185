package io.levin.engine.progress;

import java.util.ArrayList;
import java.util.List;

/** The table of what was left out or in conflict, printed at the end. */
public final class ErrorSummary {
  private static final List<String> HEAD =
      List.of("#", "ERROR TYPE", "ERROR COUNT", "ERROR DATA TABLE");

  private final List<List<String>> rows = new ArrayList<>(List.of(HEAD));

  /**
   * Adds a line, unless there is nothing to tell.
   *
   * @param type what went wrong, such as {@code Data Type}
   * @param table the quoted name of the table with the rows; empty for none
   */
  public void add(String type, long count, String table) {
    if (count > 0) {
      rows.add(List.of(Integer.toString(rows.size()), type, Long.toString(count), table));
    }
  }

  /** True when there is nothing to tell. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** The heading and the table. */
  public String text() {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder rule = new StringBuilder("+");
    for (int width : widths) {
      rule.append("-".repeat(width + 2)).append('+');
    }
    rule.append('\n');
    StringBuilder out = new StringBuilder("\nImport Data Error Summary: \n").append(rule);
    for (List<String> row : rows) {
      out.append('|');
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        String space = " ".repeat(widths[i] - cell.length());
        // The number of errors is set to the right, all else to the left.
        out.append(' ').append(i == 2 ? space + cell : cell + space).append(" |");
      }
      out.append('\n').append(rule);
    }
    return out.toString();
  }
}
