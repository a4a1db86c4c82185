package io.levin.engine.conflict;

import io.levin.base.Row;
import io.levin.engine.plan.TablePlan;
import io.levin.source.Chunk;
import io.levin.source.parse.RowParser;

/**
 * Finds the row with an id in the source again, by reading its chunk up to it. Slow, and only for
 * messages and for rows in conflict.
 */
public final class RowLocator {
  private final TablePlan plan;

  /** Looks in the files of one table. */
  public RowLocator(TablePlan plan) {
    this.plan = plan;
  }

  /** Takes a row while it is valid. */
  @FunctionalInterface
  public interface RowVisitor {
    /** The row's fields are valid during the call. */
    void row(Chunk chunk, RowParser parser, Row row);
  }

  /** Where a row is, for people: file and offset. */
  public String describe(long rowId) {
    String[] text = {"row " + rowId};
    find(
        rowId,
        (chunk, parser, row) ->
            text[0] = "file " + chunk.file().path() + " at offset " + row.startOffset());
    return text[0];
  }

  /**
   * Visits the row.
   *
   * @return false when no chunk has it
   */
  public boolean find(long rowId, RowVisitor visitor) {
    Row row = new Row();
    for (Chunk chunk : plan.chunks()) {
      if (rowId <= chunk.previousRowIdMax() || rowId > chunk.rowIdMax()) {
        continue;
      }
      try (RowParser parser = plan.open(chunk)) {
        while (parser.next(row)) {
          if (row.rowId() == rowId) {
            visitor.row(chunk, parser, row);
            return true;
          }
        }
      }
    }
    return false;
  }
}
