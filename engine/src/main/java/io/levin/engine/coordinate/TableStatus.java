package io.levin.engine.coordinate;

/**
 * How far a task is with a table, in the order and spelling of the metadata tables. Comparisons are
 * by order.
 */
public enum TableStatus {
  /** The row is there, nothing is decided. */
  INITIALIZED("initialized"),
  /** Row ids are taken; this task is the first and has to say what was in the table before. */
  ALLOCATED("allocated"),
  /** Encoding and ingesting. */
  RESTORE("restore"),
  /** Everything of this task is in. */
  RESTORE_FINISHED("restore_finished"),
  /** This task is the last and compares checksums now: the lock of the table. */
  CHECKSUMING("checksuming"),
  /** This task wrote its sums and left the comparison to a later one. */
  CHECKSUM_SKIPPED("checksum_skipped"),
  /** Known to readers, never written. */
  FINISH("finish");

  private final String text;

  TableStatus(String text) {
    this.text = text;
  }

  /** The word in the table. */
  public String text() {
    return text;
  }

  boolean atLeast(TableStatus other) {
    return compareTo(other) >= 0;
  }

  static TableStatus parse(String text) {
    if (text.isEmpty()) {
      return INITIALIZED;
    }
    for (TableStatus status : values()) {
      if (status.text.equals(text)) {
        return status;
      }
    }
    throw TaskStatus.invalid(text);
  }
}
