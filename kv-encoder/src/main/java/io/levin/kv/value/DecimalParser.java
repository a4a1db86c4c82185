package io.levin.kv.value;

import io.levin.kv.value.Decimal.Outcome;

/** Reads decimals from text, with the limits and errors of MySQL's and TiDB's decimals. */
final class DecimalParser {
  private static final int MOST_DIGITS = Decimal.MAX_WORDS * Decimal.WORD_DIGITS;

  private DecimalParser() {}

  /** Reads blanks, sign, digits, a point, an exponent. */
  static Outcome parse(Decimal decimal, byte[] text, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end && (text[at] == ' ' || text[at] == '\t')) {
      at++;
    }
    boolean minus = false;
    if (at < end && (text[at] == '-' || text[at] == '+')) {
      minus = text[at] == '-';
      at++;
    }
    int integerStart = at;
    while (at < end && isDigit(text[at])) {
      at++;
    }
    int integers = at - integerStart;
    int fractionStart = at;
    int fractions = 0;
    if (at < end && text[at] == '.') {
      fractionStart = ++at;
      while (at < end && isDigit(text[at])) {
        at++;
      }
      fractions = at - fractionStart;
    }
    if (integers + fractions == 0) {
      decimal.setZero();
      return Outcome.BAD_NUMBER;
    }
    Outcome outcome = decimal.setDigits(text, integerStart, integers, fractionStart, fractions);
    decimal.negative = minus;
    if (at < end) {
      if (text[at] == 'e' || text[at] == 'E') {
        outcome = parseExponent(decimal, text, at + 1, end, outcome);
      } else if (!Blanks.isBlank(text, at, end)) {
        outcome = Outcome.TRUNCATED;
      }
    }
    if (decimal.negative && decimal.isZero()) {
      decimal.negative = false;
    }
    return outcome;
  }

  private static Outcome parseExponent(
      Decimal decimal, byte[] text, int start, int stop, Outcome before) {
    int at = Blanks.skip(text, start, stop);
    int end = Blanks.trimEnd(text, at, stop);
    boolean minus = false;
    if (at < end && (text[at] == '-' || text[at] == '+')) {
      minus = text[at] == '-';
      at++;
    }
    int digits = at;
    long exponent = 0;
    boolean tooLong = false;
    while (at < end && isDigit(text[at])) {
      int digit = text[at++] - '0';
      tooLong |= Long.compareUnsigned(exponent, Long.divideUnsigned(-1L - digit, 10)) > 0;
      exponent = exponent * 10 + digit;
    }
    if (tooLong) {
      decimal.setZero();
      return Outcome.BAD_EXPONENT;
    }
    Outcome outcome = before;
    if (at == digits || at < end) {
      outcome = Outcome.TRUNCATED;
      exponent = at == digits ? 0 : exponent;
    }
    if (exponent < 0) {
      exponent = Long.MAX_VALUE; // It was read as an unsigned number.
      if (!minus) {
        decimal.negative = false; // TiDB's way.
      }
    }
    exponent = minus ? -exponent : exponent;
    if (exponent > Integer.MAX_VALUE / 2) {
      decimal.setMaximum(decimal.negative, MOST_DIGITS, 0);
      return Outcome.OVERFLOW;
    }
    if (exponent < Integer.MIN_VALUE / 2 && outcome != Outcome.OVERFLOW) {
      decimal.setZero();
      return Outcome.TRUNCATED;
    }
    if (outcome == Outcome.OVERFLOW) {
      return outcome;
    }
    Outcome shifted = shift(decimal, (int) exponent);
    return shifted == Outcome.OK ? outcome : shifted;
  }

  /** Moves the point to the right (or left); rounds what has no room in the fraction. */
  private static Outcome shift(Decimal decimal, int places) {
    if (decimal.isZero()) {
      decimal.setZero();
      return Outcome.OK;
    }
    byte[] digits = new byte[MOST_DIGITS];
    int total = digits(decimal, digits);
    int begin = 0;
    while (digits[begin] == '0') {
      begin++;
    }
    while (digits[total - 1] == '0') {
      total--;
    }
    int point = decimal.integerWords * Decimal.WORD_DIGITS + places;
    int integers = Math.max(0, point - begin);
    int fractions = Math.max(0, total - point);
    int intWords = Decimal.wordsFor(integers);
    if (intWords > Decimal.MAX_WORDS) {
      decimal.setMaximum(decimal.negative, MOST_DIGITS, 0);
      return Outcome.OVERFLOW;
    }
    int room = MOST_DIGITS - intWords * Decimal.WORD_DIGITS;
    int kept = Math.min(fractions, room);
    byte[] text = new byte[integers + kept];
    for (int i = 0; i < text.length; i++) {
      int from = point - integers + i;
      text[i] = from >= begin && from < total ? digits[from] : (byte) '0';
    }
    int next = point + kept;
    boolean up = fractions > room && next >= begin && next < total && digits[next] >= '5';
    boolean minus = decimal.negative;
    decimal.setDigits(text, 0, integers, integers, kept);
    decimal.negative = minus;
    if (up) {
      decimal.addUnit(kept);
    }
    return fractions > room ? Outcome.TRUNCATED : Outcome.OK;
  }

  /** The digits of all words; returns how many. */
  private static int digits(Decimal decimal, byte[] to) {
    int total = 0;
    int count = decimal.integerWords + Decimal.wordsFor(decimal.fractionDigits);
    for (int w = 0; w < count; w++) {
      int rest = decimal.words[w];
      for (int i = Decimal.WORD_DIGITS - 1; i >= 0; i--) {
        to[total + i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      total += Decimal.WORD_DIGITS;
    }
    return total;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
