package io.levin.checkpoint;

/**
 * How far an engine or a table is. The codes are compared by order and stored by value; codes up to
 * {@link #MAX_INVALID} mean that the step with ten times the code failed.
 */
public final class Status {
  /** No record. */
  public static final int MISSING = 0;

  /** The largest code of a failed step. */
  public static final int MAX_INVALID = 25;

  /** Planned, nothing certain. */
  public static final int LOADED = 30;

  /** All pairs were handed over. */
  public static final int ALL_WRITTEN = 60;

  /** The sorted data of an engine is complete and durable. */
  public static final int CLOSED = 90;

  /** An engine is in the cluster. */
  public static final int IMPORTED = 120;

  /** All engines of a table are in the cluster. */
  public static final int INDEX_IMPORTED = 140;

  /** Auto ids were raised. */
  public static final int ALTERED_AUTO_INC = 150;

  /** The checksum was left out. */
  public static final int CHECKSUM_SKIPPED = 170;

  /** The checksum was compared. */
  public static final int CHECKSUMMED = 180;

  /** Indexes that were left to TiDB are made. */
  public static final int INDEX_ADDED = 190;

  /** Statistics were left out: an end state. */
  public static final int ANALYZE_SKIPPED = 200;

  /** Statistics were collected: an end state. */
  public static final int ANALYZED = 210;

  private Status() {}

  /** The code that says that a step failed. */
  public static int failed(int step) {
    return step / 10;
  }

  /** True for a code of a failed step. */
  public static boolean isFailed(int code) {
    return code > MISSING && code <= MAX_INVALID;
  }

  /** The name of a step, as metrics and messages call it. */
  public static String name(int code) {
    if (code <= MISSING) {
      return "missing";
    }
    if (code <= MAX_INVALID) {
      return "invalid";
    }
    if (code < ALL_WRITTEN) {
      return "pending";
    }
    if (code < CLOSED) {
      return "written";
    }
    if (code < IMPORTED) {
      return "closed";
    }
    if (code < INDEX_IMPORTED) {
      return "imported";
    }
    if (code < ALTERED_AUTO_INC) {
      return "index_imported";
    }
    if (code < CHECKSUM_SKIPPED) {
      return "altered_auto_inc";
    }
    if (code <= CHECKSUMMED) {
      return "checksum";
    }
    return code < ANALYZE_SKIPPED ? "index_added" : "analyzed";
  }
}
