package io.levin.source.parse;

import io.levin.base.ImportException;
import io.levin.base.Row;
import java.io.InputStream;

/**
 * Reads the rows of a CSV file, fast.
 *
 * <p>{@link TokenIndex} lists the bytes that may begin a token. Rows are read by walking from one
 * to the next, so the length of a field hardly matters; one that turns out to be an ordinary byte
 * is passed over. Dialects with too many such bytes, and character sets whose later bytes look like
 * ASCII, go to {@link WalkingCsvParser}, which is also what this class is tested against.
 *
 * <p>A row that goes on behind the block is read again from its start once more of it is there.
 */
public final class CsvParser extends BlockParser {
  /** The largest row that TiDB takes, {@code txn-entry-size-limit}. */
  static final int MAX_ROW_BYTES = 120 << 20;

  /** How much text behind a tangled place is read token by token before cutting is tried again. */
  private static final int TANGLED_BYTES = 64 << 10;

  // What reading a row came to.
  private static final int ROW = 1;
  private static final int END = 0;
  private static final int NEED_MORE = -1;
  private static final int TANGLED = -2;

  // What is odd about a field.
  private static final int ESCAPED = 1;
  private static final int DOUBLED = 2;

  private final CsvDialect dialect;
  private final CsvValues values;
  private final boolean plainValues;
  private final TokenIndex index;
  private final CutIndex cuts;

  /** Whether rows are read by their cuts, and from which offset on it is tried again if not. */
  private boolean cutting;

  private long cutAgainAt;

  /** A field without its doubled quotes. */
  private byte[] single = new byte[64];

  private int singleLength;

  private CsvParser(
      FilePlace place, InputStream in, CsvOptions options, CsvDialect dialect, ParseTarget target) {
    super(place, in, target, MAX_ROW_BYTES);
    this.dialect = dialect;
    this.values = new CsvValues(options);
    this.plainValues = values.isPlain();
    this.index = new TokenIndex(dialect);
    this.cuts = CutIndex.suits(dialect) ? new CutIndex(dialect) : null;
    this.cutting = cuts != null;
  }

  /**
   * Opens the parser that suits the dialect. At offset 0 the header is read at once, if there is
   * one.
   *
   * @param in delivers the file from {@code target.start()} on; closed with the parser
   */
  public static RowParser open(
      FilePlace place, InputStream in, CsvOptions options, ParseTarget target) {
    CsvDialect dialect = new CsvDialect(options);
    boolean fast = !options.characterSet().hasAsciiTrailBytes() && TokenIndex.suits(dialect);
    return fast
        ? openFast(place, in, options, dialect, target)
        : WalkingCsvParser.open(place, in, options, target);
  }

  private static CsvParser openFast(
      FilePlace place, InputStream in, CsvOptions options, CsvDialect dialect, ParseTarget target) {
    CsvParser parser = new CsvParser(place, in, options, dialect, target);
    parser.skipByteOrderMark();
    parser.restartIndex(parser.pos);
    if (target.start() == 0 && options.header()) {
      parser.columns = CsvHeader.read(parser, parser.values, options);
    }
    return parser;
  }

  @Override
  public boolean next(Row row) {
    if (position() >= target.end()) {
      return false;
    }
    for (; ; ) {
      if (cutting && cuts.nextRow < cuts.rowCount && cutWholeRow(row)) {
        return true;
      }
      int outcome = cutting ? readCutRow(row) : readRow(row);
      if (outcome == ROW) {
        if (!cutting && cuts != null && position() >= cutAgainAt) {
          cutting = true;
          cuts.restart(pos);
        }
        return true;
      }
      if (outcome == END) {
        return false;
      }
      if (outcome == NEED_MORE) {
        refill(pos);
        pos = 0;
      } else {
        cutAgainAt = position() + TANGLED_BYTES;
        cutting = false;
      }
      restartIndex(pos);
    }
  }

  private void restartIndex(int from) {
    if (cutting) {
      cuts.restart(from);
    } else {
      index.restart(from);
    }
  }

  /**
   * Takes a row of which all cuts are listed, if nothing in it needs a closer look.
   *
   * @return false if it must be read by {@link #readCutRow}
   */
  private boolean cutWholeRow(Row row) {
    final CutIndex cutIndex = cuts;
    if (!plainValues || cutIndex.doubled || dialect.trimLastSeparator) {
      return false;
    }
    final byte[] b = block.bytes;
    int from = cutIndex.next;
    int last = cutIndex.rowEnds[cutIndex.nextRow];
    int end = cutIndex.places[last];
    if (from == last && CsvDialect.isBlank(b, pos, end)) {
      return false;
    }
    begin(row);
    int field = row.size();
    int fields = last - from + 1;
    row.ensureCapacity(field + fields);
    int length = end - pos - (fields - 1);
    if (cutIndex.mayBeQuoted()) {
      length -=
          2 * cutIndex.quotedSlices(b, from, fields, pos, row.offsets(), row.lengths(), field);
    } else {
      cutIndex.slices(from, fields, pos, row.offsets(), row.lengths(), field);
    }
    row.endSlices(Row.TEXT, b, field + fields);
    cutIndex.next = last + 1;
    cutIndex.nextRow++;
    int start = pos;
    pos = end + 1;
    deliver(row, block.offset(start), block.offset(pos), length);
    return true;
  }

