package io.levin.kv.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The shortest decimal text that reads back as the same floating point number, the one nearest to
 * it if there are several. {@link Double#toString(double)} of JDK 17 is not always that. Allocates:
 * only expressions and messages need it.
 */
public final class FloatText {
  private FloatText() {}

  /** The shortest decimal of a finite double. */
  public static BigDecimal shortest(double value) {
    if (value == 0 || Double.isNaN(value)) {
      return BigDecimal.ZERO;
    }
    BigDecimal exact = new BigDecimal(value);
    // Fifteen digits are always distinct: a shorter text is the same with zeros at its end. The
    // numbers next to zero have fewer.
    for (int digits = Math.abs(value) < Double.MIN_NORMAL ? 1 : 15; digits < 17; digits++) {
      BigDecimal found = nearest(exact, digits, d -> d.doubleValue() == value);
      if (found != null) {
        return found.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  /** The shortest decimal of a finite float. */
  public static BigDecimal shortest(float value) {
    if (value == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal exact = new BigDecimal(value);
    for (int digits = Math.abs(value) < Float.MIN_NORMAL ? 1 : 6; digits < 9; digits++) {
      BigDecimal found = nearest(exact, digits, d -> Float.parseFloat(d.toString()) == value);
      if (found != null) {
        return found.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(9, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  /**
   * The shortest text without exponent: {@code 1000000000000000000000}, {@code 0.1}, {@code -0}.
   */
  public static String plain(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == 0 && 1 / value < 0 ? "-0" : plain(shortest(value));
  }

  /** The shortest text without exponent of a float. */
  public static String plain(float value) {
    if (Float.isNaN(value) || Float.isInfinite(value)) {
      return plain((double) value);
    }
    return value == 0 && 1 / value < 0 ? "-0" : plain(shortest(value));
  }

  private static String plain(BigDecimal value) {
    return value.toPlainString();
  }

  private static BigDecimal nearest(
      BigDecimal exact, int digits, java.util.function.Predicate<BigDecimal> readsBack) {
    BigDecimal half = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    if (readsBack.test(half)) {
      return half;
    }
    // At a power of two the interval is lopsided: the farther neighbor may be the one inside.
    BigDecimal away = exact.round(new MathContext(digits, RoundingMode.UP));
    return readsBack.test(away) ? away : null;
  }
}
