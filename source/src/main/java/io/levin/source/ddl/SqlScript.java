package io.levin.source.ddl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the statements in a script, and words and names in a statement, minding quotes and
 * comments. It knows no grammar beyond that.
 */
final class SqlScript {
  private final String text;
  private int pos;

  SqlScript(String text) {
    this.text = text;
  }

  /**
   * A piece of a statement that is no comment and no blank.
   *
   * @param text as written
   * @param start index of its first character
   * @param end index behind its last one
   */
  record Piece(String text, int start, int end) {
    boolean is(String word) {
      return text.equalsIgnoreCase(word);
    }

    boolean isName() {
      char first = text.charAt(0);
      return first == '`'
          || first == '"'
          || Character.isLetterOrDigit(first)
          || first == '_'
          || first == '$';
    }
  }

  /**
   * The statements of a script, without what ends them. Statements of nothing but comments are left
   * out, which drops {@code /*!40101 SET NAMES binary*}{@code /}.
   *
   * @param rest receives the text behind the last semicolon, if it is more than comments
   */
  static List<String> split(String text, List<String> rest) {
    List<String> statements = new ArrayList<>();
    SqlScript script = new SqlScript(text);
    int start = 0;
    boolean empty = true;
    for (Piece piece = script.next(); piece != null; piece = script.next()) {
      if (!piece.text.equals(";")) {
        empty = false;
        continue;
      }
      if (!empty) {
        statements.add(text.substring(start, piece.start).strip());
      }
      start = piece.end;
      empty = true;
    }
    if (!empty) {
      rest.add(text.substring(start).strip());
    }
    return statements;
  }

  /**
   * A statement with blanks in the place of everything that stands in quotes, comments or
   * parentheses: what is left of a CREATE TABLE are its options. Comments that a server executes
   * stay. As long as the statement.
   */
  static String outside(String statement) {
    SqlScript script = new SqlScript(statement);
    char[] left = new char[statement.length()];
    Arrays.fill(left, ' ');
    int depth = 0;
    while (script.pos < left.length) {
      int start = script.pos;
      char c = statement.charAt(start);
      if (c == '\'' || c == '"' || c == '`') {
        script.pos = script.quotedEnd(start);
        if (depth == 0) {
          left[start] = c;
          left[script.pos - 1] = c;
        }
        continue;
      }
      if (statement.startsWith("/*!", start) || statement.startsWith("/*T!", start)) {
        script.pos += 2;
        continue;
      }
      int end = script.commentEnd(start);
      script.pos = Math.max(end, start + 1);
      if (end > start) {
        continue;
      }
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (depth == 0) {
        left[start] = c;
      }
    }
    return new String(left);
  }

  /** The next piece, or null at the end. */
  Piece next() {
    skipBlanksAndComments();
    if (pos >= text.length()) {
      return null;
    }
    int start = pos;
    char c = text.charAt(pos);
    if (c == '\'' || c == '"' || c == '`') {
      pos = quotedEnd(pos);
    } else if (isWord(c)) {
      while (pos < text.length() && isWord(text.charAt(pos))) {
        pos++;
      }
    } else {
      pos++;
    }
    return new Piece(text.substring(start, pos), start, pos);
  }

  private void skipBlanksAndComments() {
    while (pos < text.length()) {
      char c = text.charAt(pos);
      int end = Character.isWhitespace(c) || c == '\u00a0' ? pos + 1 : commentEnd(pos);
      if (end == pos) {
        return;
      }
      pos = end;
    }
  }

  /** Where the comment ends that begins at an index; the index itself when none does. */
  private int commentEnd(int start) {
    if (text.startsWith("/*", start)) {
      int end = text.indexOf("*/", start + 2);
      return end < 0 ? text.length() : end + 2;
    }
    if (text.charAt(start) == '#' || text.startsWith("--", start) && endsDashes(start + 2)) {
      int end = text.indexOf('\n', start);
      return end < 0 ? text.length() : end;
    }
    return start;
  }

  /** Two dashes begin a comment only before white space or the end. */
  private boolean endsDashes(int index) {
    return index >= text.length() || Character.isWhitespace(text.charAt(index));
  }

  private int quotedEnd(int start) {
    char quote = text.charAt(start);
    int i = start + 1;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\' && quote != '`') {
        i += 2;
      } else if (c != quote) {
        i++;
      } else if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
        i += 2;
      } else {
        return i + 1;
      }
    }
    return text.length();
  }

  private static boolean isWord(char c) {
    return c >= 0x80 || Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }
}
