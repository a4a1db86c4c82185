package io.levin.kv.value;

/** Doubles of decimals. */
final class DecimalDouble {
  /** A value of at most so many digits is computed with doubles. */
  private static final int FEW = 12;

  private DecimalDouble() {}

  static double of(Decimal decimal) {
    if (decimal.integers + decimal.fractionDigits > FEW) {
      return ofText(decimal);
    }
    double size = ofFewDigits(decimal);
    return decimal.negative ? -size : size;
  }

  private static double ofText(Decimal decimal) {
    Decimal shown = decimal;
    if (decimal.shownDigits() != decimal.fractionDigits) {
      shown = new Decimal();
      shown.setRounded(decimal, decimal.shownDigits(), true);
    }
    double size = Math.abs(shown.toBigDecimal().doubleValue());
    return shown.negative ? -size : size;
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
