package io.levin.source.parse;

/**
 * The tokens of a CSV dialect as tables: what each byte may begin, outside and inside of quotes.
 */
final class CsvDialect {
  static final byte ORDINARY = 0;
  static final byte TERMINATOR = 1;
  static final byte SEPARATOR = 2;
  static final byte QUOTE = 3;
  static final byte ESCAPE = 4;

  /** The byte begins a token of several bytes, or more than one token. */
  static final byte SEVERAL = 5;

  /** The answer of {@link #match} when the data ends before the decision. */
  static final int NEED_MORE = -1;

  final byte[] separator;
  final byte[] delimiter;
  final byte[] terminator;
  final int escape;
  final boolean trimLastSeparator;

  /** Whether bytes above ASCII are UTF-8, so that they may be white space. */
  private final boolean utf8;

  /** What a byte is outside of quotes. */
  final byte[] outside = new byte[256];

  /** What a byte is inside of quotes. */
  final byte[] inside = new byte[256];

  CsvDialect(CsvOptions options) {
    this.separator = options.separatorBytes();
    this.delimiter = options.delimiterBytes();
    this.terminator = options.terminatorBytes();
    this.escape = options.escape();
    this.trimLastSeparator = options.trimLastSeparator();
    this.utf8 = options.characterSet() == DataCharset.BINARY;
    // In reverse order of precedence.
    mark(outside, new byte[] {(byte) escape}, escape >= 0 ? ESCAPE : ORDINARY);
    mark(inside, new byte[] {(byte) escape}, escape >= 0 ? ESCAPE : ORDINARY);
    mark(outside, delimiter, QUOTE);
    mark(inside, delimiter, QUOTE);
    mark(outside, separator, SEPARATOR);
    if (terminator.length > 0) {
      mark(outside, terminator, TERMINATOR);
    } else {
      outside['\n'] = TERMINATOR;
      outside['\r'] = TERMINATOR;
    }
  }

  /**
   * The token of type {@link #SEVERAL} at an index, tried in the order of precedence.
   *
   * @return its type with its length in the upper half, 0 if the byte is ordinary, or {@link
   *     #NEED_MORE}
   */
  int match(byte[] b, int p, int limit, boolean eof, boolean quoted) {
    if (!quoted) {
      int found =
          terminator.length == 0
              ? b[p] == '\n' || b[p] == '\r' ? 1 : 0
              : prefix(terminator, b, p, limit, eof);
      if (found != 0) {
        return found < 0 ? NEED_MORE : token(TERMINATOR, found);
      }
      found = prefix(separator, b, p, limit, eof);
      if (found != 0) {
        return found < 0 ? NEED_MORE : token(SEPARATOR, found);
      }
    }
    int found = prefix(delimiter, b, p, limit, eof);
    if (found != 0) {
      return found < 0 ? NEED_MORE : token(QUOTE, found);
    }
    return escape >= 0 && b[p] == (byte) escape ? token(ESCAPE, 1) : ORDINARY;
  }

  /** Whether the delimiter stands at an index: 1, 0 or {@link #NEED_MORE}. */
  int delimiterAt(byte[] b, int p, int limit, boolean eof) {
    int found = prefix(delimiter, b, p, limit, eof);
    return Math.min(found, 1);
  }

  static int type(int token) {
    return token & 0xffff;
  }

  static int length(int token) {
    return token >>> 16;
  }

  /**
   * Whether a slice is only white space, of ASCII or of Unicode in UTF-8; the same bytes are
   * letters in other character sets.
   */
  boolean isBlank(byte[] b, int from, int to) {
    int i = from;
    while (i < to) {
      int length = whiteSpace(b, i, to);
      if (length == 0) {
        return false;
      }
      i += length;
    }
    return true;
  }

  /** The length of the white-space character at an index, or 0. */
  private int whiteSpace(byte[] b, int i, int to) {
    int c = b[i] & 0xff;
    if (c < 0x80) {
      return c == ' ' || c >= 0x09 && c <= 0x0d ? 1 : 0;
    }
    if (!utf8) {
      return 0;
    }
    int second = i + 1 < to ? b[i + 1] & 0xff : 0;
    if (c == 0xc2) {
      return second == 0x85 || second == 0xa0 ? 2 : 0;
    }
    int third = i + 2 < to ? b[i + 2] & 0xff : 0;
    boolean space =
        switch (c << 8 | second) {
          case 0xe19a, 0xe380 -> third == 0x80;
          case 0xe280 ->
              third >= 0x80 && third <= 0x8a || third == 0xa8 || third == 0xa9 || third == 0xaf;
          case 0xe281 -> third == 0x9f;
          default -> false;
        };
    return space ? 3 : 0;
  }

  private static int token(int type, int length) {
    return length << 16 | type;
  }

  private static void mark(byte[] table, byte[] token, byte type) {
    if (token.length == 0 || type == ORDINARY) {
      return;
    }
    int first = token[0] & 0xff;
    table[first] = token.length > 1 || table[first] != ORDINARY ? SEVERAL : type;
  }

  /** The length of a token that stands at an index, 0 if it does not, or {@link #NEED_MORE}. */
  private static int prefix(byte[] token, byte[] b, int p, int limit, boolean eof) {
    if (token.length == 0) {
      return 0;
    }
    for (int i = 0; i < token.length; i++) {
      if (p + i >= limit) {
        return eof ? 0 : NEED_MORE;
      }
      if (b[p + i] != token[i]) {
        return 0;
      }
    }
    return token.length;
  }
}
