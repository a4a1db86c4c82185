package io.levin.source.parse;

import io.levin.base.Row;

/** Reads CSV rows of which only the cuts matter: see {@link CutIndex}. */
final class CsvCutRows {
  private final CsvParser parser;
  private final CsvDialect dialect;
  private final CsvValues values;
  private final boolean plainValues;
  private final CutIndex cuts;

  CsvCutRows(CsvParser parser, CsvDialect dialect, CsvValues values) {
    this.parser = parser;
    this.dialect = dialect;
    this.values = values;
    this.plainValues = values.isPlain();
    this.cuts = new CutIndex(dialect, parser.target.blockBytes());
  }

  /** Starts again at the start of a row. */
  void restart(int at) {
    cuts.restart(at);
  }

  /**
   * Takes a row of which all cuts are listed, if nothing in it needs a closer look.
   *
   * @return false if it must be read by {@link #read}
   */
  boolean takeWhole(Row row) {
    final CutIndex cutIndex = cuts;
    boolean closer =
        cutIndex.nextRow >= cutIndex.rowCount
            || !plainValues
            || cutIndex.doubled
            || dialect.trimLastSeparator;
    if (closer) {
      return false;
    }
    final ByteBlock block = parser.block;
    final byte[] b = block.bytes;
    int from = cutIndex.next;
    int last = cutIndex.rowEnds[cutIndex.nextRow];
    int end = cutIndex.places[last];
    if (from == last && dialect.isBlank(b, parser.pos, end)) {
      return false;
    }
    parser.begin(row);
    int field = row.size();
    int fields = last - from + 1;
    int length = Row.SUM_OF_LENGTHS;
    if (field == 0) {
      row.takeSlices(Row.TEXT, b, cutIndex.offsets, cutIndex.lengths, from, fields);
    } else {
      row.ensureCapacity(field + fields);
      System.arraycopy(cutIndex.offsets, from, row.offsets(), field, fields);
      System.arraycopy(cutIndex.lengths, from, row.lengths(), field, fields);
      row.endSlices(Row.TEXT, b, field + fields);
      length = 0;
      for (int i = from; i <= last; i++) {
        length += cutIndex.lengths[i];
      }
    }
    cutIndex.next = last + 1;
    cutIndex.nextRow++;
    int start = parser.pos;
    parser.pos = end + 1;
    parser.deliver(row, block.offset(start), block.offset(parser.pos), length);
    return true;
  }

  /**
   * Reads a row.
   *
   * @return what came of it, one of the constants of {@link CsvParser}
   */
  int read(Row row) {
    parser.begin(row);
    final ByteBlock block = parser.block;
    final byte[] b = block.bytes;
    final int limit = block.limit;
    final CutIndex cutIndex = cuts;
    final int[] places = cutIndex.places;
    final byte separator = dialect.separator[0];
    final boolean quotes = dialect.delimiter.length > 0;
    final byte quote = quotes ? dialect.delimiter[0] : 0;
    final boolean plain = plainValues;
    int next = cutIndex.next;
    int count = cutIndex.count;
    boolean anyDoubled = cutIndex.doubled;
    int[] offsets = row.offsets();
    int[] lengths = row.lengths();
    int field = row.size();
    int rowStart = parser.pos;
    int start = parser.pos;
    int length = 0;
    boolean first = true;
    for (; ; ) {
      int p;
      boolean rowEnds;
      int behind;
      if (next < count) {
        p = places[next++];
        rowEnds = b[p] != separator;
        behind = p + 1;
        if (rowEnds && first && dialect.isBlank(b, start, p)) {
          // A blank line is no row.
          rowStart = behind;
          start = behind;
          parser.pos = behind;
          cutIndex.next = next;
          cutIndex.nextRow++;
          continue;
        }
      } else {
        int more = cutIndex.more(b, limit);
        if (more == CutIndex.LISTED) {
          next = 0;
          count = cutIndex.count;
          anyDoubled |= cutIndex.doubled;
          continue;
        }
        if (more == CutIndex.TANGLED) {
          return CsvParser.TANGLED;
        }
        if (!block.eof) {
          return CsvParser.NEED_MORE;
        }
        if (cutIndex.endsInside()) {
          return CsvParser.TANGLED;
        }
        if (first && start >= limit) {
          parser.pos = limit;
          return CsvParser.END;
        }
        p = limit;
        behind = limit;
        rowEnds = true;
      }
      int from = start;
      int fieldLength = p - start;
      if (quotes && b[start] == quote && fieldLength > 0) {
        from++;
        fieldLength -= 2;
        if (anyDoubled && holds(b, from, from + fieldLength, quote)) {
          row.endSlices(Row.TEXT, b, field);
          int before = row.size();
          values.addField(row, b, from, from + fieldLength, CsvValues.DOUBLED);
          fieldLength = values.singleLength();
          length += fieldLength;
          offsets = row.offsets();
          lengths = row.lengths();
          field = before + 1;
          from = -1;
        }
      }
      if (from >= 0) {
        length += fieldLength;
        if (plain) {
          if (field == offsets.length) {
            row.ensureCapacity(field + 1);
            offsets = row.offsets();
            lengths = row.lengths();
          }
          offsets[field] = from;
          lengths[field] = fieldLength;
          field++;
        } else {
          values.addPlain(row, b, from, from + fieldLength);
          field++;
        }
      }
      if (rowEnds) {
        if (plain) {
          row.endSlices(Row.TEXT, b, field);
        }
        if (fieldLength == 0 && dialect.trimLastSeparator && !parser.readingHeader) {
          row.truncate(row.size() - 1);
        }
        parser.pos = behind;
        cutIndex.next = next;
        cutIndex.nextRow++;
        parser.deliver(row, block.offset(rowStart), block.offset(behind), length);
        return CsvParser.ROW;
      }
      start = behind;
      first = false;
    }
  }

  private static boolean holds(byte[] b, int from, int to, byte wanted) {
    for (int i = from; i < to; i++) {
      if (b[i] == wanted) {
        return true;
      }
    }
    return false;
  }
}
