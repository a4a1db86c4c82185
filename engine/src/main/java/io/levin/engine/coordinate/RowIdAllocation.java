package io.levin.engine.coordinate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Which row ids a task may use for its part of a table: above those of all others. Decided while
 * the rows of the table are locked.
 *
 * @param taskId who asks
 * @param table the table
 * @param count how many ids are wanted
 * @param wanted the range that was given before and is in use, if any: nothing else will do
 * @param mayMove whether an earlier range of another size may be given up, because no row was
 *     encoded with it
 * @param allocated asks TiDB for the largest id that it has ever handed out; not asked for a table
 *     whose rows do not get ids from TiDB
 * @param empty whether the table is known to have had no rows before the import; asked only when
 *     this task is the first
 * @param snapshot takes a timestamp at which nothing of those who come later is visible; asked only
 *     when this task is the first, while the rows are locked
 * @param dead tells the tasks that are known to have ended without a word
 */
record RowIdAllocation(
    long taskId,
    SharedTable table,
    long count,
    Range wanted,
    boolean mayMove,
    LongSupplier allocated,
    BooleanSupplier empty,
    Runnable snapshot,
    LongPredicate dead) {

  /** Row ids above a base, up to a maximum. */
  record Range(long base, long max) {
    long count() {
      return max - base;
    }
  }

  /** What came out. */
  sealed interface Result {}

  /**
   * Ids were given.
   *
   * @param row the own row as it is now
   * @param others whether other tasks have a part in the table
   */
  record Granted(TableRow row, boolean others) implements Result {}

  /** A task computes the table's checksum. */
  record Checksumming(long taskId) implements Result {}

  /** The row has a range of another size, and rows may have been encoded with it. */
  record Differs(long recorded) implements Result {}

  /** The wanted range, or a part of it, belongs to others by now. */
  record Taken(long byTask) implements Result {}

  /** The own row is not there. */
  record Missing() implements Result {}

  /** There are not so many ids left. */
  record Exhausted(long base) implements Result {}

  Decision<Result, TableChange> decide(List<TableRow> rows) {
    TableRow own = null;
    boolean others = false;
    boolean begun = false;
    long highest = 0;
    List<TableChange> changes = new ArrayList<>();
    for (TableRow row : rows) {
      if (row.status() == TableStatus.FINISH) {
        continue;
      }
      if (row.status() == TableStatus.CHECKSUMING && row.taskId() != taskId) {
        if (!dead.test(row.taskId())) {
          return Decision.of(new Checksumming(row.taskId()));
        }
        // Its sum is in the row: whoever is the last counts it.
        changes.add(new TableChange.Move(row.taskId(), TableStatus.CHECKSUM_SKIPPED));
      }
      if (row.taskId() == taskId) {
        own = row;
      } else {
        others = true;
        begun |= row.status().atLeast(TableStatus.ALLOCATED);
        highest = Math.max(highest, row.rowIdMax());
        if (wanted != null && row.overlaps(wanted.base(), wanted.max())) {
          return Decision.of(new Taken(row.taskId()));
        }
      }
    }
    if (own == null) {
      return Decision.of(new Missing());
    }
    if (own.status() != TableStatus.INITIALIZED) {
      long recorded = own.rowIdMax() - own.rowIdBase();
      boolean same =
          wanted == null
              ? recorded == count
              : own.rowIdBase() <= wanted.base() && own.rowIdMax() >= wanted.max();
      if (same || wanted == null && mayMove && count < recorded) {
        return new Decision<>(new Granted(own, others), changes);
      }
      if (wanted != null || !mayMove) {
        return Decision.of(new Differs(recorded));
      }
      highest = Math.max(highest, own.rowIdMax());
      return take(own, above(highest), own.status(), others, changes);
    }
    long base = wanted != null ? wanted.base() : above(highest);
    boolean first = !begun && !(table.usesAutoId() && base == 0) && !empty.getAsBoolean();
    if (first) {
      snapshot.run();
    }
    return take(own, base, first ? TableStatus.ALLOCATED : TableStatus.RESTORE, others, changes);
  }

  private long above(long highest) {
    return table.usesAutoId() ? Math.max(highest, allocated.getAsLong()) : highest;
  }

  private Decision<Result, TableChange> take(
      TableRow own, long base, TableStatus status, boolean others, List<TableChange> changes) {
    long max = base + (wanted != null ? wanted.count() : count);
    // The count is an upper bound: only what cannot be right is refused.
    if (max < base || base >= table.idLimit()) {
      return Decision.of(new Exhausted(base));
    }
    TableChange change = new TableChange.Allocate(taskId, base, max, status);
    changes.add(change);
    return new Decision<>(new Granted(own.with(change), others), changes);
  }
}
