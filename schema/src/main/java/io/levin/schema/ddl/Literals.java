package io.levin.schema.ddl;

import io.levin.schema.sql.SqlSyntaxException;
import java.math.BigInteger;
import java.util.HexFormat;

/** Bytes of hexadecimal and bit literals. */
final class Literals {
  private Literals() {}

  /** The bytes of the digits of {@code x'…'} or, if {@code bits}, {@code b'…'}. */
  static byte[] bytes(String digits, boolean bits) {
    try {
      if (!bits) {
        return HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
      }
      int length = (digits.length() + 7) / 8;
      BigInteger value = digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, 2);
      return fixed(value, length);
    } catch (IllegalArgumentException e) {
      throw new SqlSyntaxException("'" + digits + "' is not a literal of digits", 0);
    }
  }

  /** The number in so many bytes, big-endian. */
  static byte[] fixed(BigInteger value, int length) {
    byte[] bytes = new byte[length];
    BigInteger rest = value;
    for (int i = length - 1; i >= 0; i--) {
      bytes[i] = rest.byteValue();
      rest = rest.shiftRight(8);
    }
    return bytes;
  }
}
