package io.levin.source.parse;

import io.levin.base.Row;
import java.util.List;

/**
 * Reads the rows of one chunk of a data file in order.
 *
 * <p>Offsets are those of the uncompressed file. A parser opened at a position that another one
 * reported, with the same columns and row id, continues with exactly the rows that the other one
 * had not delivered. Not thread-safe.
 */
public interface RowParser extends AutoCloseable {

  /**
   * Reads the next row that starts before the chunk's end. The row's fields refer to the parser's
   * block: they are valid until the next call.
   *
   * @return false if there is no further row
   * @throws io.levin.base.ImportException if the text is no row, naming file, offset and line; the
   *     parser cannot be used after that
   */
  boolean next(Row row);

  /**
   * The names that the fields of the last row have in the file, in lower case: from the CSV header
   * or from the column list of the INSERT; null if there are none. The same list instance is
   * returned as long as the names stay the same, so comparing references shows a change.
   */
  List<String> columns();

  /** Offset just behind the last row that was delivered, or where reading starts. */
  long position();

  /** The id of the last row that was delivered, or the one before the first. */
  long rowId();

  /** Sets the id after which the next row is numbered. */
  void setRowId(long lastRowId);

  /**
   * Bytes of the stored file consumed so far, for progress; equals the position if uncompressed.
   */
  default long storedPosition() {
    return position();
  }

  @Override
  void close();
}
