package io.levin.kv.value;

import io.levin.kv.value.Decimal.Outcome;
import java.util.Arrays;

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
    Outcome outcome = setDigits(decimal, text, integerStart, integers, fractionStart, fractions);
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

  /** Takes digits before and behind the point, as many as there is room for. */
  private static Outcome setDigits(
      Decimal decimal,
      byte[] text,
      int integerStart,
      int wholes,
      int fractionStart,
      int fractions) {
    int[] words = decimal.words;
    Outcome outcome = Outcome.OK;
    int first = integerStart;
    int integerCount = wholes;
    int fractionCount = fractions;
    int intWords = Decimal.wordsFor(wholes);
    int fracWords = Decimal.wordsFor(fractions);
    if (intWords + fracWords > Decimal.MAX_WORDS) {
      if (intWords > Decimal.MAX_WORDS) {
        outcome = Outcome.OVERFLOW;
        // The low words are kept.
        integerCount = Decimal.MAX_WORDS * Decimal.WORD_DIGITS;
        first = integerStart + wholes - integerCount;
        intWords = Decimal.MAX_WORDS;
        fractionCount = 0;
      } else {
        outcome = Outcome.TRUNCATED;
        fractionCount = (Decimal.MAX_WORDS - intWords) * Decimal.WORD_DIGITS;
      }
    }
    int at = first;
    int take = integerCount % Decimal.WORD_DIGITS;
    if (take == 0) {
      take = Decimal.WORD_DIGITS;
    }
    for (int w = 0; w < intWords; w++) {
      words[w] = number(text, at, take);
      at += take;
      take = Decimal.WORD_DIGITS;
    }
    at = fractionStart;
    int left = fractionCount;
    for (int w = intWords; left > 0; w++) {
      int some = Math.min(left, Decimal.WORD_DIGITS);
      words[w] = number(text, at, some) * Decimal.POWERS[Decimal.WORD_DIGITS - some];
      at += some;
      left -= some;
    }
    decimal.setShownDigits(-1);
    decimal.setIntegers(integerCount);
    decimal.fractionDigits = fractionCount;
    Arrays.fill(words, decimal.usedWords(), words.length, 0);
    return outcome;
  }

  private static int number(byte[] text, int at, int count) {
    int value = 0;
    for (int i = at; i < at + count; i++) {
      value = value * 10 + (text[i] - '0');
    }
    return value;
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
    if (places == 0) {
      return Outcome.OK;
    }
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
    if (total - (fractions - kept) <= begin) {
      decimal.setZero(); // No digit has room, and the first one is not rounded up.
      return Outcome.TRUNCATED;
    }
    byte[] text = new byte[integers + kept];
    for (int i = 0; i < text.length; i++) {
      int from = point - integers + i;
      text[i] = from >= begin && from < total ? digits[from] : (byte) '0';
    }
    int next = point + kept;
    boolean up = fractions > room && next >= begin && next < total && digits[next] >= '5';
    boolean minus = decimal.negative;
    setDigits(decimal, text, 0, integers, integers, kept);
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
