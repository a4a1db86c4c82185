package io.levin.source.parse;

import static io.levin.source.parse.Swar.firstZero;

import io.levin.base.Bytes;
import io.levin.base.Row;

/** What the literals of a SQL row stand for. */
final class SqlLiterals {
  private static final long MAX_TENTH = Long.divideUnsigned(-1L, 10);

  private SqlLiterals() {}

  /**
   * Adds an integer token: unsigned without a sign, signed with one, text if it does not fit 64
   * bits.
   */
  static void addInteger(Row row, byte[] b, int from, int to) {
    boolean negative = b[from] == '-';
    long value = 0;
    boolean fits = true;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      int digit = b[i] - '0';
      if (Long.compareUnsigned(value, MAX_TENTH) > 0) {
        fits = false;
        break;
      }
      long next = value * 10 + digit;
      if (Long.compareUnsigned(next, digit) < 0) {
        fits = false;
        break;
      }
      value = next;
    }
    if (!fits || negative && Long.compareUnsigned(value, Long.MIN_VALUE) > 0) {
      row.addSlice(Row.TEXT, b, from, to - from);
    } else if (negative) {
      row.addNumber(Row.SIGNED, -value);
    } else {
      row.addNumber(Row.UNSIGNED, value);
    }
  }

  /**
   * Adds a quoted text that holds escapes or doubled quotes.
   *
   * @param from behind the opening quote
   * @param to before the closing quote
   */
  static void addEscapedText(Row row, byte[] b, int from, int to, byte quote, boolean backslash) {
    byte[] out = row.scratch(to - from + 8);
    int start = row.scratchPosition();
    row.addScratch(Row.TEXT, unescape(b, from, to, quote, backslash, out, start) - start);
  }

  /**
   * Resolves escapes and doubled quotes.
   *
   * @param out has room for the input and 8 bytes more
   * @return where the output ends
   */
  static int unescape(
      byte[] b, int from, int to, byte quote, boolean backslash, byte[] out, int start) {
    long quotes = Swar.repeat(quote);
    long escapes = Swar.repeat(backslash ? '\\' : quote);
    int o = start;
    int i = from;
    while (i < to) {
      long word = Bytes.littleEndianLong(b, i);
      long marks = firstZero(word ^ quotes) | firstZero(word ^ escapes);
      int plain = marks == 0 ? 8 : Swar.firstIndex(marks);
      Bytes.putLittleEndianLong(out, o, word);
      int step = Math.min(plain, to - i);
      o += step;
      i += step;
      if (plain < 8 && i < to) {
        out[o++] = b[i] == quote ? quote : unescaped(b[i + 1]);
        i += 2;
      }
    }
    return o;
  }

  /** What a backslash and this byte stand for. */
  static byte unescaped(byte c) {
    return switch (c) {
      case '0' -> 0;
      case 'b' -> '\b';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'Z' -> 0x1a;
      default -> c;
    };
  }

  /**
   * Adds a hexadecimal literal of either form.
   *
   * @return false if it is {@code x'...'} with an odd number of digits
   */
  static boolean addHex(Row row, byte[] b, int from, int to) {
    boolean quoted = b[from] != '0';
    int first = from + 2;
    int end = quoted ? to - 1 : to;
    int digits = end - first;
    if (quoted && (digits & 1) != 0) {
      return false;
    }
    byte[] out = row.scratch((digits + 1) / 2);
    int start = row.scratchPosition();
    int o = start;
    int i = first;
    if ((digits & 1) != 0) {
      out[o++] = (byte) Character.digit(b[i++], 16);
    }
    for (; i < end; i += 2) {
      out[o++] = (byte) (Character.digit(b[i], 16) << 4 | Character.digit(b[i + 1], 16));
    }
    row.addScratch(Row.BINARY, o - start);
    return true;
  }

  /** Adds a binary literal of either form, its bits aligned at the right. */
  static void addBits(Row row, byte[] b, int from, int to) {
    int first = from + 2;
    int end = b[from] == '0' ? to : to - 1;
    int bits = end - first;
    int bytes = (bits + 7) / 8;
    byte[] out = row.scratch(bytes);
    int start = row.scratchPosition();
    java.util.Arrays.fill(out, start, start + bytes, (byte) 0);
    for (int i = 0; i < bits; i++) {
      if (b[end - 1 - i] == '1') {
        out[start + bytes - 1 - i / 8] |= (byte) (1 << (i & 7));
      }
    }
    row.addScratch(Row.BINARY, bytes);
  }
}
