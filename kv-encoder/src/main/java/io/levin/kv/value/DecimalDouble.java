package io.levin.kv.value;

/** Doubles of decimals. */
final class DecimalDouble {
  /** A value of at most so many digits is computed with doubles. */
  private static final int FEW = 12;

  private DecimalDouble() {}

  static double of(Decimal decimal) {
    double size =
        decimal.integers + decimal.fractionDigits > FEW ? ofText(decimal) : ofFewDigits(decimal);
    return decimal.negative ? -size : size;
  }

  private static double ofText(Decimal decimal) {
    Decimal shown = decimal;
    if (decimal.shownDigits() != decimal.fractionDigits) {
      shown = new Decimal();
      shown.setRounded(decimal, decimal.shownDigits(), true);
    }
    return Math.abs(shown.toBigDecimal().doubleValue());
  }

  /** This rounds to the digits that show otherwise than the text does, at times. */
  private static double ofFewDigits(Decimal decimal) {
    double value = 0;
    for (int w = 0; w < decimal.usedWords(); w++) {
      int exponent = (decimal.integerWords - 1 - w) * Decimal.WORD_DIGITS;
      value += decimal.words[w] * PowersOfTen.of(exponent);
    }
    double unit = PowersOfTen.of(decimal.shownDigits());
    double shifted = value * unit;
    double whole = Math.floor(shifted);
    return (shifted - whole >= 0.5 ? whole + 1 : whole) / unit;
  }
}
