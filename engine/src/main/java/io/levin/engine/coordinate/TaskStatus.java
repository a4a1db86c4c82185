package io.levin.engine.coordinate;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;

/** How far a task is, in the order and spelling of the metadata tables. */
public enum TaskStatus {
  /** Registered. */
  INITIALIZED("initialized"),
  /** Registered, and its row holds PD's settings as they were before they were paused. */
  SCHEDULE_SET("schedule_set"),
  /** Finished when others were not. */
  SKIP_SWITCH("skip_switch"),
  /** Finished when all others were. */
  SWITCHED("switched");

  private final String text;

  TaskStatus(String text) {
    this.text = text;
  }

  /** True once the task has brought all of its data in. */
  public boolean finished() {
    return compareTo(SKIP_SWITCH) >= 0;
  }

  /** The word in the table. */
  public String text() {
    return text;
  }

  static TaskStatus parse(String text) {
    if (text.isEmpty()) {
      return INITIALIZED;
    }
    for (TaskStatus status : values()) {
      if (status.text.equals(text)) {
        return status;
      }
    }
    throw invalid(text);
  }

  static ImportException invalid(String text) {
    return new ImportException(
        ErrorCode.INVALID_META_STATUS,
        "invalid meta status: '" + text + "'",
        "another version writes these tables; finish or remove its import first");
  }
}
