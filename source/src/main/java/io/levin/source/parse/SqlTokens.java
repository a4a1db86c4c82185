package io.levin.source.parse;

import java.nio.charset.StandardCharsets;

/**
 * The tokens of a SQL data file, found one at a time. The longest match wins; see the table of
 * tokens in {@code docs/compatibility.md}. This is the general scanner: {@link SqlParser} has
 * shorter ways for the tokens that rows are made of.
 */
final class SqlTokens {
  /** Space, comma, semicolon, comment, {@code convert(} and {@code using utf8mb4)}. */
  static final int SKIPPED = 0;

  static final int ROW_BEGIN = 1;
  static final int ROW_END = 2;
  static final int VALUES = 3;
  static final int NULL = 4;
  static final int TRUE = 5;
  static final int FALSE = 6;
  static final int INTEGER = 7;
  static final int HEX = 8;
  static final int BIN = 9;
  static final int SINGLE_QUOTED = 10;
  static final int DOUBLE_QUOTED = 11;
  static final int BACK_QUOTED = 12;
  static final int UNQUOTED = 13;

  /** The token may go on behind the data that is in memory. */
  static final int NEED_MORE = 14;

  /** The file ends within a token. */
  static final int UNTERMINATED = 15;

  /** A {@code /} or {@code *} that starts no comment. */
  static final int ILLEGAL = 16;

  /** Classes of bytes at the start of a token. */
  static final byte WORD = 0;

  static final byte BLANK = 1;
  static final byte DIGIT = 2;
  static final byte MINUS = 3;
  static final byte QUOTE = 4;
  static final byte OPEN = 5;
  static final byte CLOSE = 6;
  static final byte SLASH = 7;
  static final byte BACK_QUOTE = 8;

  /** The class of every byte. */
  static final byte[] CLASS = new byte[256];

  /** Which bytes end an unquoted word. */
  static final boolean[] BREAKS = new boolean[256];

  static {
    for (char c : " \t\n\u000b\f\r,;".toCharArray()) {
      CLASS[c] = BLANK;
    }
    for (char c = '0'; c <= '9'; c++) {
      CLASS[c] = DIGIT;
    }
    CLASS['-'] = MINUS;
    CLASS['\''] = QUOTE;
    CLASS['"'] = QUOTE;
    CLASS['('] = OPEN;
    CLASS[')'] = CLOSE;
    CLASS['/'] = SLASH;
    CLASS['*'] = SLASH;
    CLASS['`'] = BACK_QUOTE;
    for (int i = 0; i < 256; i++) {
      BREAKS[i] = CLASS[i] != WORD && CLASS[i] != DIGIT && CLASS[i] != MINUS;
    }
  }

  private SqlTokens() {}

  /** The kind of a scanned token. */
  static int kind(long token) {
    return (int) (token >>> 32);
  }

  /** The index behind a scanned token. */
  static int end(long token) {
    return (int) token;
  }

  /** The name of a kind of token in messages. */
  static String name(int kind) {
    return switch (kind) {
      case ROW_BEGIN -> "RowBegin";
      case ROW_END -> "RowEnd";
      case VALUES -> "Values";
      case NULL -> "Null";
      case TRUE -> "True";
      case FALSE -> "False";
      case INTEGER -> "Integer";
      case HEX -> "HexString";
      case BIN -> "BinString";
      case SINGLE_QUOTED -> "SingleQuoted";
      case DOUBLE_QUOTED -> "DoubleQuoted";
      case BACK_QUOTED -> "BackQuoted";
      default -> "Unquoted";
    };
  }

  /**
   * Finds the token at {@code p}, which must be in the data.
   *
   * @return kind and end, for {@link #kind} and {@link #end}
   */
  static long scan(byte[] b, int p, int limit, boolean eof, boolean backslash) {
    switch (CLASS[b[p] & 0xff]) {
      case BLANK:
        return token(SKIPPED, p + 1);
      case OPEN:
        return token(ROW_BEGIN, p + 1);
      case CLOSE:
        return token(ROW_END, p + 1);
      case QUOTE:
        return quoted(b, p, limit, eof, backslash, b[p] == '\'' ? SINGLE_QUOTED : DOUBLE_QUOTED);
      case BACK_QUOTE:
        return quoted(b, p, limit, eof, false, BACK_QUOTED);
      case SLASH:
        return comment(b, p, limit, eof);
      case MINUS:
        if (p + 1 >= limit && !eof) {
          return token(NEED_MORE, p);
        }
        return p + 1 < limit && b[p + 1] == '-'
            ? lineComment(b, p, limit, eof)
            : word(b, p, limit, eof);
      default:
        return word(b, p, limit, eof);
    }
  }