  /** Reads a row of which only the cuts matter: see {@link CutIndex}. */
  private int readCutRow(Row row) {
    begin(row);
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
    int rowStart = pos;
    int start = pos;
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
        if (rowEnds && first && CsvDialect.isBlank(b, start, p)) {
          // A blank line is no row.
          rowStart = behind;
          start = behind;
          pos = behind;
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
          return TANGLED;
        }
        if (!block.eof) {
          return NEED_MORE;
        }
        if (cutIndex.endsInside()) {
          return TANGLED;
        }
        if (first && start >= limit) {
          pos = limit;
          return END;
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
          addDoubled(row, b, from, from + fieldLength, DOUBLED);
          length += singleLength;
          if (rowEnds) {
            fieldLength = singleLength;
          }
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
        if (fieldLength == 0 && dialect.trimLastSeparator && !readingHeader) {
          row.truncate(row.size() - 1);
        }
        pos = behind;
        cutIndex.next = next;
        cutIndex.nextRow++;
        deliver(row, block.offset(rowStart), block.offset(behind), length);
        return ROW;
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

  private int readRow(Row row) {
    begin(row);
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
    int rowStart = pos;
    // Entries before this belong to a token that was read.
    int skip = pos;
    // Slices of the block since the last field that is none.
    int[] offsets = row.offsets();
    int[] lengths = row.lengths();
    int field = row.size();
    // The field: where its text starts, where it ends if it was quoted, and what is odd about it.
    int start = pos;
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
          return NEED_MORE;
        }
        if (first && end < 0 && start >= limit) {
          pos = limit;
          index.next = next;
          return END;
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
            return NEED_MORE;
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
                && CsvDialect.isBlank(b, start, p);
        if (blankLine) {
          rowStart = p + tokenLength;
          start = rowStart;
          odd = 0;
          pos = rowStart;
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
          addField(row, b, start, start + fieldLength, odd);
          offsets = row.offsets();
          lengths = row.lengths();
          field = row.size();
        }
        length += fieldLength - doubled;
        if (type == CsvDialect.TERMINATOR) {
          row.endSlices(Row.TEXT, b, field);
          if (fieldLength == doubled && dialect.trimLastSeparator && !readingHeader) {
            row.truncate(row.size() - 1);
          }
          pos = p + tokenLength;
          index.next = next;
          deliver(row, block.offset(rowStart), block.offset(pos), length);
          return ROW;
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
              return NEED_MORE;
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
              return NEED_MORE;
            }
            if (token == CsvDialect.ORDINARY) {
              continue;
            }
            inner = CsvDialect.type(token);
          }
          if (inner == CsvDialect.ESCAPE) {
            if (q + 1 >= limit) {
              if (!eof) {
                return NEED_MORE;
              }
              throw danglingEscape(limit);
            }
            odd |= ESCAPED;
            skip = q + 2;
          } else {
            int another;
            if (oneByteQuote && q + 1 < limit) {
              another = b[q + 1] == b[q] ? 1 : 0;
            } else {
              another = dialect.delimiterAt(b, q + quoteLength, limit, eof);
              if (another < 0) {
                return NEED_MORE;
              }
            }
            if (another == 0) {
              end = q;
              skip = q + quoteLength;
            } else {
              odd |= DOUBLED;
              doubled += quoteLength;
              skip = q + 2 * quoteLength;
            }
          }
        }
      } else {
        if (p + 1 >= limit) {
          if (!eof) {
            return NEED_MORE;
          }
          throw danglingEscape(limit);
        }
        if (end >= 0) {
          throw consecutive(p + 2);
        }
        odd |= ESCAPED;
        skip = p + 2;
      }
    }
  }

  private void addField(Row row, byte[] b, int start, int end, int odd) {
    if ((odd & DOUBLED) != 0) {
      addDoubled(row, b, start, end, odd);
    } else if (odd != 0) {
      values.addEscaped(row, b, start, end);
    } else {
      values.addPlain(row, b, start, end);
    }
  }

  /** Copies the field with single delimiters, minding that an escaped one is no half of a pair. */
  private void addDoubled(Row row, byte[] b, int start, int end, int odd) {
    byte[] delimiter = dialect.delimiter;
    if (single.length < end - start) {
      single = new byte[Math.max(end - start, 2 * single.length)];
    }
    int o = 0;
    int i = start;
    while (i < end) {
      if (dialect.escape >= 0 && b[i] == (byte) dialect.escape && b[i] != delimiter[0]) {
        single[o++] = b[i++];
        single[o++] = b[i++];
      } else if (dialect.delimiterAt(b, i, end, true) > 0) {
        System.arraycopy(delimiter, 0, single, o, delimiter.length);
        o += delimiter.length;
        i += 2 * delimiter.length;
      } else {
        single[o++] = b[i++];
      }
    }
    singleLength = o;
    if (plainValues && (odd & ESCAPED) == 0) {
      byte[] out = row.scratch(o);
      System.arraycopy(single, 0, out, row.scratchPosition(), o);
      row.addScratch(Row.TEXT, o);
    } else {
      // The copy is reused by the next field, so the value must lie in the row's own space.
      values.addEscaped(row, single, 0, o);
    }
  }

  private ImportException consecutive(int index) {
    return CsvErrors.consecutive(this, block.offset(index));
  }

  private ImportException unterminated(int index) {
    return CsvErrors.unterminated(this, block.offset(index));
  }

  private ImportException danglingEscape(int index) {
    return CsvErrors.danglingEscape(this, block.offset(index));
  }
}
