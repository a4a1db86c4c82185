package io.levin.source.parse;

import io.levin.base.Bytes;
import io.levin.base.ImportException;
import io.levin.base.Row;
import java.io.InputStream;

/**
 * Reads the rows of a CSV file, fast.
 *
 * <p>The text is classified 64 bytes at a time: one bit for each byte that may begin a token. Rows
 * are then read by walking from bit to bit, so the length of a field hardly matters. Bytes below
 * 0x10 are marked all together (line ends and TAB are among them, others are rare in text) and up
 * to three further bytes each by itself; a mark that turns out to be an ordinary byte is passed
 * over. Dialects with more such bytes, and character sets whose later bytes look like ASCII, go to
 * {@link WalkingCsvParser}, which is also what this class is tested against.
 *
 * <p>A row that goes on behind the block is read again from its start once more of it is there.
 */
public final class CsvParser extends BlockParser {
  /** The largest row that TiDB takes, {@code txn-entry-size-limit}. */
  static final int MAX_ROW_BYTES = 120 << 20;

  private static final int GROUP = 64;
  private static final int FAST_TOKENS = 3;
  private static final int CONTROL_BYTES = 0x10;

  private final CsvDialect dialect;
  private final CsvValues values;
  private final boolean plainValues;
  private final long[] patterns = new long[FAST_TOKENS];

  /** Marks of the group at {@link #base} that are not walked over yet. */
  private long marks;

  private int base = -GROUP;

  private CsvParser(
      FilePlace place, InputStream in, CsvOptions options, CsvDialect dialect, ParseTarget target) {
    super(place, in, target, MAX_ROW_BYTES);
    this.dialect = dialect;
    this.values = new CsvValues(options);
    this.plainValues = values.isPlain();
    byte[] tokens = patternBytes(dialect);
    for (int i = 0; i < FAST_TOKENS; i++) {
      patterns[i] = Swar.repeat(tokens[Math.min(i, tokens.length - 1)]);
    }
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
    boolean fast =
        !options.characterSet().hasAsciiTrailBytes() && patternBytes(dialect).length <= FAST_TOKENS;
    return fast
        ? openFast(place, in, options, target)
        : WalkingCsvParser.open(place, in, options, target);
  }

