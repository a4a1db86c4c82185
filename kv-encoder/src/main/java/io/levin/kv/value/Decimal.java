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
  static final int MAX_SCALE = 30;

  /** The most digits of a text form: sign, leading zero, point. */
  public static final int MAX_TEXT = MAX_WORDS * WORD_DIGITS + 3;

  static final int[] POWERS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  /**
   * Words behind those of the digits are zero, but for what a product, quotient or remainder leaves
   * there. There is one more than a value has, for the carry of a reading.
   */
  final int[] words = new int[MAX_WORDS + 1];

  boolean negative;

  /**
   * Digits before the point, with those zeros that stand before them and need room all the same.
   */
  int integers;

  /** The words of {@link #integers}. */
  int integerWords;

  int fractionDigits;

  /** Digits behind the point that text shows where a quotient has more; -1: all of them. */
  private int shown = -1;

  /** Makes the value zero. */
  public void setZero() {
    setZero(0);
  }

  /** Makes the value a zero of so many digits behind the point. */
  void setZero(int fraction) {
    shown = -1;
    negative = false;
    setIntegers(0);
    fractionDigits = fraction;
    Arrays.fill(words, 0);
  }

  void setIntegers(int digits) {
    integers = digits;
    integerWords = wordsFor(digits);
  }

  /** Takes over another decimal. */
  public void set(Decimal other) {
    negative = other.negative;
    integers = other.integers;
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
    setIntegers(3 * WORD_DIGITS);
    Arrays.fill(words, 3, words.length, 0);
    dropLeadingZeroWords();
    if (integers == 0) {
      setIntegers(WORD_DIGITS);
    }
  }

  /** Makes the value the largest of a number of digits, {@code 99…9.9…9}. */
  public void setMaximum(boolean isNegative, int precision, int fraction) {
    shown = -1;
    negative = isNegative && precision > 0;
    setIntegers(precision - fraction);
    fractionDigits = fraction;
    Arrays.fill(words, 0, usedWords(), 999_999_999);
    Arrays.fill(words, usedWords(), words.length, 0);
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

  /**
   * Gives the value so many digits behind the point, or as many as there is room for: rounds half
   * away from zero, or adds zeros.
   *
   * @return TRUNCATED if there was no room
   */
  public Outcome round(int fraction) {
    return DecimalRounding.round(this, fraction, true, this);
  }

  /**
   * Makes the value another one of so many digits behind the point; a negative number are those
   * before it that become zero.
   *
   * @param from another decimal
   * @param halfUp to round half away from zero; otherwise digits are cut off
   * @return TRUNCATED if there was no room for so many
   */
  public Outcome setRounded(Decimal from, int fraction, boolean halfUp) {
    return DecimalRounding.round(from, fraction, halfUp, this);
  }

  /**
   * Makes the value the sum of two others.
   *
   * @param minus for the difference
   * @return what is not OK leaves no value
   */
  public Outcome setSum(Decimal a, Decimal b, boolean minus) {
    return DecimalSum.add(a, b, minus, this);
  }

  /**
   * Makes the value the product of two others.
   *
   * @return TRUNCATED if words were taken off to have room; OVERFLOW leaves no value
   */
  public Outcome setProduct(Decimal a, Decimal b) {
    return DecimalProduct.multiply(a, b, this);
  }

  /**
   * Makes the value the quotient of two others, in whole words behind the point.
   *
   * @param b must not be {@link #isZeroInDigits()}
   * @param increment how many digits more than the dividend the quotient shows
   * @return TRUNCATED if words behind the point have no room; OVERFLOW leaves no value
   */
  public Outcome setQuotient(Decimal a, Decimal b, int increment) {
    return DecimalQuotient.divide(a, b, increment, this);
  }

  /**
   * Makes the value the remainder of a division, which has the sign of the dividend.
   *
   * @param b must not be {@link #isZeroInDigits()}
   * @return what is not OK leaves no value
   */
  public Outcome setRemainder(Decimal a, Decimal b) {
    return DecimalQuotient.remainder(a, b, this);
  }

  /** Makes the value another one with the other sign. */
  public void setNegated(Decimal from) {
    set(from);
    negative = negative != !isZero();
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
    System.arraycopy(words, 0, words, 1, Math.min(usedWords(), MAX_WORDS));
    words[0] = 1;
    setIntegers(integerWords * WORD_DIGITS + 1);
  }

  /** True for zero; a product may have words behind its digits that are not. */
  public boolean isZero() {
    return isZero(MAX_WORDS);
  }

  /** True if all digits are zero, so that nothing can be divided by the value. */
  public boolean isZeroInDigits() {
    return isZero(usedWords());
  }

  private boolean isZero(int count) {
    for (int i = 0; i < count; i++) {
      if (words[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** How many words there are before and behind the point. */
  int usedWords() {
    return integerWords + wordsFor(fractionDigits);
  }

  /** The word so many behind the point, or before it if negative; zero where there is none. */
  int wordAt(int fromPoint) {
    int w = integerWords + fromPoint;
    return w < 0 || w >= usedWords() ? 0 : words[w];
  }

  /** Whether so many words have room. */
  static Outcome room(int integerWords, int fractionWords) {
    if (integerWords > MAX_WORDS) {
      return Outcome.OVERFLOW;
    }
    return integerWords + fractionWords > MAX_WORDS ? Outcome.TRUNCATED : Outcome.OK;
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
   * than it has by its type, and only a DECIMAL column or further arithmetic sees them; a product
   * that has no room for all its digits shows zeros in their place.
   */
  public int shownDigits() {
    return shown < 0 ? fractionDigits : shown;
  }

  /** Sets {@link #shownDigits()}, until the value changes; -1: as many as there are. */
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

  /** The value as a double, of the digits that it shows; allocates. */
  public double toDouble() {
    return DecimalDouble.of(this);
  }

  /** The sign and order of two decimals, as {@link Comparable} has it. */
  public int compareTo(Decimal other) {
    return DecimalSum.compare(this, other);
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
    int wholes = integerDigits();
    if (wholes == 0) {
      to[end++] = '0';
    }
    for (int i = wholes - 1; i >= 0; i--) {
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
      int count = usedWords();
      System.arraycopy(words, zeros, words, 0, count - zeros);
      Arrays.fill(words, count - zeros, count, 0);
      setIntegers((integerWords - zeros) * WORD_DIGITS);
    }
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
