package io.levin.checkpoint;

import io.levin.schema.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The schema of the checkpoint tables as a whole: makes it, forgets a table in it, puts it away.
 * All of it may be done again from the start when the connection was lost in between, or the
 * process.
 */
final class CheckpointSchema {
  private static final String COLLATION = " DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

  private final String name;
  private final String quoted;
  private final Generation generation;

  /**
   * @param name not quoted
   */
  CheckpointSchema(String name, Generation generation) {
    this.name = name;
    this.quoted = Identifiers.quote(name);
    this.generation = generation;
  }

  /** The name, not quoted. */
  String name() {
    return name;
  }

  /** The name in backquotes. */
  String quoted() {
    return quoted;
  }

  Generation generation() {
    return generation;
  }

  /**
   * Makes what is missing.
   *
   * @param all false when the tables of the original are there, and only the notes may not be
   */
  static void make(ChangingStatements statements, String name, boolean all) throws SQLException {
    String quoted = Identifiers.quote(name);
    List<String> create = Generation.create(quoted);
    if (!all) {
      statements.execute(create.get(create.size() - 1));
      return;
    }
    statements.execute("CREATE DATABASE IF NOT EXISTS " + quoted + COLLATION);
    for (String sql : create) {
      statements.execute(sql);
    }
  }

  /** Writes the task record. */
  void write(ChangingStatements statements, TaskRecord record) throws SQLException {
    List<Object[]> row = new ArrayList<>();
    row.add(
        new Object[] {
          record.taskId(),
          record.sourceDir(),
          record.backend(),
          record.tidbHost(),
          record.tidbPort(),
          record.pdAddr(),
          record.sortedKvDir(),
          record.version()
        });
    statements.execute(
        "REPLACE INTO "
            + quoted
            + "."
            + Generation.TASK
            + " (id, task_id, source_dir, backend, importer_addr, tidb_host, tidb_port, pd_addr,"
            + " sorted_kv_dir, lightning_ver) VALUES (1, ?, ?, ?, '', ?, ?, ?, ?, ?)",
        row);
  }

  /** Forgets a table of the import. */
  void remove(ChangingStatements statements, String table) throws SQLException {
    List<Object[]> key = new ArrayList<>();
    key.add(new Object[] {table});
    statements.inTransaction(
        () -> {
          for (String from : List.of(generation.chunk(), Generation.ENGINE, generation.table())) {
            statements.execute("DELETE FROM " + quoted + "." + from + " WHERE table_name = ?", key);
          }
        });
  }

  /**
   * Drops the tables, and the schema if nothing else is in it. One statement: a task without its
   * tables would look like an import that has not begun.
   */
  void drop(ChangingStatements statements, Connection connection) throws SQLException {
    List<String> all = new ArrayList<>(generation.tables());
    all.add(Generation.NOTES);
    List<String> left = left(connection, all);
    if (!left.isEmpty()) {
      statements.execute("DROP TABLE IF EXISTS " + list(left, ""));
    }
    dropIfEmpty(statements, connection);
  }

  /** Moves the tables of the original to another schema, in one statement for the same reason. */
  void move(ChangingStatements statements, Connection connection, String target)
      throws SQLException {
    String backup = Identifiers.quote(target);
    statements.execute("CREATE DATABASE IF NOT EXISTS " + backup + COLLATION);
    // Before the others: notes alone would speak of the next import.
    for (String notes : left(connection, List.of(Generation.NOTES))) {
      statements.execute("DROP TABLE IF EXISTS " + quoted + "." + notes);
    }
    List<String> left = left(connection, generation.tables());
    if (!left.isEmpty()) {
      statements.execute("RENAME TABLE " + list(left, " TO " + backup));
    }
    dropIfEmpty(statements, connection);
  }

  /** Those of the tables that are there: all, unless this is done for the second time. */
  private List<String> left(Connection connection, List<String> tables) throws SQLException {
    Set<String> there = tables(connection);
    return tables.stream().filter(there::contains).toList();
  }

  /**
   * @param target empty, or what each table is followed by, which its name is added to
   */
  private String list(List<String> tables, String target) {
    return tables.stream()
        .map(table -> quoted + "." + table + (target.isEmpty() ? "" : target + "." + table))
        .collect(Collectors.joining(", "));
  }

  /** Somebody else's tables in the schema are none of our business. */
  private void dropIfEmpty(ChangingStatements statements, Connection connection)
      throws SQLException {
    if (tables(connection).isEmpty()) {
      statements.execute("DROP DATABASE IF EXISTS " + quoted);
    }
  }

  private Set<String> tables(Connection connection) throws SQLException {
    Set<String> names = new TreeSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ?")) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }
}
