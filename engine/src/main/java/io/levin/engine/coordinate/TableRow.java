package io.levin.engine.coordinate;

import io.levin.base.KvChecksum;
import io.levin.schema.Identifiers;

/**
 * One instance's part of one table, as its row says.
 *
 * @param taskId whose part, unsigned
 * @param tableId TiDB's id: a table that was dropped and made anew is another one
 * @param tableName quoted and qualified, cut at 64 characters; for people
 * @param rowIdBase its row ids are above this
 * @param rowIdMax and up to this
 * @param base the sum of what was in the table before the import, where this task measured it
 * @param total the sum of what this task brought in; empty before {@code checksuming}
 * @param hasDuplicates whether this task left rows with equal keys in the table
 */
public record TableRow(
    long taskId,
    long tableId,
    String tableName,
    long rowIdBase,
    long rowIdMax,
    KvChecksum base,
    KvChecksum total,
    TableStatus status,
    boolean hasDuplicates) {
  /** A row that has just been inserted. */
  public static TableRow inserted(long taskId, long tableId, String tableName) {
    return new TableRow(
        taskId,
        tableId,
        tableName,
        0,
        0,
        KvChecksum.EMPTY,
        KvChecksum.EMPTY,
        TableStatus.INITIALIZED,
        false);
  }

  /** The row after a change. */
  public TableRow with(TableChange change) {
    if (change instanceof TableChange.Allocate c) {
      return new TableRow(
          taskId, tableId, tableName, c.base(), c.max(), base, total, c.status(), hasDuplicates);
    }
    if (change instanceof TableChange.Merge c) {
      return new TableRow(
          taskId,
          tableId,
          tableName,
          rowIdBase,
          rowIdMax,
          base,
          c.total(),
          c.status(),
          c.hasDuplicates());
    }
    if (change instanceof TableChange.Move c) {
      return withStatus(c.status());
    }
    throw new IllegalArgumentException(change.toString());
  }

  /** The row with another status. */
  public TableRow withStatus(TableStatus newStatus) {
    return new TableRow(
        taskId, tableId, tableName, rowIdBase, rowIdMax, base, total, newStatus, hasDuplicates);
  }

  /** The row with another base. */
  public TableRow withBase(KvChecksum newBase, TableStatus newStatus) {
    return new TableRow(
        taskId, tableId, tableName, rowIdBase, rowIdMax, newBase, total, newStatus, hasDuplicates);
  }

  /**
   * Whether this is the table's name, as far as it is told. TiDB compares names without regard to
   * case, and each instance writes them as its own dump does.
   *
   * @param name quoted and qualified
   */
  boolean isNamed(String name) {
    return Identifiers.lower(tableName).equals(Identifiers.lower(PartTable.cut(name)));
  }

  boolean overlaps(long otherBase, long otherMax) {
    return status.atLeast(TableStatus.ALLOCATED) && rowIdBase < otherMax && otherBase < rowIdMax;
  }
}
