package io.levin.playground.tidb.sql;

import io.levin.playground.tidb.wire.SqlError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts a text into words as TiDB does: comments fall out, the content of {@code /*! ... *}{@code /}
 * and of TiDB's own feature comments counts. Works on bytes, since strings need not be UTF-8.
 */
final class Lexer {
  /** Features whose comments TiDB reads. */
  private static final Set<String> FEATURES =
      Set.of(
          "auto_rand",
          "auto_id_cache",
          "auto_rand_base",
          "clustered_index",
          "force_inc",
          "placement",
          "ttl",
          "global_index",
          "pre_split");

  private static final String[] SYMBOLS = {
    "<=>", "->>", "<=", ">=", "<>", "!=", "<<", ">>", "||", "&&", ":=", "->"
  };

  private final byte[] text;
  private final boolean ansiQuotes;
  private final boolean backslashEscapes;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int openComments;

  /**
   * @param ansiQuotes double quotes stand around names
   * @param backslashEscapes a backslash in a string escapes
   */
  Lexer(byte[] text, boolean ansiQuotes, boolean backslashEscapes) {
    this.text = text;
    this.ansiQuotes = ansiQuotes;
    this.backslashEscapes = backslashEscapes;
  }

  List<Token> tokens() {
    while (true) {
      skipBlanksAndComments();
      if (at >= text.length) {
        return tokens;
      }
      next();
    }
  }

  private void next() {
    int start = at;
    int c = text[at] & 0xff;
    switch (c) {
      case '\'' -> string(start, "");
      case '"' -> {
        if (ansiQuotes) {
          name(start, (byte) '"');
        } else {
          string(start, "");
        }
      }
      case '`' -> name(start, (byte) '`');
      case '@' -> variable(start);
      case '?' -> {
        at++;
        add(Token.Kind.PARAMETER, "?", null, start);
      }
      default -> {
        if (c >= '0' && c <= '9' || c == '.' && digitAt(at + 1) && !afterName()) {
          number(start);
        } else if (wordByte(c)) {
          word(start);
        } else {
          symbol(start);
        }
      }
    }
  }

  /** Whether the dot here follows a name directly, as in {@code t.1}. */
  private boolean afterName() {
    if (tokens.isEmpty()) {
      return false;
    }
    Token last = tokens.get(tokens.size() - 1);
    return last.isName() && last.end() == at;
  }

  private void word(int start) {
    int end = endOfWord(at);
    String word = new String(text, start, end - start, StandardCharsets.UTF_8);
    int quote = end < text.length ? text[end] : 0;
    if (quote == '\'' && word.length() == 1 && "xXbBnN".contains(word)) {
      at = end;
      switch (word.charAt(0)) {
        case 'x', 'X' -> binary(start, quoted(), 16);
        case 'b', 'B' -> binary(start, quoted(), 2);
        default -> string(start, "utf8mb4");
      }
      return;
    }
    if (word.startsWith("_") && introducer(word)) {
      int look = end;
      while (look < text.length && (text[look] == ' ' || text[look] == '\t')) {
        look++;
      }
      if (look < text.length && (text[look] == '\'' || text[look] == '"' && !ansiQuotes)) {
        at = look;
        string(start, word.substring(1).toLowerCase(Locale.ROOT));
        return;
      }
      if (look + 1 < text.length && (text[look] == 'x' || text[look] == 'X' || text[look] == '0')) {
        at = look; // the introducer of a hexadecimal literal changes nothing here
        return;
      }
    }
    at = end;
    add(Token.Kind.WORD, word, null, start);
  }

  private static boolean introducer(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "_utf8", "_utf8mb3", "_utf8mb4", "_binary", "_latin1", "_ascii", "_gbk" -> true;
      default -> false;
    };
  }

  private void number(int start) {
    if (text[at] == '0' && at + 2 < text.length && (text[at + 1] == 'x' || text[at + 1] == 'b')) {
      int radix = text[at + 1] == 'x' ? 16 : 2;
      int end = at + 2;
      while (end < text.length && Character.digit(text[end], radix) >= 0) {
        end++;
      }
      if (end > at + 2 && (end == text.length || !wordByte(text[end] & 0xff))) {
        String digits = new String(text, at + 2, end - at - 2, StandardCharsets.US_ASCII);
        at = end;
        binary(start, digits, radix);
        return;
      }
    }
    int end = at;
    while (digitAt(end)) {
      end++;
    }
    boolean whole = true;
    if (end < text.length && text[end] == '.') {
      whole = false;
      end++;
      while (digitAt(end)) {
        end++;
      }
    }
    if (end < text.length && (text[end] == 'e' || text[end] == 'E')) {
      int digits = end + 1;
      if (digits < text.length && (text[digits] == '+' || text[digits] == '-')) {
        digits++;
      }
      if (digitAt(digits)) {
        whole = false;
        end = digits;
        while (digitAt(end)) {
          end++;
        }
      }
    }
    if (whole && end < text.length && wordByte(text[end] & 0xff)) {
      at = endOfWord(at); // a name may begin with digits
      add(
          Token.Kind.WORD,
          new String(text, start, at - start, StandardCharsets.UTF_8),
          null,
          start);
      return;
    }
    at = end;
    add(
        Token.Kind.NUMBER,
        new String(text, start, end - start, StandardCharsets.US_ASCII),
        null,
        start);
  }

  private void symbol(int start) {
    for (String symbol : SYMBOLS) {
      if (startsWith(symbol)) {
        at += symbol.length();
        add(Token.Kind.SYMBOL, symbol, null, start);
        return;
      }
    }
    int c = text[at] & 0xff;
    if ("+-*/%=<>!(),.;~^&|{}:".indexOf(c) < 0) {
      throw SqlError.syntax(text, at, at + 1);
    }
    at++;
    add(Token.Kind.SYMBOL, String.valueOf((char) c), null, start);
  }

  private void variable(int start) {
    at++;
    if (at < text.length && text[at] == '@') {
      at++;
      StringBuilder name = new StringBuilder();
      while (true) {
        if (at < text.length && text[at] == '`') {
          name.append(new String(quotedBytes((byte) '`', false), StandardCharsets.UTF_8));
        } else {
          int end = endOfWord(at);
          name.append(new String(text, at, end - at, StandardCharsets.UTF_8));
          at = end;
        }
        if (at < text.length && text[at] == '.') {
          name.append('.');
          at++;
        } else {
          break;
        }
      }
      add(Token.Kind.SYSTEM_VARIABLE, name.toString(), null, start);
      return;
    }
    String name;
    if (at < text.length && (text[at] == '`' || text[at] == '\'' || text[at] == '"')) {
      name = new String(quotedBytes(text[at], false), StandardCharsets.UTF_8);
    } else {
      int end = at;
      while (end < text.length && (wordByte(text[end] & 0xff) || text[end] == '.')) {
        end++;
      }
      name = new String(text, at, end - at, StandardCharsets.UTF_8);
      at = end;
    }
    add(Token.Kind.USER_VARIABLE, name, null, start);
  }

  private void name(int start, byte quote) {
    byte[] bytes = quotedBytes(quote, false);
    add(Token.Kind.QUOTED, new String(bytes, StandardCharsets.UTF_8), null, start);
  }

  private void string(int start, String charset) {
    add(Token.Kind.STRING, charset, quotedBytes(text[at], backslashEscapes), start);
  }

  private String quoted() {
    return new String(quotedBytes((byte) '\'', false), StandardCharsets.US_ASCII);
  }

  private void binary(int start, String digits, int radix) {
    int perByte = radix == 16 ? 2 : 8;
    int bytes = (digits.length() + perByte - 1) / perByte;
    byte[] out = new byte[bytes];
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(digits.length() - 1 - i), radix);
      if (digit < 0 || radix == 16 && text[start] != '0' && digits.length() % 2 != 0) {
        throw SqlError.syntax(text, start, at);
      }
      out[bytes - 1 - i / perByte] |= (byte) (digit << (radix == 16 ? 4 : 1) * (i % perByte));
    }
    add(Token.Kind.BINARY, radix == 16 ? "x" : "b", out, start);
  }

  /** Reads from an opening quote to behind the closing one. */
  private byte[] quotedBytes(byte quote, boolean escapes) {
    int start = at;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int from = ++at;
    while (at < text.length) {
      byte c = text[at];
      if (c == quote) {
        out.write(text, from, at - from);
        if (at + 1 < text.length && text[at + 1] == quote) {
          out.write(quote);
          at += 2;
          from = at;
          continue;
        }
        at++;
        return out.toByteArray();
      }
      if (escapes && c == '\\' && at + 1 < text.length) {
        out.write(text, from, at - from);
        escape(out, text[at + 1]);
        at += 2;
        from = at;
        continue;
      }
      at++;
    }
    throw SqlError.syntax(text, start, text.length);
  }

  private static void escape(ByteArrayOutputStream out, byte c) {
    switch (c) {
      case '0' -> out.write(0);
      case 'b' -> out.write('\b');
      case 'n' -> out.write('\n');
      case 'r' -> out.write('\r');
      case 't' -> out.write('\t');
      case 'Z' -> out.write(26);
      case '%', '_' -> {
        out.write('\\');
        out.write(c);
      }
      default -> out.write(c);
    }
  }

  private void skipBlanksAndComments() {
    while (at < text.length) {
      int c = text[at];
      if (c == ' ' || c >= '\t' && c <= '\r') {
        at++;
      } else if (c == '#' || startsWith("--") && blankAt(at + 2)) {
        while (at < text.length && text[at] != '\n') {
          at++;
        }
      } else if (startsWith("*/") && openComments > 0) {
        openComments--;
        at += 2;
      } else if (startsWith("/*")) {
        comment();
      } else {
        return;
      }
    }
  }

  private void comment() {
    if (startsWith("/*!")) {
      at += 3;
      while (digitAt(at)) {
        at++;
      }
      openComments++;
      return;
    }
    if (startsWith("/*T!")) {
      int look = at + 4;
      boolean known = true;
      if (look < text.length && text[look] == '[') {
        int close = look;
        while (close < text.length && text[close] != ']') {
          close++;
        }
        String features = new String(text, look + 1, close - look - 1, StandardCharsets.UTF_8);
        for (String feature : features.split(",")) {
          known &= FEATURES.contains(feature.trim());
        }
        look = close + 1;
      }
      if (known) {
        at = look;
        openComments++;
        return;
      }
    }
    int start = at;
    at += 2;
    while (at + 1 < text.length && !(text[at] == '*' && text[at + 1] == '/')) {
      at++;
    }
    if (at + 1 >= text.length) {
      throw SqlError.syntax(text, start, text.length);
    }
    at += 2;
  }

  private void add(Token.Kind kind, String word, byte[] bytes, int start) {
    tokens.add(new Token(kind, word, bytes, start, at));
  }

  private boolean startsWith(String what) {
    if (at + what.length() > text.length) {
      return false;
    }
    for (int i = 0; i < what.length(); i++) {
      if (text[at + i] != what.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean blankAt(int position) {
    return position >= text.length || text[position] <= ' ' && text[position] >= 0;
  }

  private boolean digitAt(int position) {
    return position < text.length && text[position] >= '0' && text[position] <= '9';
  }

  private int endOfWord(int from) {
    int end = from;
    while (end < text.length && wordByte(text[end] & 0xff)) {
      end++;
    }
    return end;
  }

  private static boolean wordByte(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '$'
        || c >= 0x80;
  }
}
