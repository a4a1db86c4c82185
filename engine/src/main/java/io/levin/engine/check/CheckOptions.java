package io.levin.engine.check;

/**
 * How much of a dump is read.
 *
 * @param filesPerTable how many data files of each table, spread evenly; 0 = all
 * @param rowsPerFile how many rows of each of them; 0 = all
 */
public record CheckOptions(int filesPerTable, long rowsPerFile) {
  /** Files of a table that are sampled unless told otherwise. */
  public static final int DEFAULT_FILES = 3;

  /** Rows of a file that are read unless told otherwise: as many as an import samples. */
  public static final long DEFAULT_ROWS = 10_240;

  /** A sample that is read in seconds. */
  public static CheckOptions sample() {
    return new CheckOptions(DEFAULT_FILES, DEFAULT_ROWS);
  }
}
