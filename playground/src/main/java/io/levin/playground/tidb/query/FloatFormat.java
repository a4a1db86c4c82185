package io.levin.playground.tidb.query;

import java.math.BigDecimal;

/** Floating numbers as TiDB prints them: plain up to 1e15, with an exponent beyond. */
final class FloatFormat {
  private FloatFormat() {}

  /**
   * @param value the number
   * @param shortest the shortest digits that read back as the same number
   */
  static String format(double value, String shortest) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    BigDecimal exact = new BigDecimal(shortest).stripTrailingZeros();
    if (size >= 1e15 || size < 1e-15) {
      String digits = exact.unscaledValue().abs().toString();
      int exponent = digits.length() - 1 - exact.scale();
      String mantissa =
          digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
      return (value < 0 ? "-" : "") + mantissa + "e" + exponent;
    }
    return exact.toPlainString();
  }
}
