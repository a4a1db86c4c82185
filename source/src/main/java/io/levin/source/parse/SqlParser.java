package io.levin.source.parse;

import static io.levin.source.parse.Swar.firstZero;

import io.levin.base.Bytes;
import io.levin.base.ImportException;
import io.levin.base.Row;
import java.io.InputStream;

/**
 * Reads the rows of a SQL data file: everything in parentheses behind {@code VALUES}.
 *
 * <p>It finds rows rather than understanding SQL, as permissively as the original does, so that
 * every dump that Dumpling, mydumper and mysqldump write gives the same rows, offsets and row ids.
 * {@link SqlPreamble} reads what stands between rows. Within a row the common tokens are read here,
 * eight bytes at a time, the others by {@link SqlTokens}. A row that goes on behind the block is
 * read again from its start once more of it is there.
 */
public final class SqlParser extends BlockParser {
  private static final int MAX_ROW_BYTES = 256 << 20;

  /** No token that is told by its first bytes is longer; see {@code using utf8mb4)}. */
  private static final int LOOK_AHEAD = 24;

  private static final long NULL_WORD = 0x6c6c756eL;
  private static final long[] POWERS_OF_TEN = {
    1L, 10L, 100L, 1000L, 10000L, 100000L, 1000000L, 10000000L, 100000000L
  };

  private final boolean backslash;
  private final SqlPreamble preamble;

  private SqlParser(FilePlace place, InputStream in, boolean backslash, ParseTarget target) {
    super(place, in, target, MAX_ROW_BYTES);
    this.backslash = backslash;
    this.preamble = new SqlPreamble(this, backslash);
  }

  /**
   * Opens a parser.
   *
   * @param in delivers the file from {@code target.start()} on; closed with the parser
   * @param backslashEscapes false when the SQL mode holds NO_BACKSLASH_ESCAPES
   */
  public static SqlParser open(
      FilePlace place, InputStream in, boolean backslashEscapes, ParseTarget target) {
    SqlParser parser = new SqlParser(place, in, backslashEscapes, target);
    parser.skipByteOrderMark();
    return parser;
  }

  @Override
  public boolean next(Row row) {
    if (position() >= target.end() || !preamble.seekRow()) {
      return false;
    }
    while (!readRow(row)) {
      refill(pos);
      pos = 0;
    }
    return true;
  }

  /**
   * Reads the row whose parenthesis opens at {@link #pos}.
   *
   * @return false if the block ends before the row does
   */
  private boolean readRow(Row row) {
    begin(row);
    final byte[] b = block.bytes;
    final int limit = block.limit;
    final boolean eof = block.eof;
    final int safe = eof ? limit : limit - LOOK_AHEAD;
    final long escapes = Swar.repeat('\\');
    int length = preamble.tokenBytes() + 1;
    int p = pos + 1;
    while (p < safe) {
      int c = b[p];
      switch (SqlTokens.CLASS[c & 0xff]) {
        case SqlTokens.BLANK:
          p++;
          break;
        case SqlTokens.QUOTE:
          {
            // One text: look for the quote or a backslash, eight bytes at a time.
            int start = p + 1;
            long quotes = Swar.repeat(c);
            long stops = backslash ? escapes : quotes;
            boolean plain = true;
            int q = start;
            for (; ; ) {
              long word = Bytes.littleEndianLong(b, q);
              long marks = firstZero(word ^ quotes) | firstZero(word ^ stops);
              if (marks == 0) {
                q += 8;
                if (q < limit) {
                  continue;
                }
                q = limit;
              } else {
                q += Swar.firstIndex(marks);
              }
              if (q >= limit - 1) {
                if (!eof) {
                  return false;
                }
                if (q >= limit) {
                  throw unterminated(limit);
                }
              }
              if (b[q] == c && b[q + 1] != c) {
                break;
              }
              plain = false;
              q += 2;
              if (q >= limit) {
                if (!eof) {
                  return false;
                }
                throw unterminated(limit);
              }
            }
            if (plain) {
              row.addSlice(Row.TEXT, b, start, q - start);
            } else {
              SqlLiterals.addEscapedText(row, b, start, q, (byte) c, backslash);
            }
            length += q + 1 - p;
            p = q + 1;
            break;
          }
        case SqlTokens.DIGIT:
        case SqlTokens.MINUS:
          {
            int end = readNumber(row, b, p, limit);
            if (end > p) {
              length += end - p;
              p = end;
            } else {
              long other = readOther(row, b, p, limit, eof);
              if (other < 0) {
                return false;
              }
              length += literalBytes(other);
              p = (int) other;
            }
            break;
          }
        case SqlTokens.CLOSE:
          deliver(row, block.offset(pos), block.offset(p + 1), length + 1);
          pos = p + 1;
          return true;
        default:
          if (isNull(b, p, limit)) {
            row.addNull();
            length += 4;
            p += 4;
          } else {
            long other = readOther(row, b, p, limit, eof);
            if (other < 0) {
              return false;
            }
            length += literalBytes(other);
            p = (int) other;
          }
      }
    }
    if (eof) {
      throw prematureEnd(block.offset(limit));
    }
    return false;
  }

