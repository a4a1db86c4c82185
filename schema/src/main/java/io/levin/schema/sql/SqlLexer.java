package io.levin.schema.sql;

import io.levin.schema.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a statement into tokens.
 *
 * <p>Comments are left out. What MySQL ({@code /*!40101 … *}{@code /}) and TiDB ({@code /*T!
 * …*}{@code /}, {@code /*T![feature] …*}{@code /}) execute although it looks like a comment is not:
 * its tokens appear as if the marks around it were not there.
 */
public final class SqlLexer {
  private final String sql;
  private final boolean ansiQuotes;
  private final boolean backslashEscapes;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean inExecutableComment;

  private SqlLexer(String sql, SqlMode mode) {
    this.sql = sql;
    this.ansiQuotes = mode.ansiQuotes();
    this.backslashEscapes = !mode.noBackslashEscapes();
  }

  /**
   * All tokens of a text.
   *
   * @param sql one or more statements
   * @param mode decides what quotes and backslashes mean
   * @return the tokens; the last one is {@link Kind#END}
   * @throws SqlSyntaxException when a quote or a comment is not closed
   */
  public static List<Token> tokens(String sql, SqlMode mode) {
    SqlLexer lexer = new SqlLexer(sql, mode);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (true) {
      skipBlanksAndComments();
      if (at >= sql.length()) {
        tokens.add(new Token(Kind.END, "", sql.length(), sql.length()));
        return;
      }
      next();
    }
  }

  private void skipBlanksAndComments() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '#' || (c == '-' && isDashComment())) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end + 1;
      } else if (sql.startsWith("/*", at)) {
        enterComment();
      } else if (inExecutableComment && sql.startsWith("*/", at)) {
        inExecutableComment = false;
        at += 2;
      } else {
        return;
      }
    }
  }

  private boolean isDashComment() {
    return sql.startsWith("--", at)
        && (at + 2 == sql.length() || Character.isWhitespace(sql.charAt(at + 2)));
  }

  private void enterComment() {
    if (sql.startsWith("/*!", at)) {
      at += 3;
      int digits = at;
      while (digits < sql.length() && digits < at + 6 && isDigit(sql.charAt(digits))) {
        digits++;
      }
      at = digits - at >= 5 ? digits : at;
      inExecutableComment = true;
    } else if (sql.startsWith("/*T!", at)) {
      int behind = at + 4;
      if (behind < sql.length() && sql.charAt(behind) == '[') {
        int close = sql.indexOf(']', behind);
        if (close < 0) {
          throw new SqlSyntaxException("comment is not closed", at);
        }
        behind = close + 1;
      }
      at = behind;
      inExecutableComment = true;
    } else {
      int end = sql.indexOf("*/", at + 2);
      if (end < 0) {
        throw new SqlSyntaxException("comment is not closed", at);
      }
      at = end + 2;
    }
  }

  private void next() {
    char c = sql.charAt(at);
    char following = at + 1 < sql.length() ? sql.charAt(at + 1) : 0;
    if (c == '`' || (c == '"' && ansiQuotes)) {
      quotedName(c);
    } else if (c == '\'' || c == '"') {
      string(c);
    } else if ((c == 'x' || c == 'X') && following == '\'') {
      quotedDigits(Kind.HEX);
    } else if ((c == 'b' || c == 'B') && following == '\'') {
      quotedDigits(Kind.BIT);
    } else if ((c == 'n' || c == 'N') && following == '\'') {
      at++;
      string('\'');
    } else if (isDigit(c) || (c == '.' && isDigit(following) && !nameBefore())) {
      numberOrName();
    } else if (isNamePart(c)) {
      int start = at;
      while (at < sql.length() && isNamePart(sql.charAt(at))) {
        at++;
      }
      add(Kind.WORD, sql.substring(start, at), start);
    } else if (c == '@') {
      variable();
    } else {
      symbol();
    }
  }

  /** Whether a point right here joins names, as in {@code t.1a}. */
  private boolean nameBefore() {
    if (tokens.isEmpty()) {
      return false;
    }
    Token last = tokens.get(tokens.size() - 1);
    return last.isName() && last.end() == at;
  }

  private void quotedName(char quote) {
    int start = at++;
    StringBuilder name = new StringBuilder();
    while (true) {
      if (at >= sql.length()) {
        throw new SqlSyntaxException("quoted name is not closed", start);
      }
      char c = sql.charAt(at++);
      if (c == quote) {
        if (at < sql.length() && sql.charAt(at) == quote) {
          at++;
        } else {
          break;
        }
      }
      name.append(c);
    }
    add(Kind.QUOTED_NAME, name.toString(), start);
  }

  private void string(char quote) {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (true) {
      if (at >= sql.length()) {
        throw new SqlSyntaxException("string is not closed", start);
      }
      char c = sql.charAt(at++);
      if (c == quote) {
        if (at < sql.length() && sql.charAt(at) == quote) {
          at++;
        } else {
          break;
        }
      } else if (c == '\\' && backslashEscapes && at < sql.length()) {
        escape(sql.charAt(at++), value);
        continue;
      }
      value.append(c);
    }
    add(Kind.STRING, value.toString(), start);
  }

  private static void escape(char c, StringBuilder value) {
    switch (c) {
      case '0' -> value.append('\0');
      case 'b' -> value.append('\b');
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case 'Z' -> value.append('\u001a');
      case '%', '_' -> value.append('\\').append(c);
      default -> value.append(c);
    }
  }

  private void quotedDigits(Kind kind) {
    int start = at;
    int end = sql.indexOf('\'', at + 2);
    if (end < 0) {
      throw new SqlSyntaxException("literal is not closed", start);
    }
    at = end + 1;
    add(kind, sql.substring(start + 2, end), start);
  }

  private void numberOrName() {
    int start = at;
    if (prefixedDigits("0x", 16, Kind.HEX) || prefixedDigits("0b", 2, Kind.BIT)) {
      return;
    }
    Kind kind = Kind.INTEGER;
    skipDigits();
    if (at < sql.length() && sql.charAt(at) == '.') {
      kind = Kind.DECIMAL;
      at++;
      skipDigits();
    }
    int behindMantissa = at;
    if (at < sql.length() && (sql.charAt(at) == 'e' || sql.charAt(at) == 'E')) {
      at++;
      if (at < sql.length() && (sql.charAt(at) == '+' || sql.charAt(at) == '-')) {
        at++;
      }
      int digits = at;
      skipDigits();
      if (at > digits) {
        kind = Kind.FLOAT;
      } else {
        at = behindMantissa;
      }
    }
    if (kind == Kind.INTEGER && at < sql.length() && isNamePart(sql.charAt(at))) {
      while (at < sql.length() && isNamePart(sql.charAt(at))) {
        at++;
      }
      kind = Kind.WORD;
    }
    add(kind, sql.substring(start, at), start);
  }

  private boolean prefixedDigits(String prefix, int radix, Kind kind) {
    if (!sql.startsWith(prefix, at)) {
      return false;
    }
    int end = at + prefix.length();
    while (end < sql.length() && Character.digit(sql.charAt(end), radix) >= 0) {
      end++;
    }
    if (end == at + prefix.length() || (end < sql.length() && isNamePart(sql.charAt(end)))) {
      return false;
    }
    int start = at;
    at = end;
    add(kind, sql.substring(start + prefix.length(), end), start);
    return true;
  }

  private void skipDigits() {
    while (at < sql.length() && isDigit(sql.charAt(at))) {
      at++;
    }
  }

  private void variable() {
    int start = at;
    while (at < sql.length() && sql.charAt(at) == '@') {
      at++;
    }
    if (at < sql.length() && (sql.charAt(at) == '`' || sql.charAt(at) == '\'')) {
      char quote = sql.charAt(at);
      int end = sql.indexOf(quote, at + 1);
      if (end < 0) {
        throw new SqlSyntaxException("variable is not closed", start);
      }
      at = end + 1;
    } else {
      while (at < sql.length() && (isNamePart(sql.charAt(at)) || sql.charAt(at) == '.')) {
        at++;
      }
    }
    add(Kind.VARIABLE, sql.substring(start, at), start);
  }

  private void symbol() {
    int start = at;
    for (String symbol : SYMBOLS) {
      if (sql.startsWith(symbol, at)) {
        at += symbol.length();
        add(Kind.SYMBOL, symbol, start);
        return;
      }
    }
    at++;
    add(Kind.SYMBOL, sql.substring(start, at), start);
  }

  /** Those of more than one character, longest first. */
  private static final String[] SYMBOLS = {
    "<=>", "->>", "->", "<=", ">=", "<>", "!=", "<<", ">>", "&&", "||", ":="
  };

  private void add(Kind kind, String text, int start) {
    tokens.add(new Token(kind, text, start, at));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || isDigit(c)
        || c == '_'
        || c == '$'
        || c >= 0x80;
  }
}
