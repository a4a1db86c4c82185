package io.levin.kv.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A decimal of at most nine words of nine digits, reusable: the width, and with it the truncation
 * and overflow, of MySQL's and TiDB's decimals. The words of the integer part come first, aligned
 * at the point, then those of the fraction. Nothing allocates but the conversions to and from JDK
 * types. Not thread-safe.
 */
public final class Decimal {
  /** How the reading of a text ended. */
  public enum Outcome {
    OK,
    /** Text was left over, or digits were lost. */
    TRUNCATED,
    /** More integer digits than there is room for. */
    OVERFLOW,
    /** No digit at all. */
    BAD_NUMBER,
    /** The exponent is no 64-bit number. */
    BAD_EXPONENT
  }

  static final int WORD_DIGITS = 9;
  static final int MAX_WORDS = 9;

  /** The most digits of a text form: sign, leading zero, point. */
  public static final int MAX_TEXT = MAX_WORDS * WORD_DIGITS + 3;

  static final int[] POWERS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  /** One word more than a value has, for the carry of a rounding. */
  final int[] words = new int[MAX_WORDS + 1];

  boolean negative;
  int integerWords;
  int fractionDigits;

  /** Digits behind the point that text shows where a quotient has more; -1: all of them. */
  private int shown = -1;

  /** Makes the value zero. */
  public void setZero() {
    shown = -1;
    negative = false;
    integerWords = 0;
    fractionDigits = 0;
  }

  /** Takes over another decimal. */
  public void set(Decimal other) {
    negative = other.negative;
    integerWords = other.integerWords;
    fractionDigits = other.fractionDigits;
    shown = other.shown;
    System.arraycopy(other.words, 0, words, 0, words.length);
  }

  /** Makes the value an integer. */
  public void setInt(long value) {
    setUint(value < 0 ? -value : value);
    negative = value < 0;
  }

  /** Makes the value an unsigned integer. */
  public void setUint(long value) {
    shown = -1;
    negative = false;
    fractionDigits = 0;
    long high = Long.divideUnsigned(value, 1_000_000_000L);
    words[2] = (int) (value - high * 1_000_000_000L);
    words[1] = (int) (high % 1_000_000_000L);
    words[0] = (int) (high / 1_000_000_000L);
    integerWords = 3;
    dropLeadingZeroWords();
  }

  /** Makes the value the largest of a number of digits, {@code 99…9.9…9}. */
  public void setMaximum(boolean isNegative, int precision, int fraction) {
    shown = -1;
    negative = isNegative;
    int integers = precision - fraction;
    integerWords = wordsFor(integers);
    fractionDigits = fraction;
    Arrays.fill(words, 0, integerWords + wordsFor(fraction), 999_999_999);
    if (integers % WORD_DIGITS != 0) {
      words[0] = POWERS[integers % WORD_DIGITS] - 1;
    }
    int partial = fraction % WORD_DIGITS;
    if (partial != 0) {
      words[integerWords + fraction / WORD_DIGITS] =
          999_999_999 - (POWERS[WORD_DIGITS - partial] - 1);
    }
  }

  /**
   * Reads a number from text: blanks, sign, digits, a point, an exponent.
   *
   * @return how it ended; the value is set in every case
   */
  public Outcome parse(byte[] text, int offset, int length) {
    shown = -1;
    return DecimalParser.parse(this, text, offset, length);
  }

  /** Takes digits before and behind the point, as many as there is room for. */
  Outcome setDigits(byte[] text, int integerStart, int integers, int fractionStart, int fractions) {
    Outcome outcome = Outcome.OK;
    int first = integerStart;
    int integerCount = integers;
    int fractionCount = fractions;
    int intWords = wordsFor(integers);
    int fracWords = wordsFor(fractions);
    if (intWords + fracWords > MAX_WORDS) {
      if (intWords > MAX_WORDS) {
        outcome = Outcome.OVERFLOW;
        // The low words are kept.
        integerCount = MAX_WORDS * WORD_DIGITS;
        first = integerStart + integers - integerCount;
        intWords = MAX_WORDS;
        fractionCount = 0;
      } else {
        outcome = Outcome.TRUNCATED;
        fractionCount = (MAX_WORDS - intWords) * WORD_DIGITS;
      }
    }
    int at = first;
    int take = integerCount % WORD_DIGITS;
    if (take == 0) {
      take = WORD_DIGITS;
    }
    for (int w = 0; w < intWords; w++) {
      words[w] = number(text, at, take);
      at += take;
      take = WORD_DIGITS;
    }
    at = fractionStart;
    int left = fractionCount;
    for (int w = intWords; left > 0; w++) {
      int some = Math.min(left, WORD_DIGITS);
      words[w] = number(text, at, some) * POWERS[WORD_DIGITS - some];
      at += some;
      left -= some;
    }
    integerWords = intWords;
    fractionDigits = fractionCount;
    return outcome;
  }

