package io.levin.tidb;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes connections that all look alike: character set, SQL mode and those session variables that
 * the server knows. Thread-safe.
 */
final class ConnectionFactory {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionFactory.class);

  /**
   * What older servers have instead of a variable: before 7.6 a limit holds for every connection
   * that waits for its client, within a transaction or not.
   */
  private static final Map<String, String> OLDER =
      Map.of("tidb_idle_transaction_timeout", "wait_timeout");

  private final SqlLogin login;
  private final List<String> setup;

  private ConnectionFactory(SqlLogin login, List<String> setup) {
    this.login = login;
    this.setup = setup;
  }

  /**
   * Logs in once and finds out which session variables the server takes.
   *
   * @throws ImportException {@link ErrorCode#DB_CONNECT}
   */
  static ConnectionFactory probe(TidbOptions options) {
    SqlLogin login = new SqlLogin(options);
    try (Connection connection = login.open()) {
      List<String> setup = new ArrayList<>();
      setup.add("SET SESSION sql_mode = '" + options.sqlMode().replace("'", "''") + "'");
      // The handshake may say autocommit when the session is not: always say it as SQL.
      setup.add("SET SESSION autocommit = 1");
      try (Statement statement = connection.createStatement()) {
        for (String sql : List.copyOf(setup)) {
          statement.execute(sql);
        }
        for (Map.Entry<String, String> variable : options.sessionVars().entrySet()) {
          if (!set(statement, variable.getKey(), variable.getValue(), setup)) {
            String older = OLDER.get(variable.getKey());
            if (older != null) {
              set(statement, older, variable.getValue(), setup);
            }
          }
        }
      }
      return new ConnectionFactory(login, List.copyOf(setup));
    } catch (SQLException e) {
      throw failure(options, e);
    }
  }

  private static boolean set(
      Statement statement, String variable, String value, List<String> setup) {
    String sql = "SET SESSION " + variable + " = " + literal(value);
    try {
      statement.execute(sql);
      setup.add(sql);
      return true;
    } catch (SQLException e) {
      LOG.info("the server refused session variable {}: {}", variable, e.getMessage());
      return false;
    }
  }

  /** A new connection, set up. */
  Connection open() throws SQLException {
    Connection connection = login.open();
    try (Statement statement = connection.createStatement()) {
      for (String sql : setup) {
        statement.execute(sql);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static ImportException failure(TidbOptions options, SQLException e) {
    boolean denied = e.getErrorCode() == SqlErrors.ACCESS_DENIED;
    // What to do follows in the same sentence.
    String reason = (denied ? e.getMessage() : rootMessage(e)).replaceFirst("\\.$", "");
    return new ImportException(
        ErrorCode.DB_CONNECT,
        "failed to connect database: TiDB at "
            + options.host()
            + ":"
            + options.port()
            + " as user '"
            + options.user()
            + "': "
            + reason,
        denied
            ? "check tidb.user and tidb.password"
            : "check tidb.host, tidb.port and tidb.tls, and that TiDB is running",
        e);
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null
        ? root.toString()
        : root.getMessage().lines().findFirst().orElse("");
  }

  private static String literal(String value) {
    boolean number = value.matches("-?[0-9]+(\\.[0-9]+)?");
    return number ? value : "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
