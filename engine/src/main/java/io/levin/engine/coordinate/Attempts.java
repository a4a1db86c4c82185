package io.levin.engine.coordinate;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.RetryPolicy;
import io.levin.base.Step;
import io.levin.tidb.SqlErrors;
import io.levin.tidb.TidbClient;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Statements and transactions on the metadata, tried again for minutes when TiDB fails in ordinary
 * ways: it restarts, TiKV is in import mode, siblings hold locks. Thread-safe.
 *
 * @param tidb its connections
 * @param policy how patiently
 * @param cancellation ends the waiting
 */
public record Attempts(TidbClient tidb, RetryPolicy policy, Cancellation cancellation) {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  /** More than five minutes: TiDB restarts, and locks are waited for up to 50 seconds. */
  public static final RetryPolicy PATIENT =
      new RetryPolicy(40, Duration.ofMillis(200), Duration.ofSeconds(10));

  /** For those who want to leave. */
  public static final RetryPolicy HASTY =
      new RetryPolicy(6, Duration.ofMillis(200), Duration.ofSeconds(3));

  /**
   * Does work until it succeeds.
   *
   * @param purpose named in the log and when it fails for good
   * @param whenGone makes the tables again when they are not there; false when that is not wanted
   */
  public <T> T run(String purpose, TidbClient.Work<T> work, BooleanSupplier whenGone) {
    for (int failures = 1; ; failures++) {
      try {
        T result = tidb.withConnectionOnce(work);
        Step.METADATA_ANSWERED.pass();
        return result;
      } catch (SQLException e) {
        boolean gone = isGone(e);
        boolean again = gone ? whenGone.getAsBoolean() : SqlErrors.isRetryable(e);
        if (failures >= policy.attempts() || !again) {
          throw failure(purpose, e);
        }
        LOG.atWarn()
            .addKeyValue("purpose", purpose)
            .addKeyValue("failures", failures)
            .addKeyValue("error", e.getMessage())
            .log("a statement on the metadata failed, will try again");
      }
      cancellation.sleep(policy.pauseAfter(failures).toMillis());
    }
  }

  /** The same within a pessimistic transaction. */
  public <T> T transaction(String purpose, TidbClient.Work<T> work, BooleanSupplier whenGone) {
    return run(
        purpose,
        connection -> {
          boolean committed = false;
          try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN PESSIMISTIC");
            try {
              T result = work.run(connection);
              statement.execute("COMMIT");
              committed = true;
              return result;
            } finally {
              if (!committed) {
                TidbClient.rollBack(connection);
              }
            }
          }
        },
        whenGone);
  }

  /** A sibling that ended has dropped the tables. */
  public static boolean isGone(SQLException e) {
    return e.getErrorCode() == SqlErrors.NO_SUCH_TABLE
        || e.getErrorCode() == SqlErrors.UNKNOWN_DATABASE;
  }

  /** True when a right is missing. */
  static boolean isDenied(SQLException e) {
    return e.getErrorCode() == SqlErrors.DATABASE_ACCESS_DENIED
        || e.getErrorCode() == SqlErrors.TABLE_ACCESS_DENIED
        || e.getErrorCode() == SqlErrors.ACCESS_DENIED;
  }

  static ImportException failure(String purpose, SQLException e) {
    return new ImportException(
        ErrorCode.META_MANAGER_UNKNOWN,
        purpose + " failed: Error " + e.getErrorCode() + ": " + e.getMessage(),
        "check that TiDB is up and that tidb.user may read and write the metadata schema, then"
            + " start again",
        e);
  }
}