  private static CsvParser openFast(
      FilePlace place, InputStream in, CsvOptions options, ParseTarget target) {
    CsvParser parser = new CsvParser(place, in, options, new CsvDialect(options), target);
    parser.skipByteOrderMark();
    parser.base = parser.pos - GROUP;
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
      int outcome = readRow(row);
      if (outcome != NEED_MORE) {
        return outcome == ROW;
      }
      refill(pos);
      pos = 0;
      base = -GROUP;
      marks = 0;
    }
  }

  private static final int ROW = 1;
  private static final int END = 0;
  private static final int NEED_MORE = -1;

  private static final int ESCAPED = 1;
  private static final int DOUBLED = 2;

  private int readRow(Row row) {
    begin(row);
    final byte[] b = block.bytes;
    final int limit = block.limit;
    final boolean eof = block.eof;
    final byte[] outside = dialect.outside;
    final int quoteLength = dialect.delimiter.length;
    long bits = marks;
    int group = base;
    int rowStart = pos;
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
      if (bits == 0) {
        group += GROUP;
        if (group < limit) {
          bits = classify(b, group, limit);
          continue;
        }
        if (!eof) {
          return NEED_MORE;
        }
        if (first && end < 0 && start >= limit) {
          pos = limit;
          marks = 0;
          base = group;
          return END;
        }
        p = limit;
        type = CsvDialect.TERMINATOR;
        tokenLength = 0;
      } else {
        p = group + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
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
          if (tokenLength > 1) {
            int behind = p + tokenLength - group;
            if (behind < GROUP) {
              bits &= -1L << behind;
            } else {
              bits = 0;
              group += behind - GROUP;
            }
          }
        }
      }
      if (end >= 0 && p != end + quoteLength) {
        throw consecutive(p);
      }
      if (type == CsvDialect.SEPARATOR) {
        int fieldEnd = end >= 0 ? end : p;
        length += fieldEnd - start - doubled;
        if (odd == 0 && plainValues) {
          row.addSlice(Row.TEXT, b, start, fieldEnd - start);
        } else {
          addField(row, b, start, fieldEnd, odd);
        }
        start = p + tokenLength;
        end = -1;
        odd = 0;
        doubled = 0;
        first = false;
      } else if (type == CsvDialect.TERMINATOR) {
        if (first && end < 0 && tokenLength > 0 && CsvDialect.isBlank(b, start, p)) {
          // A blank line is no row.
          rowStart = p + tokenLength;
          start = rowStart;
          odd = 0;
          pos = rowStart;
          marks = bits;
          base = group;
          continue;
        }
        int fieldEnd = end >= 0 ? end : p;
        int rawLength = fieldEnd - start - doubled;
        if (odd == 0 && plainValues) {
          row.addSlice(Row.TEXT, b, start, fieldEnd - start);
        } else {
          addField(row, b, start, fieldEnd, odd);
        }
        if (rawLength == 0 && dialect.trimLastSeparator && !readingHeader) {
          row.truncate(row.size() - 1);
        }
        pos = p + tokenLength;
        marks = bits;
        base = group;
        deliver(row, block.offset(rowStart), block.offset(pos), length + rawLength);
        return ROW;
      } else if (type == CsvDialect.QUOTE) {
        if (p != start || end >= 0) {
          throw consecutive(p + tokenLength);
        }
        start = p + tokenLength;
        // Inside of quotes: to the delimiter that is not doubled.
        for (; ; ) {
          if (bits == 0) {
            group += GROUP;
            if (group < limit) {
              bits = classify(b, group, limit);
              continue;
            }
            if (!eof) {
              return NEED_MORE;
            }
            throw unterminated(p);
          }
          int q = group + Long.numberOfTrailingZeros(bits);
          bits &= bits - 1;
          int inner = dialect.inside[b[q] & 0xff];
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
          int behind;
          if (inner == CsvDialect.ESCAPE) {
            if (q + 1 >= limit) {
              if (!eof) {
                return NEED_MORE;
              }
              throw danglingEscape(limit);
            }
            odd |= ESCAPED;
            behind = q + 2 - group;
          } else {
            int another = dialect.delimiterAt(b, q + quoteLength, limit, eof);
            if (another < 0) {
              return NEED_MORE;
            }
            if (another == 0) {
              end = q;
              behind = q + quoteLength - group;
            } else {
              odd |= DOUBLED;
              doubled += quoteLength;
              behind = q + 2 * quoteLength - group;
            }
          }
          if (behind < GROUP) {
            bits &= -1L << behind;
          } else {
            bits = 0;
            group += behind - GROUP;
          }
          if (end >= 0) {
            break;
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
        int behind = p + 2 - group;
        if (behind < GROUP) {
          bits &= -1L << behind;
        } else {
          bits = 0;
          group += behind - GROUP;
        }
      }
    }
  }

  /** Marks the bytes of a group that may begin a token; those behind the limit are none. */
  private long classify(byte[] b, int from, int limit) {
    final long first = patterns[0];
    final long second = patterns[1];
    final long third = patterns[2];
    long bits = 0;
    for (int i = 0; i < GROUP; i += 8) {
      long word = Bytes.littleEndianLong(b, from + i);
      // In each of these the high bit of a byte is 0 where the byte matches, and only there.
      long control = ((word & 0x7070707070707070L) + 0x7070707070707070L) | word;
      long x = word ^ first;
      long y = word ^ second;
      long z = word ^ third;
      long none =
          control
              & (((x & Swar.LOWS) + Swar.LOWS) | x)
              & (((y & Swar.LOWS) + Swar.LOWS) | y)
              & (((z & Swar.LOWS) + Swar.LOWS) | z);
      // Gathers the eight high bits in one byte, the lowest first.
      bits |= ((~none & Swar.HIGHS) >>> 7) * 0x0102040810204080L >>> 56 << i;
    }
    return from + GROUP <= limit ? bits : bits & -1L >>> (from + GROUP - limit);
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
    if (plainValues && (odd & ESCAPED) == 0) {
      byte[] out = row.scratch(o);
      System.arraycopy(single, 0, out, row.scratchPosition(), o);
      row.addScratch(Row.TEXT, o);
    } else {
      // The copy is reused by the next field, so the value must lie in the row's own space.
      values.addEscaped(row, single, 0, o);
    }
  }

  private byte[] single = new byte[64];

  private ImportException consecutive(int index) {
    return CsvErrors.consecutive(this, block.offset(index));
  }

  private ImportException unterminated(int index) {
    return CsvErrors.unterminated(this, block.offset(index));
  }

  private ImportException danglingEscape(int index) {
    return CsvErrors.danglingEscape(this, block.offset(index));
  }

  /** The bytes that begin a token and are not marked as control bytes; at least one. */
  private static byte[] patternBytes(CsvDialect dialect) {
    byte[] found = new byte[256];
    int count = 0;
    for (int i = CONTROL_BYTES; i < 256; i++) {
      if (dialect.outside[i] != CsvDialect.ORDINARY || dialect.inside[i] != CsvDialect.ORDINARY) {
        found[count++] = (byte) i;
      }
    }
    return java.util.Arrays.copyOf(found, Math.max(1, count));
  }
}
