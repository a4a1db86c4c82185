package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.SqlError;
import java.math.BigDecimal;
import java.math.BigInteger;
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
    int fraction = words(Math.max(a.fractionDigits(), b.fractionDigits()));
    int integers = words(Math.max(a.integerDigits(), b.integerDigits()));
    if (integers + fraction + 1 > MAX_WORDS && x.compareTo(minus ? y : y.negate()) != 0) {
      boolean larger = x.signum() < 0 == (minus ? y.signum() > 0 : y.signum() < 0);
      requireWords(larger && mayCarry(a, b, integers) ? integers + 1 : integers, fraction);
    }
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
      // Words are taken off the factors before they are multiplied, even before the point.
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
    int scale = Math.max(0, Math.min(digits, product.scale()));
    set(to, product.setScale(scale, RoundingMode.DOWN), shown);
    pad(to, digits, shown);
  }

  private static BigDecimal cut(BigDecimal value, int digits) {
    return value.scale() > digits ? value.setScale(digits, RoundingMode.DOWN) : value;
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
   * @return false if there was no room for all digits behind the point
   */
  static boolean divide(Decimal a, Decimal b, int increment, Decimal to)
      throws ConversionException {
    int shown = Math.min(MAX_SCALE, a.shownDigits() + increment);
    if (a.isZero()) {
      set(to, BigDecimal.ZERO.setScale(shown), shown);
      return true;
    }
    int digits = quotientDigits(a, b, increment);
    BigDecimal quotient = a.toBigDecimal().divide(b.toBigDecimal(), digits, RoundingMode.DOWN);
    int integers = words(quotient.precision() - quotient.scale());
    int room = (MAX_WORDS - Math.max(0, integers)) * WORD;
    if (room < 0) {
      throw new ConversionException(SqlError.OUT_OF_RANGE);
    }
    set(to, cut(quotient, room), shown);
    return hasRoom(a, b, increment);
  }

  /** How many digits behind the point a quotient is computed to, in whole words. */
  private static int quotientDigits(Decimal a, Decimal b, int increment) {
    int aDigits = words(a.fractionDigits()) * WORD;
    int bDigits = words(b.fractionDigits()) * WORD;
    int more =
        Math.max(0, increment - (aDigits - a.fractionDigits()) - (bDigits - b.fractionDigits()));
    return words(aDigits + bDigits + more) * WORD;
  }

  /**
   * Whether all words of a quotient of numbers that are not zero have room. The words before the
   * point are those that there may be, to tell by the first words of both numbers.
   */
  static boolean hasRoom(Decimal a, Decimal b, int increment) {
    int most = words(a.integerDigits()) + words(b.fractionDigits()) + 1;
    int fraction = quotientDigits(a, b, increment) / WORD;
    if (a.isZero() || most + fraction <= MAX_WORDS) {
      return true;
    }
    BigInteger x = inWords(a);
    BigInteger y = inWords(b);
    int integers =
        digits(x) - words(a.fractionDigits()) * WORD - digits(y) + words(b.fractionDigits()) * WORD;
    integers += firstWord(x).compareTo(firstWord(y)) >= 0 ? 1 : 0;
    return words(Math.max(0, integers)) + fraction <= MAX_WORDS;
  }

  /** A number that leaves no word for the digits behind the point cannot be rounded to them. */
  static void requireRoom(Decimal value, int scale) throws ConversionException {
    requireWords(words(value.integerDigits()), words(scale));
  }

  private static void requireWords(int integers, int fraction) throws ConversionException {
    if (integers > MAX_WORDS) {
      throw new ConversionException(SqlError.OUT_OF_RANGE);
    } else if (integers + fraction > MAX_WORDS) {
      throw new ConversionException(SqlError.DATA_TRUNCATED);
    }
  }

  /** Whether the sum may have a word more than its terms, to tell by their first words. */
  private static boolean mayCarry(Decimal a, Decimal b, int integers) {
    BigInteger unit = BigInteger.TEN.pow(Math.max(0, integers - 1) * WORD);
    BigInteger first =
        a.toBigDecimal()
            .abs()
            .toBigInteger()
            .divide(unit)
            .add(b.toBigDecimal().abs().toBigInteger().divide(unit));
    return first.compareTo(BigInteger.TEN.pow(WORD).subtract(BigInteger.TWO)) > 0;
  }

  private static BigInteger inWords(Decimal value) {
    int scale = words(value.fractionDigits()) * WORD;
    return value.toBigDecimal().abs().setScale(scale).unscaledValue();
  }

  private static int digits(BigInteger value) {
    return new BigDecimal(value).precision();
  }

  /** The word of the first digits, which has fewer than nine of them where they do not fill it. */
  private static BigInteger firstWord(BigInteger value) {
    return value.divide(BigInteger.TEN.pow((digits(value) - 1) / WORD * WORD));
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
