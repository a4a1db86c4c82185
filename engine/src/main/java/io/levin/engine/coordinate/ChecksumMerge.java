package io.levin.engine.coordinate;

import io.levin.base.KvChecksum;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Who compares the checksum of a table: the last one that has brought its part in. Decided while
 * the rows of the table are locked; every look begins with nothing.
 *
 * @param taskId whose part is in
 * @param own the sum of that part
 * @param duplicates whether rows with equal keys of that part were left in the table
 * @param dead tells the tasks that are known to have ended without a word
 */
record ChecksumMerge(long taskId, KvChecksum own, boolean duplicates, LongPredicate dead) {

  /** What came out. */
  sealed interface Result {}

  /**
   * This task compares.
   *
   * @param base the sum of what was there before, as far as this task measured it
   * @param others the sums of all others, with their bases
   * @param otherDuplicates whether others left rows with equal keys
   * @param parts how many parts the table has
   */
  record Last(KvChecksum base, KvChecksum others, boolean otherDuplicates, int parts)
      implements Result {}

  /** Others are not so far yet; the last of them compares. */
  record NotLast(List<TableRow> missing) implements Result {}

  /** Another task compares at this moment. */
  record Checksumming(long taskId) implements Result {}

  /** The own row is not there. */
  record Missing() implements Result {}

  Decision<Result, TableChange> decide(List<TableRow> rows) {
    TableRow mine = null;
    TableRow checking = null;
    KvChecksum others = KvChecksum.EMPTY;
    boolean otherDuplicates = false;
    int parts = 1;
    List<TableRow> missing = new ArrayList<>();
    List<TableChange> changes = new ArrayList<>();
    for (TableRow row : rows) {
      if (row.status() == TableStatus.FINISH) {
        continue;
      }
      if (row.taskId() == taskId) {
        mine = row;
        continue;
      }
      parts++;
      if (!row.status().atLeast(TableStatus.CHECKSUMING)) {
        missing.add(row);
        continue;
      }
      if (row.status() == TableStatus.CHECKSUMING) {
        if (!dead.test(row.taskId())) {
          checking = row;
          continue;
        }
        // Its sum is in the row and its pairs are in the table: the check is taken over from it.
        changes.add(new TableChange.Move(row.taskId(), TableStatus.CHECKSUM_SKIPPED));
      }
      otherDuplicates |= row.hasDuplicates();
      others = others.plus(row.base()).plus(row.total());
    }
    if (mine == null) {
      return Decision.of(new Missing());
    }
    if (checking != null) {
      return Decision.of(
          mine.status() == TableStatus.CHECKSUM_SKIPPED
              ? new NotLast(List.of(checking))
              : new Checksumming(checking.taskId()));
    }
    Result result;
    TableStatus next;
    if (!missing.isEmpty()) {
      next = TableStatus.CHECKSUM_SKIPPED;
      result = new NotLast(List.copyOf(missing));
    } else {
      next = TableStatus.CHECKSUMING;
      result = new Last(mine.base(), others, otherDuplicates, parts);
    }
    if (mine.status() != next) {
      changes.add(new TableChange.Merge(taskId, own, next, duplicates));
    }
    return new Decision<>(result, changes);
  }
}
