package io.levin.engine;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.tidb.SqlErrors;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Which failures make a table failed in the checkpoint, so that the next start refuses to go on
 * until somebody has decided: those that would only come again, or after which going on could do
 * harm. Whatever may pass by itself, a store that is down or a disk that is full, leaves the table
 * where it was.
 */
final class FailedSteps {
  private static final Set<ErrorCode> FOR_GOOD =
      Set.of(
          ErrorCode.ADD_INDEX_FAILED,
          ErrorCode.CHECKSUM_MISMATCH,
          ErrorCode.FOUND_DUPLICATE_KEY,
          ErrorCode.FOUND_DATA_CONFLICT_RECORDS,
          ErrorCode.FOUND_INDEX_CONFLICT_RECORDS);

  private FailedSteps() {}

  /** True when somebody must decide what becomes of the table. */
  static boolean isForGood(Throwable failure) {
    if (!(failure instanceof ImportException told)) {
      return false;
    }
    if (FOR_GOOD.contains(told.code())) {
      return true;
    }
    // A statement that the server refused, such as the ALTER TABLE that raises an auto id.
    return told.code() == ErrorCode.RESTORE_TABLE
        && told.getCause() instanceof SQLException refused
        && !SqlErrors.isRetryable(refused);
  }

  /**
   * Something ended as if it had been cancelled, and nobody wanted to stop: as a failure that is
   * told.
   *
   * @param what failed, the beginning of a sentence
   */
  static ImportException endedUnasked(String what, CancellationException e) {
    return new ImportException(
        ErrorCode.RESTORE_TABLE,
        what + ": it ended as cancelled though nobody asked for it",
        "start the import again; if the same comes again, report it together with the log",
        e);
  }

  /**
   * A failure as it is told: that something ended as cancelled is none only when somebody asked for
   * it.
   *
   * @param what failed, the beginning of a sentence
   * @throws CancellationException when somebody did
   */
  static RuntimeException asTold(String what, RuntimeException failure, Cancellation cancellation) {
    if (!(failure instanceof CancellationException e)) {
      return failure;
    }
    if (cancellation.isCancelled()) {
      throw e;
    }
    return endedUnasked(what, e);
  }

  /** True when no table can go on: what was done could not be remembered. */
  static boolean endsTheImport(Throwable failure) {
    return failure instanceof Error
        || failure instanceof ImportException told && told.code() == ErrorCode.UPDATE_CHECKPOINT;
  }
}
