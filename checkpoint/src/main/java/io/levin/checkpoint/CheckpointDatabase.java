package io.levin.checkpoint;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Ticker;
import io.levin.tidb.SqlErrors;
import io.levin.tidb.SqlLogin;
import io.levin.tidb.TidbOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the server that keeps checkpoints. A connection that is lost is made anew and
 * the work is done again, as long as the server is not away for longer than the patience. One
 * caller at a time.
 */
final class CheckpointDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointDatabase.class);

  /** Below the 20 that were promised. */
  private static final int STATEMENTS_PER_SECOND = 18;

  private static final int CONNECT_MILLIS = 10_000;
  private static final int ANSWER_MILLIS = 60_000;
  private static final int IDLE_SECONDS = 30 * 86_400;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE_OF_THE_STOPPED = Duration.ofSeconds(5);

  /** The server, or the user's rights on it, allow no writing. */
  private static final Set<Integer> READ_ONLY = Set.of(1290, 1792, 1836, 3100, 8154);

  private static final Set<Integer> DENIED = Set.of(1044, 1045, 1142, 1227, 1698);

  private final String address;
  private final SqlLogin login;
  private final Map<String, String> variables;
  private final Duration patience;
  private final Ticker ticker;
  private final Cancellation cancellation;
  private final StatementPace pace;
  private Connection connection;
  private Runnable reconnected = () -> {};

  /**
   * Connects.
   *
   * @param patience how long a server that is away is waited for
   * @throws ImportException {@link ErrorCode#OPEN_CHECKPOINT} when the server does not let us in
   */
  CheckpointDatabase(
      TidbOptions options, Duration patience, Ticker ticker, Cancellation cancellation) {
    this.address = options.host() + ":" + options.port();
    this.login =
        new SqlLogin(options)
            .withConnectTimeoutMillis(CONNECT_MILLIS)
            .withSocketTimeoutMillis(ANSWER_MILLIS);
    this.variables = options.sessionVars();
    this.patience = patience;
    this.ticker = ticker;
    this.cancellation = cancellation;
    this.pace = new StatementPace(STATEMENTS_PER_SECOND, ticker);
    try {
      connection = connect();
    } catch (SQLException e) {
      throw failure(ErrorCode.OPEN_CHECKPOINT, "open checkpoint error", e);
    }
  }

  /** Host and port. */
  String address() {
    return address;
  }

  /** A further connection, for what is bound to a connection; the caller closes it. */
  Connection connect() throws SQLException {
    Connection made = login.open();
    boolean ready = false;
    try (Statement statement = made.createStatement()) {
      // Chunks keep a time in a timestamp column: its meaning must not depend on the server.
      statement.execute("SET SESSION time_zone = '+00:00'");
      statement.execute("SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'");
      statement.execute("SET SESSION autocommit = 1");
      // Between two steps of a table hours may pass.
      statement.execute("SET SESSION wait_timeout = " + IDLE_SECONDS);
      for (Map.Entry<String, String> variable : variables.entrySet()) {
        statement.execute("SET SESSION " + variable.getKey() + " = " + variable.getValue());
      }
      ready = true;
      return made;
    } finally {
      if (!ready) {
        made.close();
      }
    }
  }

  /** Calls someone after each time that a lost connection was made anew, before work goes on. */
  void whenReconnected(Runnable action) {
    reconnected = action;
  }

  /** The time on the clock that this connection waits by. */
  long nanos() {
    return ticker.nanos();
  }

  /** Waits until one more statement may be sent. */
  void pace() {
    pace.await();
  }

  /** How many paced statements were sent. */
  long statements() {
    return pace.count();
  }

  /**
   * Does work that may be done twice: when the connection is lost it is not known how much of it
   * was done.
   *
   * @throws ImportException with the given code and text when it fails for good
   */
  <T> T run(ErrorCode code, String what, Work<T> work) {
    long firstFailure = 0;
    while (true) {
      try {
        if (connection == null) {
          connection = connect();
          reconnected.run();
        }
        return work.run(connection);
      } catch (SQLException e) {
        disconnect();
        long now = ticker.nanos();
        firstFailure = firstFailure == 0 ? now : firstFailure;
        if (!SqlErrors.isRetryable(e) || now - firstFailure > patience().toNanos()) {
          throw failure(code, what, e);
        }
        LOG.atWarn()
            .addKeyValue("server", address)
            .addKeyValue("error", e.getMessage().lines().findFirst().orElse(""))
            .log("the checkpoint server failed, will try again");
        pause();
      }
    }
  }

  private Duration patience() {
    return cancellation.isCancelled() ? PATIENCE_OF_THE_STOPPED : patience;
  }

  private void pause() {
    try {
      ticker.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.util.concurrent.CancellationException("interrupted");
    }
  }

  /** One message with its remedy for whatever a server may say. */
  ImportException failure(ErrorCode code, String what, SQLException e) {
    String remedy;
    String reason = e.getMessage();
    if (READ_ONLY.contains(e.getErrorCode())) {
      remedy =
          "the server is read-only: give the address of one that can be written to (checkpoint.dsn),"
              + " or make this one writable, then start again";
    } else if (DENIED.contains(e.getErrorCode())) {
      remedy =
          "check user and password of checkpoint.dsn (tidb.user and tidb.password where it is not"
              + " set), and the user's rights on the schema of checkpoint.schema";
    } else if (SqlErrors.isConnectionLost(e)) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      reason = String.valueOf(root.getMessage());
      remedy =
          "check that the server of checkpoint.dsn (that of [tidb] where it is not set) is up and"
              + " can be reached, then start again; nothing imported is lost";
    } else if (e.getErrorCode() == 1406) {
      remedy = "shorten the setting, or use checkpoint.driver = \"file\"";
    } else {
      remedy = "correct that on the server, then start again; nothing imported is lost";
    }
    return new ImportException(
        code, what + ": MySQL server at " + address + ": " + reason, remedy, e);
  }

  private void disconnect() {
    Connection lost = connection;
    connection = null;
    if (lost != null) {
      try {
        lost.close();
      } catch (SQLException e) {
        LOG.debug("close connection", e);
      }
    }
  }

  @Override
  public void close() {
    disconnect();
  }

  /** Work on the connection. */
  @FunctionalInterface
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }
}
