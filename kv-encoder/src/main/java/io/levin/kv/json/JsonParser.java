package io.levin.kv.json;

import io.levin.kv.charset.Utf8;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.DoubleText;
import io.levin.kv.value.SqlError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads JSON text as TiDB does: RFC 8259's grammar; malformed UTF-8 and lone surrogates become
 * U+FFFD, of equal keys the last wins, integers stay integers as long as they fit 64 bits.
 */
public final class JsonParser {
  /** A document deeper than this is refused. */
  public static final int MAX_DEPTH = 101;

  private static final int REPLACEMENT = 0xFFFD;

  /** A longer key is refused. */
  public static final int MAX_KEY_BYTES = 65535;

  private final byte[] text;
  private final int end;
  private final int begin;
  private int at;
  private boolean tooLarge;

  private JsonParser(byte[] text, int offset, int length) {
    this.text = text;
    this.begin = offset;
    this.at = offset;
    this.end = offset + length;
  }

  /**
   * Reads a whole document.
   *
   * @throws ConversionException if it is not JSON, too deep, or has a key that is too long
   */
  public static Json parse(byte[] text, int offset, int length) throws ConversionException {
    JsonParser parser = new JsonParser(text, offset, length);
    Json value = parser.all();
    if (parser.tooLarge && hasTooLarge(value)) {
      throw invalid("The number is out of range");
    }
    return value;
  }

  /**
   * Whether a text is a document, whatever its numbers, its depth and the lengths of its keys are.
   */
  public static boolean isJson(byte[] text, int offset, int length) {
    try {
      new JsonSyntax(text, offset, offset + length, true).check();
      return true;
    } catch (ConversionException notJson) {
      return false;
    }
  }

  /** Reads a text as {@link #parse} does, but whatever its numbers are. */
  static Json read(byte[] text, int offset, int length) throws ConversionException {
    return new JsonParser(text, offset, length).all();
  }

  private Json all() throws ConversionException {
    Json value = value(1);
    blanks();
    if (at < end) {
      throw invalid("The document root must not be followed by other values");
    }
    return value;
  }

  /**
   * Whether a number is left that no double holds: that of a key that came again does not matter.
   */
  private static boolean hasTooLarge(Json value) {
    if (value instanceof Json.Array array) {
      return array.items().stream().anyMatch(JsonParser::hasTooLarge);
    } else if (value instanceof Json.Members members) {
      return members.byKey().values().stream().anyMatch(JsonParser::hasTooLarge);
    }
    return value instanceof Json.Double real && java.lang.Double.isInfinite(real.value());
  }

  private Json value(int depth) throws ConversionException {
    blanks();
    if (at == end) {
      throw invalid("The document is empty or ends too early");
    }
    return switch (text[at]) {
      case '{' -> members(depth);
      case '[' -> array(depth);
      case '"' -> new Json.Text(string());
      case 't' -> literal("true", Json.TRUE);
      case 'f' -> literal("false", Json.FALSE);
      case 'n' -> literal("null", Json.NULL);
      default -> number();
    };
  }

  private Json members(int depth) throws ConversionException {
    at++;
    Json.Members members = Json.Members.empty();
    if (closes('}')) {
      return members;
    }
    enter(depth);
    while (true) {
      blanks();
      if (at == end || text[at] != '"') {
        throw invalid("A key must be a string");
      }
      byte[] key = string();
      blanks();
      expect(':');
      Json item = value(depth + 1);
      if (key.length > MAX_KEY_BYTES) {
        throw new ConversionException(SqlError.JSON_KEY_TOO_LONG);
      }
      members.byKey().put(key, item);
      blanks();
      if (closes('}')) {
        return members;
      }
      expect(',');
    }
  }

  private Json array(int depth) throws ConversionException {
    at++;
    List<Json> items = new ArrayList<>();
    if (closes(']')) {
      return new Json.Array(items);
    }
    enter(depth);
    while (true) {
      items.add(value(depth + 1));
      blanks();
      if (closes(']')) {
        return new Json.Array(items);
      }
      expect(',');
    }
  }

  /** A container with members is one deeper than they are. */
  private void enter(int depth) throws ConversionException {
    if (depth >= MAX_DEPTH) {
      // That a document is no JSON at all is told first, as TiDB does.
      new JsonSyntax(text, begin, end, false).check();
      throw new ConversionException(SqlError.JSON_TOO_DEEP);
    }
  }

  private Json literal(String word, Json value) throws ConversionException {
    for (int i = 0; i < word.length(); i++, at++) {
      if (at == end || text[at] != word.charAt(i)) {
        throw invalid("Invalid value");
      }
    }
    return value;
  }

