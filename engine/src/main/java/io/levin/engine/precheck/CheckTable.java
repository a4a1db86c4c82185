package io.levin.engine.precheck;

import java.util.ArrayList;
import java.util.List;

/** Draws the table of checks as the original prints it: boxed, with a line behind each row. */
final class CheckTable {
  private static final int MAX_ITEM = 130;
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private CheckTable() {}

  /**
   * @param colored whether failed rows are colored, which only a terminal wants
   */
  static String draw(List<CheckResult> results, boolean colored) {
    int width = "CHECK ITEM".length();
    for (CheckResult result : results) {
      for (String line : lines(result.message())) {
        width = Math.max(width, line.length());
      }
    }
    int typeWidth = "performance".length();
    String rule = "+----+-" + "-".repeat(width) + "-+-" + "-".repeat(typeWidth) + "-+--------+\n";
    StringBuilder out = new StringBuilder(rule);
    row(out, "#", "CHECK ITEM", "TYPE", "PASSED", width, typeWidth, "");
    out.append(rule);
    int number = 0;
    for (CheckResult result : results) {
      number++;
      String color = !colored || result.passed() ? "" : result.critical() ? RED : YELLOW;
      List<String> lines = lines(result.message());
      for (int i = 0; i < lines.size(); i++) {
        boolean first = i == 0;
        row(
            out,
            first ? Integer.toString(number) : "",
            lines.get(i),
            first ? result.type() : "",
            first ? Boolean.toString(result.passed()) : "",
            width,
            typeWidth,
            color);
      }
      out.append(rule);
    }
    return out.toString();
  }

  private static void row(
      StringBuilder out,
      String number,
      String item,
      String type,
      String passed,
      int width,
      int typeWidth,
      String color) {
    String end = color.isEmpty() ? "" : PLAIN;
    out.append("| ").append(color).append(number).append(end);
    out.append(" ".repeat(Math.max(0, 2 - number.length()))).append(" | ");
    out.append(color).append(item).append(end).append(" ".repeat(width - item.length()));
    out.append(" | ").append(color).append(type).append(end);
    out.append(" ".repeat(typeWidth - type.length())).append(" | ");
    out.append(color).append(passed).append(end).append(" ".repeat(6 - passed.length()));
    out.append(" |\n");
  }

  /** Breaks a text at line ends and, where it is too long, at blanks. */
  private static List<String> lines(String text) {
    List<String> result = new ArrayList<>();
    for (String paragraph : text.split("\n", -1)) {
      String rest = paragraph;
      while (rest.length() > MAX_ITEM) {
        int blank = rest.lastIndexOf(' ', MAX_ITEM);
        int cut = blank <= 0 ? MAX_ITEM : blank;
        result.add(rest.substring(0, cut));
        rest = rest.substring(cut).stripLeading();
      }
      result.add(rest);
    }
    return result;
  }
}