  /**
   * Reads an integer of up to 19 digits, or a number with a point.
   *
   * @return behind it, or the same index if it is something else
   */
  private int readNumber(Row row, byte[] b, int p, int limit) {
    boolean negative = b[p] == '-';
    int d = negative ? p + 1 : p;
    long word = Bytes.littleEndianLong(b, d);
    int digits = Swar.leadingDigits(word);
    if (digits == 0) {
      return p;
    }
    long value = Swar.decimal(word, digits);
    int end = d + digits;
    if (digits == 8) {
      long second = Bytes.littleEndianLong(b, end);
      int more = Swar.leadingDigits(second);
      if (more > 0) {
        value = value * POWERS_OF_TEN[more] + Swar.decimal(second, more);
        end += more;
      }
      if (more == 8) {
        long third = Bytes.littleEndianLong(b, end);
        int last = Swar.leadingDigits(third);
        // Nineteen digits always fit 64 bits without a sign.
        if (last > 3) {
          return p;
        }
        if (last > 0) {
          value = value * POWERS_OF_TEN[last] + Swar.decimal(third, last);
          end += last;
        }
        if (negative && value < 0) {
          return p;
        }
      }
    }
    if (end >= limit) {
      return p;
    }
    if (!SqlTokens.BREAKS[b[end] & 0xff]) {
      return b[end] == '.' ? readFraction(row, b, p, end + 1, limit) : p;
    }
    if (negative) {
      row.addNumber(Row.SIGNED, -value);
    } else {
      row.addNumber(Row.UNSIGNED, value);
    }
    return end;
  }

  private static int readFraction(Row row, byte[] b, int p, int from, int limit) {
    int end = from;
    while (end < limit && !SqlTokens.BREAKS[b[end] & 0xff]) {
      end++;
    }
    if (end == limit) {
      return p;
    }
    row.addSlice(Row.TEXT, b, p, end - p);
    return end;
  }

  private static boolean isNull(byte[] b, int p, int limit) {
    long word = Bytes.littleEndianLong(b, p);
    boolean letters = ((word | 0x20202020L) & 0xffffffffL) == NULL_WORD;
    return letters && p + 4 < limit && SqlTokens.BREAKS[b[p + 4] & 0xff];
  }

  /**
   * Reads any token in a row.
   *
   * @return the index behind it, with the bytes of the literal (0 if it was skipped) in the upper
   *     half; negative if the token may go on behind the block
   */
  private long readOther(Row row, byte[] b, int p, int limit, boolean eof) {
    long token = SqlTokens.scan(b, p, limit, eof, backslash);
    int kind = SqlTokens.kind(token);
    int end = SqlTokens.end(token);
    switch (kind) {
      case SqlTokens.SKIPPED:
        return end;
      case SqlTokens.NEED_MORE:
        return -1;
      case SqlTokens.UNTERMINATED:
        throw unterminated(limit);
      case SqlTokens.ILLEGAL:
        throw illegal(p);
      case SqlTokens.UNQUOTED:
        if (isIntroducer(b, p, end)) {
          int next = SqlTokens.skipBlanks(b, end, limit);
          if (limit - next < 2 && !eof) {
            return -1;
          }
          refuseIntroducer(p, end, next);
        }
        row.addSlice(Row.TEXT, b, p, end - p);
        break;
      default:
        addLiteral(row, kind, p, end);
    }
    return (long) (end - p) << 32 | end;
  }

  private static int literalBytes(long read) {
    return (int) (read >>> 32);
  }

  private void addLiteral(Row row, int kind, int from, int to) {
    byte[] b = block.bytes;
    switch (kind) {
      case SqlTokens.NULL -> row.addNull();
      case SqlTokens.TRUE -> row.addNumber(Row.SIGNED, 1);
      case SqlTokens.FALSE -> row.addNumber(Row.SIGNED, 0);
      case SqlTokens.INTEGER -> SqlLiterals.addInteger(row, b, from, to);
      case SqlTokens.BIN -> SqlLiterals.addBits(row, b, from, to);
      case SqlTokens.HEX -> {
        if (!SqlLiterals.addHex(row, b, from, to)) {
          throw syntaxError(
              "invalid hexadecimal format, must even numbers, but " + (to - from - 3),
              "write an even number of digits between the quotes",
              block.offset(to));
        }
      }
      default -> throw unexpected(kind, from, to, "data literal");
    }
  }

  private static boolean isIntroducer(byte[] b, int from, int to) {
    return b[from] == '_' || to - from == 1 && (b[from] | 0x20) == 'n';
  }

  /**
   * Refuses {@code _binary 'x'} and {@code N'x'}, which would be two values and shift all columns
   * behind them.
   */
  private void refuseIntroducer(int from, int to, int next) {
    byte[] b = block.bytes;
    boolean literal =
        next < block.limit
            && (b[next] == '\''
                || b[next] == '"'
                || b[next] == '0' && b[next + 1] == 'x'
                || (b[next] | 0x20) == 'x' && b[next + 1] == '\'');
    if (literal) {
      throw syntaxError(
          "syntax error: "
              + SqlTokens.text(b, from, to)
              + " before a literal would be taken for a value of its own",
          "dump again with `mysqldump --hex-blob`, or remove the word",
          block.offset(to));
    }
  }

  ImportException unexpected(int kind, int from, int to, String expected) {
    int shown = Math.min(to, from + 256);
    return syntaxError(
        "syntax error: unexpected "
            + SqlTokens.name(kind)
            + " ("
            + redaction().value(SqlTokens.text(block.bytes, from, shown))
            + ") at offset "
            + block.offset(to)
            + ", expecting "
            + expected,
        "correct the file there; only rows of literals can be imported",
        block.offset(to));
  }

  ImportException prematureEnd(long offset) {
    return syntaxError(
        "syntax error: premature EOF at offset " + offset,
        "the file is cut short; copy or export it again",
        offset);
  }

  ImportException unterminated(int index) {
    return syntaxError(
        "syntax error: unexpected EOF",
        "a quote or comment is not closed; look at the text before this offset, or copy or export"
            + " the file again",
        block.offset(index));
  }

  ImportException illegal(int index) {
    return syntaxError(
        "syntax error", "expressions cannot be imported, only literals", block.offset(index));
  }
}
