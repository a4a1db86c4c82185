package io.levin.engine.check;

import io.levin.base.ImportException;

/**
 * Something that a user should know before the import.
 *
 * @param severity whether an import would fail over it
 * @param table quoted, qualified name in the target; empty for the dump as a whole
 * @param file path in the source; empty where it is about no file
 * @param row number of the row in the file, from 1; 0 where it is about no row
 * @param line of a CSV file in which the row begins; 0 for other files
 * @param offset in the uncompressed file; -1 where there is none
 * @param column name of the column; empty where it is about none
 * @param problem what is wrong
 * @param remedy what to do; may be empty
 */
public record Finding(
    Severity severity,
    String table,
    String file,
    long row,
    long line,
    long offset,
    String column,
    String problem,
    String remedy) {

  /** Whether an import would fail. */
  public enum Severity {
    /** It would. */
    ERROR,
    /** It would go on. */
    WARNING
  }

  /** A failure about a table or file; the place, if any, is part of its text. */
  static Finding error(String table, String file, ImportException e) {
    return new Finding(
        Severity.ERROR, table, file, 0, 0, -1, "", e.code() + e.problem(), e.remedy());
  }

  /** An error about no row. */
  static Finding error(String table, String file, String problem, String remedy) {
    return new Finding(Severity.ERROR, table, file, 0, 0, -1, "", problem, remedy);
  }

  /** A warning about no row. */
  static Finding warning(String table, String file, String problem, String remedy) {
    return new Finding(Severity.WARNING, table, file, 0, 0, -1, "", problem, remedy);
  }
}
