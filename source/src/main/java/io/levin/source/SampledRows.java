package io.levin.source;

import io.levin.base.Row;
import io.levin.source.parse.RowParser;
import java.util.List;

/**
 * The beginning of a data file as a sample: ends when it has given so many bytes or so many rows,
 * whichever comes first.
 */
public final class SampledRows implements RowParser {
  /** The bytes after which the sample ends by default. */
  public static final long DEFAULT_BYTES = 10L << 20;

  /** The rows after which the sample ends by default. */
  public static final long DEFAULT_ROWS = 10_240;

  private final RowParser rows;
  private final long maxBytes;
  private final long maxRows;
  private long count;
  private long bytes;

  SampledRows(RowParser rows, long maxBytes, long maxRows) {
    this.rows = rows;
    this.maxBytes = maxBytes;
    this.maxRows = maxRows;
  }

  @Override
  public boolean next(Row row) {
    if (count >= maxRows || bytes >= maxBytes || !rows.next(row)) {
      return false;
    }
    count++;
    bytes += row.rowLength();
    return true;
  }

  /** How many rows were given. */
  public long rows() {
    return count;
  }

  /** How many bytes they have, as {@link Row#rowLength} counts them. */
  public long bytes() {
    return bytes;
  }

  @Override
  public List<String> columns() {
    return rows.columns();
  }

  @Override
  public long position() {
    return rows.position();
  }

  @Override
  public long rowId() {
    return rows.rowId();
  }

  @Override
  public void setRowId(long lastRowId) {
    rows.setRowId(lastRowId);
  }

  @Override
  public void close() {
    rows.close();
  }
}
