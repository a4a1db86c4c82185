package io.levin.engine.coordinate;

import java.util.List;

/** What a decision about the rows of all tasks changes; each is one statement. */
public sealed interface TaskChange {
  /** A task keeps PD's settings. */
  record Pause(long taskId, String pdCfgs) implements TaskChange {}

  /** A task says how far it is. */
  record Mark(long taskId, TaskStatus status, int state) implements TaskChange {}

  /** A whole row is written. */
  record Replace(TaskRow row) implements TaskChange {}

  /** The row of one task goes. */
  record Delete(long taskId) implements TaskChange {}

  /**
   * The import is over and the rows of its tasks go: those that were looked at, since a task may
   * register behind the look.
   */
  static List<TaskChange> deleteAll(List<TaskRow> rows) {
    return rows.stream().map(row -> (TaskChange) new Delete(row.taskId())).toList();
  }
}
