package io.levin.kv.value;

import io.levin.kv.value.Decimal.Outcome;

/** Sums and differences of decimals, and their order. */
final class DecimalSum {
  private static final int BASE = 1_000_000_000;

  private DecimalSum() {}

  /**
   * Adds or subtracts.
   *
   * @param to another decimal than the terms; gets the sum only if it has room
   */
  static Outcome add(Decimal a, Decimal b, boolean minus, Decimal to) {
    boolean sameSign = a.negative == (minus != b.negative);
    return sameSign ? addSizes(a, b, to) : subtractSizes(a, b, to);
  }

  private static Outcome addSizes(Decimal a, Decimal b, Decimal to) {
    int integers = Math.max(a.integerWords, b.integerWords);
    int first =
        a.integerWords > b.integerWords
            ? a.words[0]
            : b.integerWords > a.integerWords ? b.words[0] : a.words[0] + b.words[0];
    if (first > BASE - 2) {
      integers++; // There may be a carry.
    }
    Outcome outcome = prepare(a, b, integers, a.negative, to);
    if (outcome == Outcome.OK) {
      int carry = 0;
      for (int w = to.usedWords() - 1; w >= 0; w--) {
        int sum = a.wordAt(w - integers) + b.wordAt(w - integers) + carry;
        carry = sum >= BASE ? 1 : 0;
        to.words[w] = sum - carry * BASE;
      }
    }
    return outcome;
  }

  private static Outcome subtractSizes(Decimal a, Decimal b, Decimal to) {
    int order = compareSizes(a, b);
    if (order == 0) {
      to.setZero(Math.max(a.shownDigits(), b.shownDigits()));
      return Outcome.OK;
    }
    Decimal larger = order > 0 ? a : b;
    Decimal smaller = order > 0 ? b : a;
    int integers = larger.integerWords - leadingZeroWords(larger);
    Outcome outcome = prepare(a, b, integers, a.negative == order > 0, to);
    if (outcome == Outcome.OK) {
      int borrow = 0;
      for (int w = to.usedWords() - 1; w >= 0; w--) {
        int rest = larger.wordAt(w - integers) - smaller.wordAt(w - integers) - borrow;
        borrow = rest < 0 ? 1 : 0;
        to.words[w] = rest + borrow * BASE;
      }
    }
    return outcome;
  }

  /** Gives the result its shape, if that has room. */
  private static Outcome prepare(Decimal a, Decimal b, int integers, boolean negative, Decimal to) {
    int digits = Math.max(a.fractionDigits, b.fractionDigits);
    Outcome outcome = Decimal.room(integers, Decimal.wordsFor(digits));
    if (outcome == Outcome.OK) {
      to.setZero(digits);
      to.setShownDigits(Math.max(a.shownDigits(), b.shownDigits()));
      to.negative = negative;
      to.setIntegers(integers * Decimal.WORD_DIGITS);
    }
    return outcome;
  }

  /** The order, in which a zero with a minus stands before one without. */
  static int compare(Decimal a, Decimal b) {
    if (a.negative != b.negative) {
      return a.negative ? -1 : 1;
    }
    int order = compareSizes(a, b);
    return a.negative ? -order : order;
  }

  private static int compareSizes(Decimal a, Decimal b) {
    int fraction = Math.max(Decimal.wordsFor(a.fractionDigits), Decimal.wordsFor(b.fractionDigits));
    for (int w = -Math.max(a.integerWords, b.integerWords); w < fraction; w++) {
      int order = Integer.compare(a.wordAt(w), b.wordAt(w));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int leadingZeroWords(Decimal value) {
    int zeros = 0;
    while (zeros < value.integerWords && value.words[zeros] == 0) {
      zeros++;
    }
    return zeros;
  }
}
