package io.levin.kv.value;

import java.nio.charset.StandardCharsets;

/**
 * Doubles from decimal text, correctly rounded. Numbers of up to 19 digits, which nearly all are,
 * need no allocation.
 */
public final class DoubleText {
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final long EXACT = 1L << 53;
  private static final int LONG_DIGITS = 19;

  private DoubleText() {}

  /**
   * Reads {@code [+-]digits[.digits][e[+-]digits]} that fills the range exactly; an empty range is
   * 0. What is too large becomes infinite.
   */
  public static double parse(byte[] text, int start, int end) {
    int at = start;
    boolean minus = false;
    if (at < end && (text[at] == '-' || text[at] == '+')) {
      minus = text[at] == '-';
      at++;
    }
    long mantissa = 0;
    int exponent = 0;
    int digits = 0;
    boolean fraction = false;
    for (; at < end; at++) {
      int c = text[at];
      if (c == '.') {
        fraction = true;
      } else if (c >= '0' && c <= '9') {
        mantissa = mantissa * 10 + (c - '0');
        digits += digits > 0 || c != '0' ? 1 : 0;
        exponent -= fraction ? 1 : 0;
      } else {
        break;
      }
    }
    int power = at < end ? exponent(text, at + 1, end) : 0;
    if (digits <= LONG_DIGITS) {
      double size = size(mantissa, exponent + power);
      return minus ? -size : size;
    }
    String number = new String(text, start, at - start, StandardCharsets.US_ASCII);
    return Double.parseDouble(number + "e" + power);
  }

  private static double size(long mantissa, int exponent) {
    boolean exact = mantissa >= 0 && mantissa <= EXACT && exponent >= -22 && exponent <= 22;
    if (exact) {
      // Both factors are exact, so one rounding is all that happens.
      return exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
    }
    return PowersOfFive.scale(mantissa, exponent);
  }

  /**
   * The number behind an e; of one of more than five digits only the first five count, as in Go.
   */
  private static int exponent(byte[] text, int start, int end) {
    int at = start;
    boolean minus = false;
    if (at < end && (text[at] == '-' || text[at] == '+')) {
      minus = text[at] == '-';
      at++;
    }
    int value = 0;
    for (; at < end; at++) {
      value = value < 10_000 ? value * 10 + (text[at] - '0') : value;
    }
    return minus ? -value : value;
  }
}