  /** Whether a word is this one, in any case. */
  static boolean matches(byte[] b, int from, int to, String lower) {
    if (to - from != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      int c = b[from + i];
      int folded = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
      if (folded != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The first index that is no white space. */
  static int skipBlanks(byte[] b, int from, int limit) {
    int i = from;
    while (i < limit && CLASS[b[i] & 0xff] == BLANK && b[i] != ',' && b[i] != ';') {
      i++;
    }
    return i;
  }

  /** The text of a token, for names and messages. */
  static String text(byte[] b, int from, int to) {
    return new String(b, from, to - from, StandardCharsets.UTF_8);
  }

  private static long token(int kind, int end) {
    return (long) kind << 32 | end;
  }

  private static long quoted(byte[] b, int p, int limit, boolean eof, boolean backslash, int kind) {
    byte quote = b[p];
    int i = p + 1;
    while (i < limit) {
      byte c = b[i];
      if (c == quote) {
        if (i + 1 == limit && !eof) {
          return token(NEED_MORE, p);
        }
        if (i + 1 == limit || b[i + 1] != quote) {
          return token(kind, i + 1);
        }
        i += 2;
      } else {
        i += c == '\\' && backslash ? 2 : 1;
      }
    }
    return token(eof ? UNTERMINATED : NEED_MORE, p);
  }

  private static long comment(byte[] b, int p, int limit, boolean eof) {
    if (b[p] == '*') {
      return token(ILLEGAL, p);
    }
    if (p + 1 >= limit) {
      return token(eof ? ILLEGAL : NEED_MORE, p);
    }
    if (b[p + 1] != '*') {
      return token(ILLEGAL, p);
    }
    for (int i = p + 2; i + 1 < limit; i++) {
      if (b[i] == '*' && b[i + 1] == '/') {
        return token(SKIPPED, i + 2);
      }
    }
    return token(eof ? UNTERMINATED : NEED_MORE, p);
  }

  private static long lineComment(byte[] b, int p, int limit, boolean eof) {
    int i = p + 2;
    while (i < limit && b[i] != '\n' && b[i] != '\r') {
      i++;
    }
    return token(i == limit && !eof ? NEED_MORE : SKIPPED, i);
  }

  private static long word(byte[] b, int p, int limit, boolean eof) {
    int e = p + 1;
    while (e < limit && !BREAKS[b[e] & 0xff]) {
      e++;
    }
    if (e == limit && !eof) {
      return token(NEED_MORE, p);
    }
    int c = b[p] | 0x20;
    if (e - p == 1 && (c == 'x' || c == 'b') && e < limit && b[e] == '\'') {
      return prefixedLiteral(b, p, limit, eof, c == 'x');
    }
    switch (c) {
      case 'n':
        return token(matches(b, p, e, "null") ? NULL : UNQUOTED, e);
      case 't':
        return token(matches(b, p, e, "true") ? TRUE : UNQUOTED, e);
      case 'f':
        return token(matches(b, p, e, "false") ? FALSE : UNQUOTED, e);
      case 'v':
        return token(matches(b, p, e, "values") ? VALUES : UNQUOTED, e);
      case 'c':
        boolean convert = e < limit && b[e] == '(' && matches(b, p, e, "convert");
        return convert ? token(SKIPPED, e + 1) : token(UNQUOTED, e);
      case 'u':
        return using(b, p, e, limit, eof);
      default:
        return token(numberKind(b, p, e), e);
    }
  }

  /** {@code x'0a'} or {@code b'01'}; anything else is the word, and the quoted text follows. */
  private static long prefixedLiteral(byte[] b, int p, int limit, boolean eof, boolean hex) {
    int i = p + 2;
    while (i < limit && (hex ? isHexDigit(b[i]) : b[i] == '0' || b[i] == '1')) {
      i++;
    }
    if (i == limit && !eof) {
      return token(NEED_MORE, p);
    }
    boolean closed = i < limit && b[i] == '\'';
    return closed ? token(hex ? HEX : BIN, i + 1) : token(UNQUOTED, p + 1);
  }

  private static long using(byte[] b, int p, int e, int limit, boolean eof) {
    String rest = " utf8mb4)";
    if (!matches(b, p, e, "using")) {
      return token(UNQUOTED, e);
    }
    if (e + rest.length() > limit) {
      return eof ? token(UNQUOTED, e) : token(NEED_MORE, p);
    }
    return matches(b, e, e + rest.length(), rest)
        ? token(SKIPPED, e + rest.length())
        : token(UNQUOTED, e);
  }

  private static int numberKind(byte[] b, int p, int e) {
    if (b[p] == '0' && e - p > 2 && (b[p + 1] == 'x' || b[p + 1] == 'b')) {
      boolean hex = b[p + 1] == 'x';
      for (int i = p + 2; i < e; i++) {
        if (hex ? !isHexDigit(b[i]) : b[i] != '0' && b[i] != '1') {
          return UNQUOTED;
        }
      }
      return hex ? HEX : BIN;
    }
    int from = b[p] == '-' ? p + 1 : p;
    for (int i = from; i < e; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return UNQUOTED;
      }
    }
    return from < e ? INTEGER : UNQUOTED;
  }

  static boolean isHexDigit(byte b) {
    int folded = b | 0x20;
    return b >= '0' && b <= '9' || folded >= 'a' && folded <= 'f';
  }
}
