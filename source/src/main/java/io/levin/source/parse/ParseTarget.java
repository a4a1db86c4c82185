package io.levin.source.parse;

import io.levin.base.Row;
import java.util.List;

/**
 * What a parser is asked to read: the chunk and how its rows are numbered.
 *
 * @param start offset of the first byte that the stream delivers
 * @param end rows that start at or behind this offset are left to others
 * @param lastRowId the id before the first row's
 * @param rowIdLimit the largest id that a row may get, {@code Long.MAX_VALUE} where ids do not
 *     matter
 * @param columns names known before the first row (from a checkpoint or the header of a split
 *     file), or null
 * @param constants values put before the fields of every row, each as UTF-8 text
 * @param blockBytes size of the buffer that is read at once; has no influence on the rows
 */
public record ParseTarget(
    long start,
    long end,
    long lastRowId,
    long rowIdLimit,
    List<String> columns,
    List<byte[]> constants,
    int blockBytes) {

  /** The default of {@code mydumper.read-block-size} times five, as the original reads. */
  public static final int DEFAULT_BLOCK_BYTES = 320 << 10;

  /** A whole file from its first byte, rows numbered from 1. */
  public static ParseTarget wholeFile() {
    return new ParseTarget(
        0, Long.MAX_VALUE, 0, Long.MAX_VALUE, null, List.of(), DEFAULT_BLOCK_BYTES);
  }

  /** The same with another block size. */
  public ParseTarget withBlockBytes(int bytes) {
    return new ParseTarget(start, end, lastRowId, rowIdLimit, columns, constants, bytes);
  }

  /** The same from another offset and row id on, with the columns that were in force there. */
  public ParseTarget from(long offset, long rowId, List<String> names) {
    return new ParseTarget(offset, end, rowId, rowIdLimit, names, constants, blockBytes);
  }

  /** The same with another end. */
  public ParseTarget until(long offset) {
    return new ParseTarget(start, offset, lastRowId, rowIdLimit, columns, constants, blockBytes);
  }

  /** Adds the constants to a row. */
  public void addConstants(Row row) {
    for (int i = 0; i < constants.size(); i++) {
      byte[] value = constants.get(i);
      row.addSlice(Row.TEXT, value, 0, value.length);
    }
  }
}
