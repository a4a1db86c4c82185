package io.levin.engine.cli;

import io.levin.base.Cancellation;
import io.levin.tidb.TidbClient;
import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code levin sql}: statements to a TiDB, and their answers as tables; for those without a client.
 */
@Command(
    name = "levin sql",
    mixinStandardHelpOptions = true,
    description = "Runs SQL statements and prints their results.")
public final class SqlMain implements Callable<Integer> {
  private static final int MAX_CELL = 60;

  @Mixin private SqlAddress address;

  @Parameters(arity = "1..*", paramLabel = "SQL", description = "Statements to run.")
  private List<String> statements;

  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SqlMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    return SqlAddress.run(
        "levin sql", () -> TidbClient.connect(address.options(), new Cancellation()), this::runAll);
  }

  private int runAll(TidbClient client, PrintWriter out) throws SQLException {
    for (String sql : statements) {
      out.println("> " + sql);
      client.withConnection(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                  print(out, rows);
                }
              } else {
                out.println("OK");
              }
            }
            return null;
          });
      out.println();
    }
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, ResultSet rows) throws SQLException {
    ResultSetMetaData meta = rows.getMetaData();
    int columns = meta.getColumnCount();
    List<String[]> lines = new ArrayList<>();
    String[] header = new String[columns];
    for (int i = 0; i < columns; i++) {
      header[i] = meta.getColumnLabel(i + 1);
    }
    lines.add(header);
    while (rows.next()) {
      String[] line = new String[columns];
      for (int i = 0; i < columns; i++) {
        String value = rows.getString(i + 1);
        String text = value == null ? "NULL" : value.replace("\n", "\\n");
        line[i] = text.length() <= MAX_CELL ? text : text.substring(0, MAX_CELL - 1) + "…";
      }
      lines.add(line);
    }
    int[] widths = new int[columns];
    for (String[] line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    for (int n = 0; n < lines.size(); n++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        text.append(i == 0 ? "  " : " | ").append(lines.get(n)[i]);
        text.append(" ".repeat(widths[i] - lines.get(n)[i].length()));
      }
      out.println(text.toString().stripTrailing());
      if (n == 0) {
        StringBuilder rule = new StringBuilder();
        for (int i = 0; i < columns; i++) {
          rule.append(i == 0 ? "  " : "-+-").append("-".repeat(widths[i]));
        }
        out.println(rule);
      }
    }
    if (lines.size() == 1) {
      out.println("  (no rows)");
    }
  }
}
