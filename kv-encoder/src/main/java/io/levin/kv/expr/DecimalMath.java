package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.SqlError;
import java.math.BigDecimal;

/** Decimals that are computed, where what has no room is an error. */
final class DecimalMath {
  private DecimalMath() {}

  static void add(Decimal a, Decimal b, boolean minus, Decimal to) throws ConversionException {
    require(to.setSum(a, b, minus));
  }

  /** A product may lose words, even before the point, to have room. */
  static void multiply(Decimal a, Decimal b, Decimal to) throws ConversionException {
    Decimal.Outcome outcome = to.setProduct(a, b);
    if (outcome != Decimal.Outcome.TRUNCATED) {
      require(outcome);
    }
  }

  /**
   * Divides.
   *
   * @param b is not zero
   * @return false if there was no room for all digits behind the point
   */
  static boolean divide(Decimal a, Decimal b, int increment, Decimal to)
      throws ConversionException {
    Decimal.Outcome outcome = to.setQuotient(a, b, increment);
    if (outcome == Decimal.Outcome.TRUNCATED) {
      return false;
    }
    require(outcome);
    return true;
  }

  /** The remainder, with the sign of the dividend. */
  static void remainder(Decimal a, Decimal b, Decimal to) throws ConversionException {
    require(to.setRemainder(a, b));
  }

  /** Rounds half away from zero, or cuts. */
  static void round(Decimal from, int places, boolean halfUp, Decimal to)
      throws ConversionException {
    require(to.setRounded(from, places, halfUp));
  }

  static void set(Decimal to, BigDecimal value, int shown) throws ConversionException {
    if (to.set(value) == Decimal.Outcome.OVERFLOW) {
      throw new ConversionException(SqlError.OUT_OF_RANGE);
    }
    to.setShownDigits(shown);
  }

  static void require(Decimal.Outcome outcome) throws ConversionException {
    switch (outcome) {
      case OK -> {}
      case TRUNCATED -> throw new ConversionException(SqlError.DATA_TRUNCATED);
      default -> throw new ConversionException(SqlError.OUT_OF_RANGE);
    }
  }
}
