package io.levin.engine.cli;

import io.levin.config.Flags;
import java.io.PrintStream;
import java.util.List;

/** The text of {@code -h}, in the shape that Go programs print. */
final class Usage {
  private Usage() {}

  static void print(PrintStream out, String program, List<Flags.Definition> definitions) {
    out.println("Usage of " + program + ":");
    for (Flags.Definition definition : definitions) {
      String names = "-" + String.join(", -", definition.names());
      String value =
          switch (definition.kind()) {
            case BOOLEAN -> "";
            case INTEGER -> " int";
            case TEXT, COLLECT -> " value";
          };
      out.println("  " + names + value);
      out.println("    \t" + definition.help());
    }
  }
}
