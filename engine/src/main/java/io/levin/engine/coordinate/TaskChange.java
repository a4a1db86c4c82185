package io.levin.engine.coordinate;

/** What a decision about the rows of all tasks changes; each is one statement. */
public sealed interface TaskChange {
  /** A task keeps PD's settings. */
  record Pause(long taskId, String pdCfgs) implements TaskChange {}

  /** A task says how far it is. */
  record Mark(long taskId, TaskStatus status, int state) implements TaskChange {}

  /** A whole row is written. */
  record Replace(TaskRow row) implements TaskChange {}

  /** All rows go: the import is over. */
  record DeleteAll() implements TaskChange {}

  /** The row of one task goes. */
  record Delete(long taskId) implements TaskChange {}
}
