package io.levin.kv.golden;

import io.levin.base.Row;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A literal of a Dumpling SQL file as the field of a row that a parser makes of it. */
final class SqlLiteral {
  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private SqlLiteral() {}

  /**
   * Adds the literal to a row.
   *
   * @param escapes false where NO_BACKSLASH_ESCAPES makes a backslash a character like others
   */
  static void addTo(Row row, byte[] literal, boolean escapes) {
    String text = new String(literal, StandardCharsets.ISO_8859_1);
    if (text.startsWith("'") || text.startsWith("\"")) {
      add(row, Row.TEXT, unquote(literal, escapes));
    } else if (text.equalsIgnoreCase("NULL")) {
      row.addNull();
    } else if (text.equalsIgnoreCase("TRUE") || text.equalsIgnoreCase("FALSE")) {
      row.addNumber(Row.SIGNED, text.equalsIgnoreCase("TRUE") ? 1 : 0);
    } else if (text.matches("(?i)0x[0-9a-f]+")) {
      String digits = text.substring(2);
      add(row, Row.BINARY, hex(digits.length() % 2 == 0 ? digits : "0" + digits));
    } else if (text.matches("(?i)x'[0-9a-f]*'")) {
      add(row, Row.BINARY, hex(text.substring(2, text.length() - 1)));
    } else if (text.matches("(?i)0b[01]+")) {
      add(row, Row.BINARY, bits(text.substring(2)));
    } else if (text.matches("(?i)b'[01]*'")) {
      add(row, Row.BINARY, bits(text.substring(2, text.length() - 1)));
    } else if (text.matches("-?[0-9]+")) {
      addInteger(row, text, literal);
    } else {
      add(row, Row.TEXT, literal);
    }
  }

  private static void addInteger(Row row, String text, byte[] literal) {
    BigInteger number = new BigInteger(text);
    if (text.startsWith("-") && number.bitLength() < 64) {
      row.addNumber(Row.SIGNED, number.longValue());
    } else if (!text.startsWith("-") && number.compareTo(MAX_UNSIGNED) <= 0) {
      row.addNumber(Row.UNSIGNED, number.longValue());
    } else {
      add(row, Row.TEXT, literal);
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] bits(String digits) {
    String whole = "0".repeat((8 - digits.length() % 8) % 8) + digits;
    byte[] bytes = new byte[whole.length() / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(whole.substring(i * 8, i * 8 + 8), 2);
    }
    return bytes;
  }

  private static byte[] unquote(byte[] literal, boolean escapes) {
    byte quote = literal[0];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 1; i < literal.length - 1; i++) {
      int b = literal[i];
      if (escapes && b == '\\') {
        b =
            switch (literal[++i]) {
              case '0' -> 0;
              case 'b' -> '\b';
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              case 'Z' -> 26;
              default -> literal[i];
            };
      } else if (b == quote) {
        i++;
      }
      out.write(b);
    }
    return out.toByteArray();
  }

  private static void add(Row row, byte kind, byte[] bytes) {
    row.addSlice(kind, bytes, 0, bytes.length);
  }
}