  private Json number() throws ConversionException {
    int start = at;
    boolean integer = true;
    if (at < end && text[at] == '-') {
      at++;
    }
    if (at < end && text[at] == '0') {
      at++;
    } else {
      digits();
    }
    if (at < end && text[at] == '.') {
      integer = false;
      at++;
      digits();
    }
    if (at < end && (text[at] == 'e' || text[at] == 'E')) {
      integer = false;
      at++;
      if (at < end && (text[at] == '+' || text[at] == '-')) {
        at++;
      }
      digits();
    }
    return integer ? integer(start) : real(start);
  }

  private void digits() throws ConversionException {
    int start = at;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    if (at == start) {
      throw invalid("Invalid value");
    }
  }

  private Json integer(int start) throws ConversionException {
    boolean minus = text[start] == '-';
    long value = 0;
    for (int i = minus ? start + 1 : start; i < at; i++) {
      int digit = text[i] - '0';
      if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0) {
        return real(start);
      }
      value = value * 10 + digit;
    }
    if (minus) {
      return value < 0 && value != Long.MIN_VALUE ? real(start) : new Json.Int(-value);
    }
    return value < 0 ? new Json.Uint(value) : new Json.Int(value);
  }

  private Json real(int start) throws ConversionException {
    double value = DoubleText.parse(text, start, at);
    tooLarge |= java.lang.Double.isInfinite(value);
    return new Json.Double(value);
  }

  /** Reads a string; {@link #at} is on its first quote. */
  private byte[] string() throws ConversionException {
    int start = ++at;
    while (at < end && text[at] != '"' && text[at] != '\\' && text[at] >= ' ') {
      at++;
    }
    if (at < end && text[at] == '"') {
      return Arrays.copyOfRange(text, start, at++);
    }
    byte[] out = new byte[Math.max(16, (at - start) * 2)];
    System.arraycopy(text, start, out, 0, at - start);
    int used = at - start;
    while (true) {
      if (at == end) {
        throw invalid("Missing a closing quotation mark in string");
      }
      if (used + 8 > out.length) {
        out = Arrays.copyOf(out, out.length * 2);
      }
      int b = text[at];
      if (b == '"') {
        at++;
        return Arrays.copyOf(out, used);
      }
      if (b == '\\') {
        at++;
        used = escape(out, used);
      } else if (b >= 0 && b < ' ') {
        throw invalid("Invalid character in string");
      } else {
        int decoded = Utf8.decode(text, at, end);
        int size = Utf8.size(decoded);
        if (decoded == Utf8.MALFORMED) {
          used = Utf8.encode(REPLACEMENT, out, used);
          at++;
        } else {
          System.arraycopy(text, at, out, used, size);
          used += size;
          at += size;
        }
      }
    }
  }

  private int escape(byte[] out, int used) throws ConversionException {
    if (at == end) {
      throw invalid("Missing a closing quotation mark in string");
    }
    int plain =
        switch (text[at++]) {
          case '"' -> '"';
          case '\\' -> '\\';
          case '/' -> '/';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> -1;
          default -> throw invalid("Invalid escape character in string");
        };
    if (plain >= 0) {
      out[used] = (byte) plain;
      return used + 1;
    }
    int unit = hexUnit();
    if (unit >= 0xD800
        && unit < 0xDC00
        && at + 1 < end
        && text[at] == '\\'
        && text[at + 1] == 'u') {
      int before = at;
      at += 2;
      int low = hexUnit();
      if (low >= 0xDC00 && low < 0xE000) {
        return Utf8.encode(Character.toCodePoint((char) unit, (char) low), out, used);
      }
      at = before;
    }
    return Utf8.encode(unit, out, used); // A lone surrogate becomes U+FFFD.
  }

  private int hexUnit() throws ConversionException {
    int unit = 0;
    for (int i = 0; i < 4; i++, at++) {
      int digit = at < end ? Character.digit(text[at], 16) : -1;
      if (digit < 0) {
        throw invalid("Invalid unicode escape in string");
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private boolean closes(char bracket) {
    blanks();
    if (at < end && text[at] == bracket) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) throws ConversionException {
    if (at == end || text[at] != c) {
      throw invalid("Missing '" + c + "'");
    }
    at++;
  }

  private void blanks() {
    while (at < end
        && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r')) {
      at++;
    }
  }

  private static ConversionException invalid(String why) {
    return new ConversionException(SqlError.INVALID_JSON_TEXT, "Invalid JSON text: " + why);
  }
}
