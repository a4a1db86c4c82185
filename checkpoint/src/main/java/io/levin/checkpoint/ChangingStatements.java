package io.levin.checkpoint;

import io.levin.base.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Sends the statements that change checkpoints, at the pace of their server. All of them go this
 * way, so that the crash tests can end the process before and after each. One caller at a time.
 */
final class ChangingStatements {
  private final Connection connection;
  private final Runnable pace;

  /**
   * @param pace is called before each statement, and returns when it may be sent
   */
  ChangingStatements(Connection connection, Runnable pace) {
    this.connection = connection;
    this.pace = pace;
  }

  /** Sends a statement without values. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      pace.run();
      Step.STATEMENT_BEGINS.pass();
      statement.execute(sql);
      Step.STATEMENT_ANSWERED.pass();
    }
  }

  /**
   * Sends a statement with values.
   *
   * @param rows values of all its question marks, row by row
   */
  void execute(String sql, List<Object[]> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int i = 1;
      for (Object[] row : rows) {
        for (Object value : row) {
          statement.setObject(i++, value);
        }
      }
      pace.run();
      Step.STATEMENT_BEGINS.pass();
      statement.execute();
      Step.STATEMENT_ANSWERED.pass();
    }
  }

  /**
   * Does several things in one transaction, which ends with the connection when one of them fails.
   */
  void inTransaction(Changes changes) throws SQLException {
    // Not by setAutoCommit, which would be two statements more.
    execute("BEGIN");
    changes.run();
    execute("COMMIT");
  }

  /** Statements that belong together. */
  @FunctionalInterface
  interface Changes {
    void run() throws SQLException;
  }
}
