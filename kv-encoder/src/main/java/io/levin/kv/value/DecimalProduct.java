package io.levin.kv.value;

import io.levin.kv.value.Decimal.Outcome;

/**
 * Products of decimals. Where the words of a product have no room, whole words are taken off the
 * factors before they are multiplied, even before the point.
 */
final class DecimalProduct {
  private static final int BASE = 1_000_000_000;

  /** More digits behind the point are there, but do not count. */
  private static final int MOST_DIGITS = 31;

  private DecimalProduct() {}

  /**
   * Multiplies.
   *
   * @param to another decimal than the factors
   * @return TRUNCATED if words were taken off; on OVERFLOW there is no product
   */
  static Outcome multiply(Decimal a, Decimal b, Decimal to) {
    int integers = Decimal.wordsFor(a.integers + b.integers);
    int aWords = Decimal.wordsFor(a.fractionDigits);
    int bWords = Decimal.wordsFor(b.fractionDigits);
    int fraction = aWords + bWords;
    int digits = Math.min(MOST_DIGITS, a.fractionDigits + b.fractionDigits);
    int shown = Math.min(Decimal.MAX_SCALE, a.shownDigits() + b.shownDigits());
    Outcome outcome = Decimal.room(integers, fraction);
    if (outcome == Outcome.OVERFLOW) {
      return outcome;
    }
    if (outcome == Outcome.TRUNCATED) {
      int excess = integers + fraction - Decimal.MAX_WORDS;
      int half = excess >> 1;
      boolean more = aWords > bWords;
      aWords -= more ? excess - half : half;
      bWords -= more ? half : excess - half;
      fraction -= excess;
      digits = Math.min(digits, fraction * Decimal.WORD_DIGITS);
    }
    int aEnd = a.integerWords + aWords;
    int bEnd = b.integerWords + bWords;
    to.setZero(digits);
    to.negative = a.negative != b.negative;
    boolean fits = multiplyWords(a.words, aEnd, b.words, bEnd, to.words, integers + fraction);
    if (!fits) {
      return Outcome.OVERFLOW;
    }
    if (to.negative && to.isZero()) {
      to.setZero(shown);
      return outcome;
    }
    to.setShownDigits(shown);
    int zeros = 0;
    while (zeros < integers - 1 && to.words[zeros] == 0) {
      zeros++;
    }
    int moved = integers + Decimal.wordsFor(digits) - zeros;
    System.arraycopy(to.words, zeros, to.words, 0, moved);
    to.setIntegers((integers - zeros) * Decimal.WORD_DIGITS);
    return outcome;
  }

  /** The words of a product, of which the last one is that of the last words of both. */
  private static boolean multiplyWords(int[] a, int aEnd, int[] b, int bEnd, int[] to, int end) {
    for (int i = aEnd - 1; i >= 0; i--) {
      int at = end - (aEnd - i);
      long carry = 0;
      for (int j = bEnd - 1; j >= 0; j--) {
        carry += (long) a[i] * b[j] + to[at];
        to[at--] = (int) (carry % BASE);
        carry /= BASE;
      }
      for (; carry > 0; at--) {
        if (at < 0) {
          return false;
        }
        carry += to[at];
        to[at] = (int) (carry % BASE);
        carry /= BASE;
      }
    }
    return true;
  }
}
