package io.levin.source.parse;

import io.levin.base.ImportException;
import io.levin.base.Redaction;
import io.levin.base.Row;
import io.levin.source.compress.StoredBytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What all parsers over a {@link ByteBlock} share: where they are and how rows are numbered. */
abstract sealed class BlockParser implements RowParser
    permits SqlParser, CsvParser, WalkingCsvParser {
  final FilePlace place;
  final ByteBlock block;
  final ParseTarget target;

  /** Index into the block of the first byte that no delivered row holds. */
  int pos;

  /** Names in force for the next row, or null. */
  List<String> columns;

  /** Whether the row that is read now is the header, which has no id. */
  boolean readingHeader;

  private final boolean constants;
  private final StoredBytes stored;
  private long rowId;

  BlockParser(FilePlace place, InputStream in, ParseTarget target, int maxRowBytes) {
    this.place = place;
    this.target = target;
    this.block = new ByteBlock(in, target.start(), target.blockBytes(), maxRowBytes);
    this.columns = target.columns();
    this.rowId = target.lastRowId();
    this.stored = in instanceof StoredBytes bytes ? bytes : null;
    this.constants = !target.constants().isEmpty();
  }

  @Override
  public final List<String> columns() {
    return columns;
  }

  @Override
  public final long position() {
    return block.base + pos;
  }

  @Override
  public final long storedPosition() {
    return stored == null ? position() : stored.storedBytes();
  }

  @Override
  public final long rowId() {
    return rowId;
  }

  @Override
  public final void setRowId(long lastRowId) {
    rowId = lastRowId;
  }

  @Override
  public final void close() {
    block.close();
  }

  /** Gives a complete row its id and place. */
  final void deliver(Row row, long start, long end, int rowLength) {
    if (readingHeader) {
      return;
    }
    long id = rowId + 1;
    if (id > target.rowIdLimit()) {
      throw place.rowError(
          "more rows than the "
              + (target.rowIdLimit() - target.lastRowId())
              + " row ids that were set aside for this chunk",
          "its rows are shorter than the table's columns suggest; name the columns in the file,"
              + " or split it into smaller files",
          end);
    }
    rowId = id;
    row.setPosition(id, start, end, rowLength);
  }

  /** Empties a row and puts the constant values before what will be read. */
  final void begin(Row row) {
    row.clear();
    if (constants && !readingHeader) {
      target.addConstants(row);
    }
  }

  /** Reads more, keeping everything from {@code keep} on at the front of the block. */
  final void refill(int keep) {
    try {
      if (!block.refill(keep)) {
        throw rowTooLarge(block.limit - keep, block.offset(keep));
      }
    } catch (IOException e) {
      throw place.readError(e, block.offset(block.limit));
    }
  }

  /** For a row that does not end within so many bytes. */
  final ImportException rowTooLarge(int bytes, long start) {
    return syntaxError(
        "size of row cannot exceed the max value of txn-entry-size-limit",
        "no row may be larger than "
            + bytes
            + " bytes; a missing closing quote looks like that, too",
        start);
  }

  /** Skips a UTF-8 byte order mark at the start of a file. */
  final void skipByteOrderMark() {
    if (target.start() != 0) {
      return;
    }
    while (block.limit < 3 && !block.eof) {
      refill(0);
    }
    byte[] b = block.bytes;
    boolean mark =
        block.limit >= 3 && b[0] == (byte) 0xef && b[1] == (byte) 0xbb && b[2] == (byte) 0xbf;
    pos = mark ? 3 : 0;
  }

  /** What a message may show of the file's text. */
  final Redaction redaction() {
    return place.redaction();
  }

  final ImportException syntaxError(String problem, String remedy, long offset) {
    return place.syntaxError(problem, remedy, block, offset);
  }
}
