package io.levin.kv.expr;

import io.levin.kv.charset.Utf8;
import io.levin.kv.json.JsonParser;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a JSON path byte by byte, as TiDB does: the bytes 85 and A0 are blanks also in the middle
 * of a character, so that a name without quotes ends there.
 */
final class JsonPathParser {
  private static final long MAX_INDEX = 0xFFFF_FFFFL;
  private static final int MAX_DIGITS = 18;

  private final byte[] text;
  private final int end;
  private int at;

  JsonPathParser(byte[] text, int offset, int length) {
    this.text = text;
    this.at = offset;
    this.end = offset + length;
  }

  /**
   * The steps of the path.
   *
   * @throws ConversionException if it is none
   */
  List<JsonPath.Step> steps() throws ConversionException {
    List<JsonPath.Step> steps = new ArrayList<>();
    blanks();
    if (peek() != '$') {
      throw invalid();
    }
    at++;
    blanks();
    while (at < end) {
      steps.add(
          switch (peek()) {
            case '.' -> member();
            case '[' -> element();
            case '*' -> anywhere();
            default -> throw invalid();
          });
      blanks();
    }
    if (!steps.isEmpty() && steps.get(steps.size() - 1) instanceof JsonPath.Anywhere) {
      throw invalid();
    }
    return steps;
  }

  private static ConversionException invalid() {
    return new ConversionException(SqlError.INVALID_JSON_PATH, "Invalid JSON path expression");
  }

  /** The next byte, -1 at the end. */
  private int peek() {
    return at < end ? text[at] & 0xFF : -1;
  }

  private static boolean blank(int b) {
    return b >= '\t' && b <= '\r' || b == ' ' || b == 0x85 || b == 0xA0;
  }

  private static boolean digit(int b) {
    return b >= '0' && b <= '9';
  }

  private void blanks() {
    while (blank(peek())) {
      at++;
    }
  }

  private JsonPath.Step anywhere() throws ConversionException {
    at++;
    if (peek() != '*') {
      throw invalid();
    }
    at++;
    if (at == end || peek() == '*') {
      throw invalid();
    }
    return new JsonPath.Anywhere();
  }

  private JsonPath.Step member() throws ConversionException {
    at++;
    blanks();
    if (peek() == '*') {
      at++;
      return new JsonPath.Key(null, false);
    }
    boolean quoted = peek() == '"';
    int start = quoted ? ++at : at;
    if (quoted) {
      while (at < end && text[at] != '"') {
        at += text[at] == '\\' ? 2 : 1;
      }
      if (at >= end) {
        throw invalid();
      }
    } else {
      while (at < end && !blank(peek()) && "[.*".indexOf(peek()) < 0) {
        at++;
      }
    }
    byte[] name = unescaped(start, at);
    if (quoted) {
      at++;
    } else if (!identifier(name, 0, name.length)) {
      throw invalid();
    }
    boolean star = name.length == 1 && name[0] == '*';
    return new JsonPath.Key(star ? null : name, quoted);
  }

  /**
   * True for what needs no quotes in a path: ASCII letters and digits, {@code _}, {@code $}, and
   * all beyond.
   */
  static boolean identifier(byte[] name, int from, int to) {
    for (int i = from; i < to; i++) {
      int b = name[i] & 0xFF;
      int lower = b | 0x20;
      if (!(digit(b) && i > from
          || lower >= 'a' && lower <= 'z'
          || b == '_'
          || b == '$'
          || b >= 0x80)) {
        return false;
      }
    }
    return to > from;
  }

  /** A name as JSON escapes it; the bytes of malformed characters stay as they are. */
  private byte[] unescaped(int from, int to) throws ConversionException {
    byte[] quoted = new byte[to - from + 2];
    quoted[0] = '"';
    System.arraycopy(text, from, quoted, 1, to - from);
    quoted[quoted.length - 1] = '"';
    try {
      JsonParser.parse(quoted, 0, quoted.length);
    } catch (ConversionException notJson) {
      throw invalid();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
    byte[] character = new byte[4];
    for (int i = from; i < to; i++) {
      if (text[i] != '\\') {
        out.write(text[i]);
        continue;
      }
      i++;
      switch (text[i]) {
        case 'b' -> out.write('\b');
        case 'f' -> out.write('\f');
        case 'n' -> out.write('\n');
        case 'r' -> out.write('\r');
        case 't' -> out.write('\t');
        case 'u' -> {
          String digits = new String(text, i + 1, 4, StandardCharsets.US_ASCII);
          int code = Integer.parseInt(digits, 16);
          if (Character.isSurrogate((char) code)) {
            throw invalid();
          }
          out.write(character, 0, Utf8.encode(code, character, 0));
          i += 4;
        }
        default -> out.write(text[i]);
      }
    }
    return out.toByteArray();
  }

  private JsonPath.Step element() throws ConversionException {
    at++;
    blanks();
    JsonPath.Step step;
    if (peek() == '*') {
      at++;
      step = new JsonPath.All();
    } else {
      step = elements();
    }
    blanks();
    if (peek() != ']') {
      throw invalid();
    }
    at++;
    return step;
  }

  private JsonPath.Index elements() throws ConversionException {
    boolean fromEnd = peek() == 'l';
    int from = position();
    if (blank(peek())) {
      blanks();
      if (word("to") && blank(peek())) {
        blanks();
        boolean toEnd = peek() == 'l';
        int to = position();
        if (fromEnd == toEnd && (fromEnd ? from < to : from > to)) {
          throw invalid();
        }
        return new JsonPath.Index(from, fromEnd, to, toEnd, true);
      }
    }
    return new JsonPath.Index(from, fromEnd, from, fromEnd, false);
  }

  /** Skips a word behind which something follows. */
  private boolean word(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
    int after = at + bytes.length;
    if (after < end && Arrays.equals(text, at, after, bytes, 0, bytes.length)) {
      at = after;
      return true;
    }
    return false;
  }

  private int position() throws ConversionException {
    blanks();
    if (peek() != 'l') {
      return number();
    }
    if (!word("last")) {
      throw invalid();
    }
    blanks();
    if (peek() != '-') {
      return 0;
    }
    at++;
    blanks();
    return number();
  }

  /** An index; what no array can hold is as far out as an int can say. */
  private int number() throws ConversionException {
    int start = at;
    while (digit(peek())) {
      at++;
    }
    if (at == start || at == end) {
      throw invalid();
    }
    String digits = new String(text, start, at - start, StandardCharsets.US_ASCII);
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.length() > MAX_DIGITS || Long.parseLong(significant) > MAX_INDEX) {
      throw invalid();
    }
    return (int) Math.min(Long.parseLong(significant), Integer.MAX_VALUE / 2);
  }
}
