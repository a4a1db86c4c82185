package io.levin.engine.coordinate;

import io.levin.base.KvChecksum;

/** Measures what was in a table before the import. */
public interface BaseSum {
  /** Whether anybody wants to know: false when checksums are off. */
  boolean wanted();

  /** Whether the table was seen to be empty when this import was checked, so that there is none. */
  default boolean knownEmpty() {
    return false;
  }

  /** Takes the timestamp as of which is measured, and keeps it where a crash does not reach it. */
  void take();

  /** Whether a timestamp was taken, by this run or an earlier one. */
  boolean taken();

  /**
   * Measures as of that timestamp.
   *
   * @throws io.levin.pd.SafePointOvertakenException when that is too long ago
   */
  KvChecksum measure();
}
