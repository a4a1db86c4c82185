package io.levin.source.parse;

import io.levin.base.ImportException;
import io.levin.base.Row;

/**
 * Reads CSV rows token by token: {@link TokenIndex} lists the bytes that may begin one, and a row
 * is read by walking from one to the next, so the length of a field hardly matters. A byte that
 * turns out to be an ordinary one is passed over.
 */
final class CsvTokenRows {
  private final CsvParser parser;
  private final CsvDialect dialect;
  private final CsvValues values;
  private final boolean plainValues;
  private final TokenIndex index;

  CsvTokenRows(CsvParser parser, CsvDialect dialect, CsvValues values) {
    this.parser = parser;
    this.dialect = dialect;
    this.values = values;
    this.plainValues = values.isPlain();
    this.index = new TokenIndex(dialect, parser.target.blockBytes());
  }

  /** Starts again at the start of a row. */
  void restart(int at) {
    index.restart(at);
  }

  /**
   * Reads a row.
   *
   * @return what came of it, one of the constants of {@link CsvParser}
   */
  int read(Row row) {
    final ByteBlock block = parser.block;
    parser.begin(row);
    final byte[] b = block.bytes;
    final int limit = block.limit;
    final boolean eof = block.eof;
    final byte[] outside = dialect.outside;
    final byte[] inside = dialect.inside;
    final int quoteLength = dialect.delimiter.length;
    final boolean oneByteQuote = quoteLength == 1;
    final int[] places = index.places;
    int next = index.next;
    int count = index.count;
    int rowStart = parser.pos;
    // Entries before this belong to a token that was read.
    int skip = parser.pos;
    // Slices of the block since the last field that is none.
    int[] offsets = row.offsets();
    int[] lengths = row.lengths();
    int field = row.size();
    // The field: where its text starts, where it ends if it was quoted, and what is odd about it.
    int start = parser.pos;
    int end = -1;
    int odd = 0;
    int doubled = 0;
    int length = 0;
    boolean first = true;
    for (; ; ) {
      int p;
      int type;
      int tokenLength = 1;
      if (next == count) {
        if (index.more(b, limit)) {
          next = 0;
          count = index.count;
          continue;
        }
        if (!eof) {
          return CsvParser.NEED_MORE;
        }
        if (first && end < 0 && start >= limit) {
          parser.pos = limit;
          index.next = next;
          return CsvParser.END;
        }
        p = limit;
        type = CsvDialect.TERMINATOR;
        tokenLength = 0;
      } else {
        p = places[next++];
        if (p < skip) {
          continue;
        }
        type = outside[b[p] & 0xff];
        if (type == CsvDialect.ORDINARY) {
          continue;
        }
        if (type == CsvDialect.SEVERAL) {
          int token = dialect.match(b, p, limit, eof, false);
          if (token == CsvDialect.NEED_MORE) {
            return CsvParser.NEED_MORE;
          }
          if (token == CsvDialect.ORDINARY) {
            continue;
          }
          type = CsvDialect.type(token);
          tokenLength = CsvDialect.length(token);
          skip = p + tokenLength;
        }
      }
      if (end >= 0 && p != end + quoteLength) {
        throw consecutive(p);
      }
      if (type <= CsvDialect.SEPARATOR) {
        boolean blankLine =
            type == CsvDialect.TERMINATOR
                && first
                && end < 0
                && tokenLength > 0
                && dialect.isBlank(b, start, p);
        if (blankLine) {
          rowStart = p + tokenLength;
          start = rowStart;
          odd = 0;
          parser.pos = rowStart;
          index.next = next;
          continue;
        }
        int fieldLength = (end >= 0 ? end : p) - start;
        if (odd == 0 && plainValues) {
          if (field == offsets.length) {
            row.ensureCapacity(field + 1);
            offsets = row.offsets();
            lengths = row.lengths();
          }
          offsets[field] = start;
          lengths[field] = fieldLength;
          field++;
        } else {
          row.endSlices(Row.TEXT, b, field);
          values.addField(row, b, start, start + fieldLength, odd);
          offsets = row.offsets();
          lengths = row.lengths();
          field = row.size();
        }
        length += fieldLength - doubled;
        if (type == CsvDialect.TERMINATOR) {
          row.endSlices(Row.TEXT, b, field);
          if (fieldLength == doubled && dialect.trimLastSeparator && !parser.readingHeader) {
            row.truncate(row.size() - 1);
          }
          parser.pos = p + tokenLength;
          index.next = next;
          parser.deliver(row, block.offset(rowStart), block.offset(parser.pos), length);
          return CsvParser.ROW;
        }
        start = p + tokenLength;
        end = -1;
        odd = 0;
        doubled = 0;
        first = false;
      } else if (type == CsvDialect.QUOTE) {
        if (p != start || end >= 0) {
          throw consecutive(p + tokenLength);
        }
        start = p + tokenLength;
        // Inside of quotes: to the delimiter that is not doubled.
        while (end < 0) {
          if (next == count) {
            if (index.more(b, limit)) {
              next = 0;
              count = index.count;
              continue;
            }
            if (!eof) {
              return CsvParser.NEED_MORE;
            }
            throw unterminated(p);
          }
          int q = places[next++];
          if (q < skip) {
            continue;
          }
          int inner = inside[b[q] & 0xff];
          if (inner == CsvDialect.ORDINARY) {
            continue;
          }
          if (inner == CsvDialect.SEVERAL) {
            int token = dialect.match(b, q, limit, eof, true);
            if (token == CsvDialect.NEED_MORE) {
              return CsvParser.NEED_MORE;
            }
            if (token == CsvDialect.ORDINARY) {
              continue;
            }
            inner = CsvDialect.type(token);
          }
          if (inner == CsvDialect.ESCAPE) {
            if (q + 1 >= limit) {
              if (!eof) {
                return CsvParser.NEED_MORE;
              }
              throw danglingEscape(limit);
            }
            odd |= CsvValues.ESCAPED;
            skip = q + 2;
          } else {
            int another;
            if (oneByteQuote && q + 1 < limit) {
              another = b[q + 1] == b[q] ? 1 : 0;
            } else {
              another = dialect.delimiterAt(b, q + quoteLength, limit, eof);
              if (another < 0) {
                return CsvParser.NEED_MORE;
              }
            }
            if (another == 0) {
              end = q;
              skip = q + quoteLength;
            } else {
              odd |= CsvValues.DOUBLED;
              doubled += quoteLength;
              skip = q + 2 * quoteLength;
            }
          }
        }
      } else {
        if (p + 1 >= limit) {
          if (!eof) {
            return CsvParser.NEED_MORE;
          }
          throw danglingEscape(limit);
        }
        if (end >= 0) {
          throw consecutive(p + 2);
        }
        odd |= CsvValues.ESCAPED;
        skip = p + 2;
      }
    }
  }

  private ImportException consecutive(int index) {
    return CsvErrors.consecutive(parser, parser.block.offset(index));
  }

  private ImportException unterminated(int index) {
    return CsvErrors.unterminated(parser, parser.block.offset(index));
  }

  private ImportException danglingEscape(int index) {
    return CsvErrors.danglingEscape(parser, parser.block.offset(index));
  }
}
