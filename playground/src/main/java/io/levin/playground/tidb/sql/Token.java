package io.levin.playground.tidb.sql;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A word of a statement.
 *
 * @param kind what it is
 * @param text the word, symbol, number or name; of a string its character set introducer or empty
 * @param bytes content of a string, hexadecimal or bit literal; else null
 * @param start offset of its first byte in the statement's text
 * @param end offset behind its last byte
 */
public record Token(Kind kind, String text, byte[] bytes, int start, int end) {

  /** The kinds of words. */
  public enum Kind {
    /** A name or keyword without quotes. */
    WORD,
    /** A name in back-ticks. */
    QUOTED,
    /** A string literal, without its quotes and escapes. */
    STRING,
    /** A number. */
    NUMBER,
    /** {@code x'41'}, {@code 0x41}, {@code b'01'}. */
    BINARY,
    /** An operator or a bracket. */
    SYMBOL,
    /** A question mark. */
    PARAMETER,
    /** {@code @@name}, {@code @@session.name}; the text is without the signs. */
    SYSTEM_VARIABLE,
    /** {@code @name}. */
    USER_VARIABLE,
    /** Behind the last one. */
    END
  }

  /** The token that stands for a bound parameter. */
  static Token ofValue(Object value, int start, int end) {
    if (value == null) {
      return new Token(Kind.WORD, "NULL", null, start, end);
    }
    if (value instanceof byte[] bytes) {
      return new Token(Kind.STRING, "", bytes, start, end);
    }
    if (value instanceof String text) {
      return new Token(Kind.STRING, "", text.getBytes(StandardCharsets.UTF_8), start, end);
    }
    if (value instanceof Double || value instanceof Float) {
      return new Token(
          Kind.NUMBER, value.toString() + exponent(value.toString()), null, start, end);
    }
    return new Token(Kind.NUMBER, value.toString(), null, start, end);
  }

  private static String exponent(String number) {
    return number.indexOf('E') < 0 ? "E0" : "";
  }

  /** Whether it is this keyword, in any case and without quotes. */
  public boolean is(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  /** Whether it is this symbol. */
  public boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** Whether it can be a name. */
  public boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED;
  }

  /** The content of a string as UTF-8 text. */
  public String string() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The value of a {@link Kind#BINARY} literal as an unsigned number. */
  public BigInteger binaryNumber() {
    return bytes.length == 0 ? BigInteger.ZERO : new BigInteger(1, bytes);
  }

  /** The literal's bytes in hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public String toString() {
    return kind + " " + (bytes == null ? text : string());
  }
}
