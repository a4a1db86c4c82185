package io.levin.engine.conflict;

import io.levin.base.Row;
import io.levin.engine.plan.TablePlan;
import io.levin.source.Chunk;
import io.levin.source.parse.RowParser;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the row with an id in the source again, by reading its chunk up to it. Slow, and only for
 * messages and for rows in conflict.
 */
public final class RowLocator {
  private static final int MAX_TEXT = 1024;

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
    findAll(Set.of(rowId), (chunk, parser, row) -> text[0] = where(chunk, row));
    return text[0];
  }

  /** Where a row is, for people. */
  static String where(Chunk chunk, Row row) {
    return "file " + chunk.file().path() + " at offset " + row.startOffset();
  }

  /** A row's fields for people, cut to a bearable length. */
  static String text(Row row) {
    String text = row.asValues();
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }

  /** Visits rows, each chunk being read once at most. */
  public void findAll(Set<Long> rowIds, RowVisitor visitor) {
    Row row = new Row();
    NavigableSet<Long> ordered = new TreeSet<>(rowIds);
    for (Chunk chunk : plan.chunks()) {
      Long last = ordered.floor(chunk.rowIdMax());
      if (last == null || last <= chunk.previousRowIdMax()) {
        continue;
      }
      try (RowParser parser = plan.open(chunk)) {
        while (row.rowId() != last && parser.next(row)) {
          if (rowIds.contains(row.rowId())) {
            visitor.row(chunk, parser, row);
          }
        }
      }
    }
  }
}
