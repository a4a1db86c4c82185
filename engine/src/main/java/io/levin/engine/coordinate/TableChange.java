package io.levin.engine.coordinate;

import io.levin.base.KvChecksum;

/** What a decision about a table's rows changes; each is one statement. */
public sealed interface TableChange {
  /** A task takes row ids. */
  record Allocate(long taskId, long base, long max, TableStatus status) implements TableChange {}

  /** A task writes its sum. */
  record Merge(long taskId, KvChecksum total, TableStatus status, boolean hasDuplicates)
      implements TableChange {}

  /** A row changes its status. */
  record Move(long taskId, TableStatus status) implements TableChange {}

  /** The rows of all tasks whose sums were in a comparison go. */
  record DeleteVerified() implements TableChange {}

  /** The row of one task goes. */
  record Delete(long taskId) implements TableChange {}
}
