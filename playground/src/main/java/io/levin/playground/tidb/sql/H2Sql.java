package io.levin.playground.tidb.sql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Pieces of H2's SQL. */
public final class H2Sql {
  private H2Sql() {}

  /** A quoted name. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A literal for a value: null, a number, a Boolean, a String or bytes. */
  public static String literal(Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof byte[] bytes) {
      return bytes(bytes);
    }
    if (value instanceof Double || value instanceof Float) {
      return "CAST(" + value + " AS DOUBLE PRECISION)";
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Long || value instanceof Integer || value instanceof BigInteger) {
      return value.toString();
    }
    return string(value.toString());
  }

  /** A string literal. */
  public static String string(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A string literal where the bytes are UTF-8, else a binary one. */
  static String bytes(byte[] bytes) {
    try {
      return string(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return "X'" + HexFormat.of().formatHex(bytes) + "'"; // not text, so bytes
    }
  }
}