  /**
   * Rounds half away from zero to at most so many digits behind the point.
   *
   * @return true if that changed the value
   */
  public boolean round(int fraction) {
    shown = -1;
    if (fraction >= fractionDigits) {
      return false;
    }
    int last = integerWords + wordsFor(fractionDigits);
    int word = integerWords + fraction / WORD_DIGITS;
    int inWord = fraction % WORD_DIGITS;
    int unit = POWERS[WORD_DIGITS - inWord];
    int cut = inWord == 0 ? 0 : words[word] / unit * unit;
    boolean up = (words[word] - cut) / POWERS[WORD_DIGITS - 1 - inWord] >= 5;
    boolean changed = words[word] != cut;
    for (int i = word + 1; i < last && !changed; i++) {
      changed = words[i] != 0;
    }
    words[word] = cut;
    fractionDigits = fraction;
    if (up) {
      addUnit(fraction);
    }
    if (negative && isZero()) {
      negative = false;
    }
    return changed;
  }

  /** Cuts to at most so many digits behind the point. */
  public void truncate(int fraction) {
    shown = -1;
    if (fraction < fractionDigits) {
      int inWord = fraction % WORD_DIGITS;
      if (inWord != 0) {
        int word = integerWords + fraction / WORD_DIGITS;
        int unit = POWERS[WORD_DIGITS - inWord];
        words[word] = words[word] / unit * unit;
      }
      fractionDigits = fraction;
      if (negative && isZero()) {
        negative = false;
      }
    }
  }

  /** Gives the value at least so many digits behind the point, as far as there is room. */
  public void extend(int fraction) {
    int end = integerWords + wordsFor(fraction);
    if (fraction > fractionDigits && end <= MAX_WORDS) {
      Arrays.fill(words, integerWords + wordsFor(fractionDigits), end, 0);
      fractionDigits = fraction;
      shown = -1;
    }
  }

  /** Adds one in the last of so many digits behind the point. */
  void addUnit(int fraction) {
    int inWord = fraction % WORD_DIGITS;
    int word = integerWords + fraction / WORD_DIGITS - (inWord == 0 ? 1 : 0);
    int add = inWord == 0 ? 1 : POWERS[WORD_DIGITS - inWord];
    for (int w = word; w >= 0; w--) {
      words[w] += add;
      if (words[w] < 1_000_000_000) {
        return;
      }
      words[w] -= 1_000_000_000;
      add = 1;
    }
    int used = integerWords + wordsFor(fractionDigits);
    System.arraycopy(words, 0, words, 1, Math.min(used, MAX_WORDS));
    words[0] = 1;
    integerWords++;
  }

