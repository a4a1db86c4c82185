package io.levin.engine.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Lines of cells, printed in columns as wide as they need to be. */
final class TextTable {
  private final List<List<String>> lines = new ArrayList<>();

  TextTable(String... header) {
    lines.add(List.of(header));
  }

  void add(Object... cells) {
    List<String> line = new ArrayList<>();
    for (Object cell : cells) {
      line.add(String.valueOf(cell));
    }
    lines.add(line);
  }

  void print(PrintWriter out) {
    int columns = lines.get(0).size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        text.append("  ").append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length()));
      }
      out.println(text.toString().stripTrailing());
    }
  }
}
