package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.SqlError;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Arithmetic of decimals with the widths of TiDB's: at most nine words of nine digits, quotients in
 * whole words behind the point of which only some digits show.
 */
final class DecimalMath {
  private static final int WORD = 9;
  private static final int MAX_WORDS = 9;
  private static final int MAX_SCALE = 30;

  private DecimalMath() {}

  static void add(Decimal a, Decimal b, boolean minus, Decimal to) throws ConversionException {
    BigDecimal x = a.toBigDecimal();
    BigDecimal y = b.toBigDecimal();
    int shown = Math.max(a.shownDigits(), b.shownDigits());
    set(to, minus ? x.subtract(y) : x.add(y), shown);
  }

  static void multiply(Decimal a, Decimal b, Decimal to) throws ConversionException {
    int shown = Math.min(MAX_SCALE, a.shownDigits() + b.shownDigits());
    int digits = Math.min(MAX_SCALE, a.fractionDigits() + b.fractionDigits());
    BigDecimal x = a.toBigDecimal();
    BigDecimal y = b.toBigDecimal();
    int integers = words(a.integerDigits() + b.integerDigits());
    int xWords = words(a.fractionDigits());
    int yWords = words(b.fractionDigits());
    if (integers > MAX_WORDS) {
      throw new ConversionException(SqlError.OUT_OF_RANGE);
    }
    int room = MAX_WORDS - integers;
    if (xWords + yWords > room) {
      // Words are taken off the factors before they are multiplied.
      int excess = xWords + yWords - room;
      int half = excess >> 1;
      if (xWords <= yWords) {
        xWords -= half;
        yWords -= excess - half;
      } else {
        yWords -= half;
        xWords -= excess - half;
      }
      x = cut(x, xWords * WORD);
      y = cut(y, yWords * WORD);
      digits = Math.min(digits, room * WORD);
    }
    BigDecimal product = x.multiply(y);
    set(to, product.setScale(Math.min(digits, product.scale()), RoundingMode.DOWN), shown);
    pad(to, digits, shown);
  }

  private static BigDecimal cut(BigDecimal value, int digits) {
    return value.scale() > digits ? value.setScale(Math.max(0, digits), RoundingMode.DOWN) : value;
  }

  /** Zeros at the end are digits, too: the text shows them. */
  private static void pad(Decimal value, int digits, int shown) throws ConversionException {
    if (value.fractionDigits() < digits) {
      set(value, value.toBigDecimal().setScale(digits), shown);
    }
  }

  /**
   * Divides.
   *
   * @param increment how many digits more than the dividend the quotient shows
   * @param b is not zero
   */
  static void divide(Decimal a, Decimal b, int increment, Decimal to) throws ConversionException {
    int aDigits = words(a.fractionDigits()) * WORD;
    int bDigits = words(b.fractionDigits()) * WORD;
    int more =
        Math.max(0, increment - (aDigits - a.fractionDigits()) - (bDigits - b.fractionDigits()));
    int digits = words(aDigits + bDigits + more) * WORD;
    int shown = Math.min(MAX_SCALE, a.shownDigits() + increment);
    if (a.isZero()) {
      set(to, BigDecimal.ZERO.setScale(shown), shown);
      return;
    }
    BigDecimal quotient = a.toBigDecimal().divide(b.toBigDecimal(), digits, RoundingMode.DOWN);
    int integers = words(quotient.precision() - quotient.scale());
    int room = (MAX_WORDS - Math.max(0, integers)) * WORD;
    if (room < 0) {
      throw new ConversionException(SqlError.OUT_OF_RANGE);
    }
    set(to, cut(quotient, room), shown);
  }

  /** The remainder, with the sign of the dividend. */
  static void remainder(Decimal a, Decimal b, Decimal to) throws ConversionException {
    int digits = Math.max(a.fractionDigits(), b.fractionDigits());
    BigDecimal rest = a.toBigDecimal().remainder(b.toBigDecimal());
    set(to, rest.setScale(digits, RoundingMode.DOWN), Math.max(a.shownDigits(), b.shownDigits()));
  }

  static void set(Decimal to, BigDecimal value, int shown) throws ConversionException {
    if (to.set(value) == Decimal.Outcome.OVERFLOW) {
      throw new ConversionException(SqlError.OUT_OF_RANGE);
    }
    to.setShownDigits(shown);
  }

  private static int words(int digits) {
    return (digits + WORD - 1) / WORD;
  }
}
