package io.levin.kv.json;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import java.util.BitSet;

/**
 * Says whether a document is JSON, however deep it is: without recursion, so that a hostile
 * document cannot exhaust the stack.
 */
final class JsonSyntax {
  private static final int MAX_DEPTH = 10_000;

  private final byte[] text;
  private final int end;
  private final boolean anyNumber;
  private final BitSet objects = new BitSet();
  private int at;
  private int depth;

  /**
   * @param anyNumber whether numbers that no double holds are taken, too
   */
  JsonSyntax(byte[] text, int at, int end, boolean anyNumber) {
    this.anyNumber = anyNumber;
    this.text = text;
    this.at = at;
    this.end = end;
  }

  /**
   * Checks the whole document.
   *
   * @throws ConversionException if it is not JSON
   */
  void check() throws ConversionException {
    boolean value = true;
    while (true) {
      blanks();
      if (value) {
        value = startValue();
        if (value) {
          continue;
        }
      }
      blanks();
      if (depth == 0) {
        if (at < end) {
          throw invalid();
        }
        return;
      }
      boolean object = objects.get(depth);
      int b = next();
      if (b == ',') {
        if (object) {
          key();
        }
        value = true;
      } else if (b == (object ? '}' : ']')) {
        depth--;
      } else {
        throw invalid();
      }
    }
  }

  /** Reads a scalar or an empty container, or opens one: true if a value must follow. */
  private boolean startValue() throws ConversionException {
    int b = next();
    switch (b) {
      case '{', '[' -> {
        if (depth == MAX_DEPTH) {
          throw invalid();
        }
        blanks();
        if (at < end && text[at] == (b == '{' ? '}' : ']')) {
          at++;
          return false;
        }
        objects.set(++depth, b == '{');
        if (b == '{') {
          key();
        }
        return true;
      }
      case '"' -> string();
      default -> scalar();
    }
    return false;
  }

  private void key() throws ConversionException {
    blanks();
    if (next() != '"') {
      throw invalid();
    }
    string();
    blanks();
    if (next() != ':') {
      throw invalid();
    }
  }

  private void string() throws ConversionException {
    int b;
    while ((b = next()) != '"') {
      if (b >= 0 && b < ' ') {
        throw invalid();
      }
      if (b == '\\') {
        int c = next();
        if (c == 'u') {
          for (int i = 0; i < 4; i++) {
            if (Character.digit(next(), 16) < 0) {
              throw invalid();
            }
          }
        } else if ("\"\\/bfnrt".indexOf(c) < 0) {
          throw invalid();
        }
      }
    }
  }

  private void scalar() throws ConversionException {
    int start = at - 1;
    while (at < end && ",]} \t\r\n".indexOf(text[at]) < 0) {
      at++;
    }
    if (anyNumber) {
      JsonParser.read(text, start, at - start);
    } else {
      JsonParser.parse(text, start, at - start);
    }
  }

  private int next() throws ConversionException {
    if (at == end) {
      throw invalid();
    }
    return text[at++];
  }

  private void blanks() {
    while (at < end
        && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r')) {
      at++;
    }
  }

  private static ConversionException invalid() {
    return new ConversionException(SqlError.INVALID_JSON_TEXT);
  }
}
