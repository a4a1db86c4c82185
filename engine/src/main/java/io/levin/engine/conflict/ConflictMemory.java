package io.levin.engine.conflict;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;

/**
 * What the rows in conflict of one table may take in memory, from the scan until the table is in.
 * Whoever waited for more of it would hold what others need, so there is an end instead. Not
 * thread-safe.
 */
final class ConflictMemory {
  /** Of the whole budget; two large tables are on their way at a time. */
  private static final int PART = 16;

  private static final int BYTES_OF_A_KEY = 160;
  private static final int BYTES_OF_A_ROW = 320;

  private final long limit;
  private long used;

  /**
   * @param budget {@code levin.memory-budget}, in bytes
   */
  ConflictMemory(long budget) {
    limit = budget / PART;
  }

  /** Counts a key. */
  void key(byte[] key) {
    count(BYTES_OF_A_KEY + key.length);
  }

  /** Counts a row at a key. */
  void row() {
    count(BYTES_OF_A_ROW);
  }

  private void count(long bytes) {
    used += bytes;
    if (used > limit) {
      throw new ImportException(
          ErrorCode.RESOLVE_DUPLICATE_ROWS,
          "the rows in conflict of one table take more memory than the "
              + limit
              + " bytes that there are for them, 1/"
              + PART
              + " of levin.memory-budget",
          "clean the source, raise levin.memory-budget, or lower conflict.threshold to end sooner");
    }
  }
}