  /** True for zero. */
  public boolean isZero() {
    int count = integerWords + wordsFor(fractionDigits);
    for (int i = 0; i < count; i++) {
      if (words[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** True below zero. */
  public boolean isNegative() {
    return negative;
  }

  /** Digits behind the point. */
  public int fractionDigits() {
    return fractionDigits;
  }

  /**
   * Digits behind the point that the value shows as text: a quotient is computed to more digits
   * than it has by its type, and only a DECIMAL column or further arithmetic sees them.
   */
  public int shownDigits() {
    return shown < 0 ? fractionDigits : Math.min(shown, fractionDigits);
  }

  /** Sets {@link #shownDigits()}, until the value changes. */
  public void setShownDigits(int digits) {
    shown = digits;
  }

  /** Digits before the point, leading zeros not counted; 0 for a value below one. */
  public int integerDigits() {
    int w = 0;
    while (w < integerWords && words[w] == 0) {
      w++;
    }
    return w == integerWords ? 0 : (integerWords - w - 1) * WORD_DIGITS + digitCount(words[w]);
  }

  /** Bytes of {@link #writeBinary} for a precision and fraction. */
  public static int binarySize(int precision, int fraction) {
    return DecimalBytes.size(precision, fraction);
  }

  /**
   * Writes the memory-comparable form with exactly so many digits; the value must have been rounded
   * to the fraction and fit. Layout: groups of nine digits around the point as big-endian numbers,
   * all bytes inverted when negative, the first bit flipped.
   *
   * @return where it ends
   */
  public int writeBinary(int precision, int fraction, byte[] to, int at) {
    return DecimalBytes.write(this, precision, fraction, to, at);
  }

  /**
   * Reads what {@link #writeBinary} wrote.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public void readBinary(byte[] from, int at, int precision, int fraction) {
    shown = -1;
    DecimalBytes.read(this, from, at, precision, fraction);
    dropLeadingZeroWords();
  }

  /** The value as JDK's decimal with the same fraction digits; allocates. */
  public BigDecimal toBigDecimal() {
    int count = integerWords + wordsFor(fractionDigits);
    BigInteger all = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      all = all.multiply(BigInteger.valueOf(1_000_000_000L)).add(BigInteger.valueOf(words[i]));
    }
    int scale = wordsFor(fractionDigits) * WORD_DIGITS;
    BigDecimal value = new BigDecimal(negative ? all.negate() : all, scale);
    return value.setScale(fractionDigits, java.math.RoundingMode.DOWN);
  }

  /**
   * Takes over a JDK decimal; allocates. A negative scale counts as 0.
   *
   * @return TRUNCATED or OVERFLOW when it has more digits than there is room for
   */
  public Outcome set(BigDecimal value) {
    byte[] text = value.toPlainString().getBytes(StandardCharsets.US_ASCII);
    return parse(text, 0, text.length);
  }

  /** The sign and order of two decimals, as {@link Comparable} has it; allocates. */
  public int compareTo(Decimal other) {
    return toBigDecimal().compareTo(other.toBigDecimal());
  }

  /**
   * Writes plain text with exactly so many digits behind the point (no rounding: more are cut).
   *
   * @param to must have room for {@link #MAX_TEXT} bytes
   * @return where it ends
   */
  public int writeText(int fraction, byte[] to, int at) {
    int end = at;
    if (negative) {
      to[end++] = '-';
    }
    int integers = integerDigits();
    if (integers == 0) {
      to[end++] = '0';
    }
    for (int i = integers - 1; i >= 0; i--) {
      int word = words[integerWords - 1 - i / WORD_DIGITS];
      to[end++] = (byte) ('0' + word / POWERS[i % WORD_DIGITS] % 10);
    }
    if (fraction > 0) {
      to[end++] = '.';
    }
    for (int i = 0; i < fraction; i++) {
      int digit = 0;
      if (i < fractionDigits) {
        int word = words[integerWords + i / WORD_DIGITS];
        digit = word / POWERS[WORD_DIGITS - 1 - i % WORD_DIGITS] % 10;
      }
      to[end++] = (byte) ('0' + digit);
    }
    return end;
  }

  /** Plain text with the value's own fraction digits; allocates. */
  @Override
  public String toString() {
    byte[] text = new byte[MAX_TEXT];
    return new String(text, 0, writeText(fractionDigits, text, 0), StandardCharsets.US_ASCII);
  }

  private void dropLeadingZeroWords() {
    int zeros = 0;
    while (zeros < integerWords && words[zeros] == 0) {
      zeros++;
    }
    if (zeros > 0) {
      int count = integerWords + wordsFor(fractionDigits);
      System.arraycopy(words, zeros, words, 0, count - zeros);
      integerWords -= zeros;
    }
  }

  private static int number(byte[] text, int at, int count) {
    int value = 0;
    for (int i = at; i < at + count; i++) {
      value = value * 10 + (text[i] - '0');
    }
    return value;
  }

  static int wordsFor(int digits) {
    return (digits + WORD_DIGITS - 1) / WORD_DIGITS;
  }

  private static int digitCount(int word) {
    int count = 1;
    while (count < WORD_DIGITS && word >= POWERS[count]) {
      count++;
    }
    return count;
  }
}
