package io.levin.kv.value;

import io.levin.kv.value.Decimal.Outcome;
import java.math.BigInteger;

/** Quotients and remainders of decimals, in whole words. Allocates. */
final class DecimalQuotient {
  private static final BigInteger BASE = BigInteger.valueOf(1_000_000_000);

  private DecimalQuotient() {}

  /**
   * Divides.
   *
   * @param b has a digit that is not zero
   * @param increment how many digits more than the dividend the quotient shows
   * @param to another decimal than both
   * @return TRUNCATED if words behind the point have no room; on OVERFLOW there is no quotient
   */
  static Outcome divide(Decimal a, Decimal b, int increment, Decimal to) {
    int shown = Math.min(Decimal.MAX_SCALE, a.shownDigits() + increment);
    int aFirst = firstWord(a);
    int bFirst = firstWord(b);
    if (aFirst == a.usedWords()) {
      to.setZero(shown);
      return Outcome.OK;
    }
    int aWords = Decimal.wordsFor(a.fractionDigits);
    int bWords = Decimal.wordsFor(b.fractionDigits);
    int room = (aWords + bWords) * Decimal.WORD_DIGITS;
    int more = Math.max(0, increment - room + a.fractionDigits + b.fractionDigits);
    int fraction = Decimal.wordsFor(room + more);
    int integers = Math.max(0, quotientWords(a, aFirst, b, bFirst));
    Outcome outcome = Decimal.room(integers, fraction);
    if (outcome == Outcome.OVERFLOW) {
      return outcome;
    }
    fraction = Math.min(fraction, Decimal.MAX_WORDS - integers);
    int shift = fraction + bWords - aWords;
    BigInteger x = inWords(a, Math.max(0, shift));
    BigInteger y = inWords(b, Math.max(0, -shift));
    to.setZero(fraction * Decimal.WORD_DIGITS);
    to.setShownDigits(shown);
    set(to, x.divide(y), integers, fraction, a.negative != b.negative);
    return outcome;
  }

  /**
   * The remainder, with the sign of the dividend.
   *
   * @param b has a digit that is not zero
   * @param to another decimal than both; gets the remainder only if it has room
   */
  static Outcome remainder(Decimal a, Decimal b, Decimal to) {
    int aFirst = firstWord(a);
    int bFirst = firstWord(b);
    int shown = Math.max(a.shownDigits(), b.shownDigits());
    if (aFirst == a.usedWords()) {
      to.setZero(shown);
      return Outcome.OK;
    }
    int digits = Math.max(a.fractionDigits, b.fractionDigits);
    int fraction = Decimal.wordsFor(digits);
    BigInteger x = inWords(a, fraction - Decimal.wordsFor(a.fractionDigits));
    BigInteger y = inWords(b, fraction - Decimal.wordsFor(b.fractionDigits));
    BigInteger rest = x.mod(y);
    // The words before the point that are left when those of the quotient are taken away, of which
    // only the first is looked at: others may be zero and need room all the same.
    int integers = a.integerWords - aFirst - Math.max(0, quotientWords(a, aFirst, b, bFirst));
    integers += a.words[aFirst] < b.words[bFirst] ? -1 : 0;
    boolean carried = aFirst + integers < a.integerWords;
    int lastTaken = integers + fraction;
    if (carried && lastTaken >= 0 && rest.divide(BASE.pow(lastTaken)).mod(BASE).signum() != 0) {
      integers++;
    }
    if (integers <= 0 && fraction == 0) {
      to.setZero();
      return Outcome.OK;
    }
    if (-integers >= Decimal.MAX_WORDS) {
      return Outcome.TRUNCATED;
    }
    integers = Math.max(0, integers);
    Outcome outcome = Decimal.room(integers, fraction);
    if (outcome == Outcome.OK) {
      to.setZero(digits);
      to.setShownDigits(shown);
      set(to, rest, integers, fraction, a.negative);
    }
    return outcome;
  }

  /** How many words before the point a quotient has; less than none where it begins behind it. */
  private static int quotientWords(Decimal a, int aFirst, Decimal b, int bFirst) {
    int words = a.integerWords - aFirst - (b.integerWords - bFirst);
    return a.words[aFirst] >= b.words[bFirst] ? words + 1 : words;
  }

  /** The first word that is not zero, or how many there are. */
  private static int firstWord(Decimal value) {
    int w = 0;
    while (w < value.usedWords() && value.words[w] == 0) {
      w++;
    }
    return w;
  }

  /** All words as one number, with so many zero words more. */
  private static BigInteger inWords(Decimal value, int zeros) {
    BigInteger all = BigInteger.ZERO;
    for (int w = 0; w < value.usedWords(); w++) {
      all = all.multiply(BASE).add(BigInteger.valueOf(value.words[w]));
    }
    return all.multiply(BASE.pow(zeros));
  }

  private static void set(
      Decimal to, BigInteger all, int integers, int fraction, boolean negative) {
    BigInteger rest = all;
    int first = integers;
    for (int w = integers + fraction - 1; w >= 0; w--) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      to.words[w] = parts[1].intValue();
      rest = parts[0];
      if (w < integers && to.words[w] != 0) {
        first = w;
      }
    }
    System.arraycopy(to.words, first, to.words, 0, Decimal.MAX_WORDS - first);
    to.setIntegers((integers - first) * Decimal.WORD_DIGITS);
    to.setIntegers(to.integerDigits());
    to.negative = negative && !to.isZero();
  }
}
