package io.levin.tidb;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.RetryPolicy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQL connections to the target TiDB, with the session variables that an import wants, and
 * statements that are repeated when TiDB fails in ordinary ways.
 *
 * <p>Connections are made as they are needed and kept for the next caller. Thread-safe; a
 * connection is used by one thread at a time.
 */
public final class TidbClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TidbClient.class);
  private static final RetryPolicy STATEMENTS = RetryPolicy.fixed(3, Duration.ofSeconds(3));

  /**
   * A connection that was idle for longer is asked whether it is alive before it is used. One that
   * has answered a moment ago is not: that would double the round trips, and a connection may be
   * lost behind the question as well as before it.
   */
  private static final long TRUSTED_NANOS = 1_000_000_000L;

  /** For a server that restarts, under a supervisor that waits before it starts it again. */
  private static final RetryPolicy RESTART =
      new RetryPolicy(24, Duration.ofMillis(500), Duration.ofSeconds(10));

  private static final long LONGEST_RESTART_NANOS = TimeUnit.MINUTES.toNanos(3);

  private static final RetryPolicy AT_ONCE = RetryPolicy.fixed(1, Duration.ZERO);

  private final ConnectionFactory factory;
  private final RetryPolicy reconnect;
  private final Cancellation cancellation;
  private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  private TidbClient(ConnectionFactory factory, RetryPolicy reconnect, Cancellation cancellation) {
    this.factory = factory;
    this.reconnect = reconnect;
    this.cancellation = cancellation;
  }

  /**
   * Logs in once, so that a wrong address or password shows at once.
   *
   * @throws ImportException {@link ErrorCode#DB_CONNECT} when that fails
   */
  public static TidbClient connect(TidbOptions options, Cancellation cancellation) {
    return new TidbClient(ConnectionFactory.probe(options), AT_ONCE, cancellation);
  }

  /**
   * Further connections to this server, made as they are needed and closed by the caller.
   *
   * @param own stops their statements, and nothing else does
   */
  public TidbClient stoppedBy(Cancellation own) {
    return new TidbClient(factory, AT_ONCE, own);
  }

  /**
   * The same server for those who would rather wait than fail while it cannot be reached: up to
   * three minutes for a connection, with a line in the log at each attempt. A statement that ends
   * its connection is repeated no more often than otherwise.
   */
  public TidbClient thatWaits() {
    return new TidbClient(factory, RESTART, cancellation);
  }

  /** Runs a statement that has no result; repeated on retryable failures. */
  public void execute(String sql) throws SQLException {
    execute(List.of(sql));
  }

  /** Runs statements one after the other on one connection; all are repeated together. */
  public void execute(List<String> statements) throws SQLException {
    withConnection(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
              cancellation.throwIfCancelled();
              statement.execute(sql);
            }
          }
          return null;
        });
  }

  /** Runs a query and maps each row; repeated on retryable failures. */
  public <T> List<T> query(String sql, RowMapper<T> mapper) throws SQLException {
    return withConnection(
        connection -> {
          List<T> result = new ArrayList<>();
          try (Statement statement = connection.createStatement()) {
            // Not executeQuery: the driver refuses to send what it does not take for a query, such
            // as ADMIN CHECKSUM TABLE.
            if (statement.execute(sql)) {
              try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                  result.add(mapper.map(rows));
                }
              }
            }
          }
          return result;
        });
  }

  /** The first row's first column as text, or null when there is no row. */
  public String queryText(String sql) throws SQLException {
    List<String> rows = query(sql, row -> row.getString(1));
    return rows.isEmpty() ? null : rows.get(0);
  }

  /**
   * Does work on one connection, from the start again when it fails in a way that may pass.
   *
   * @throws SQLException the last failure
   */
  public <T> T withConnection(Work<T> work) throws SQLException {
    return STATEMENTS.run(
        () -> once(reach(), work),
        e -> SqlErrors.isRetryable(e) && !(e instanceof UnreachableException),
        cancellation);
  }

  /**
   * Does work on one connection, once; whoever calls decides what is worth another try.
   *
   * @throws SQLException the failure
   */
  public <T> T withConnectionOnce(Work<T> work) throws SQLException {
    cancellation.throwIfCancelled();
    return once(take(), work);
  }

  /**
   * Takes a transaction back that {@code BEGIN} has begun, when the failure before this is what
   * there is to say. A connection on which that fails is closed: whoever had it next would write
   * what is taken back here, since the next {@code BEGIN} commits it.
   */
  public static void rollBack(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("roll back", e);
      closeQuietly(connection);
    }
  }

  /** Closes all idle connections; a connection in use is closed when it comes back. */
  @Override
  public void close() {
    closed = true;
    for (Idle one = idle.poll(); one != null; one = idle.poll()) {
      closeQuietly(one.connection());
    }
  }

  /** A connection that nobody uses, since a time on the clock of nanoseconds. */
  private record Idle(Connection connection, long since) {
    boolean isAlive() throws SQLException {
      return System.nanoTime() - since < TRUSTED_NANOS || connection.isValid(5);
    }
  }

  /** There was no connection for as long as one is waited for: that is not begun once more. */
  private static final class UnreachableException extends SQLException {
    private static final long serialVersionUID = 1L;

    UnreachableException(SQLException last) {
      super(last.getMessage(), last.getSQLState(), last.getErrorCode(), last);
    }
  }

  /** A connection, as soon as there is one. */
  private Connection reach() throws SQLException {
    long start = System.nanoTime();
    for (int failures = 1; ; failures++) {
      try {
        return take();
      } catch (SQLException e) {
        if (reconnect == AT_ONCE || !SqlErrors.isConnectionLost(e)) {
          throw e;
        }
        // By time as well: an address behind which nobody is takes long to fail.
        if (failures >= reconnect.attempts() || System.nanoTime() - start > LONGEST_RESTART_NANOS) {
          throw new UnreachableException(e);
        }
        LOG.atWarn()
            .addKeyValue("failures", failures)
            .addKeyValue("error", e.getMessage())
            .log("TiDB cannot be reached, will try again");
      }
      cancellation.sleep(reconnect.pauseAfter(failures).toMillis());
    }
  }

  private Connection take() throws SQLException {
    Idle last = idle.poll();
    if (last == null) {
      return factory.open();
    }
    if (!last.isAlive()) {
      closeQuietly(last.connection());
      return factory.open();
    }
    return last.connection();
  }

  private <T> T once(Connection connection, Work<T> work) throws SQLException {
    boolean reusable = false;
    // A statement may run for hours; whoever wants to stop must not wait for it.
    try (Cancellation.Registration ignored = cancellation.onCancel(() -> abort(connection))) {
      T result = work.run(connection);
      reusable = !cancellation.isCancelled() && !connection.isClosed();
      return result;
    } catch (SQLException e) {
      cancellation.throwIfCancelled();
      reusable =
          !SqlErrors.isConnectionLost(e) && !connection.isClosed() && connection.getAutoCommit();
      throw e;
    } finally {
      if (reusable && !closed) {
        idle.push(new Idle(connection, System.nanoTime()));
      } else {
        closeQuietly(connection);
      }
    }
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("abort connection", e);
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing depends on how a connection that is given up ends.
      LOG.debug("close connection", e);
    }
  }

  /** Reads one row of a result. */
  @FunctionalInterface
  public interface RowMapper<T> {
    /** Maps the row that the result set stands on. */
    T map(ResultSet row) throws SQLException;
  }

  /** Work on one connection. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it; may be called again after a failure. */
    T run(Connection connection) throws SQLException;
  }
}
