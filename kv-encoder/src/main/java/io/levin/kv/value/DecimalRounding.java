package io.levin.kv.value;

import io.levin.kv.value.Decimal.Outcome;
import java.util.Arrays;

/**
 * Rounds and cuts decimals, and gives them zeros behind the point, as far as their words have room.
 */
final class DecimalRounding {
  private static final int WORD = Decimal.WORD_DIGITS;
  private static final int BASE = 1_000_000_000;

  private DecimalRounding() {}

  /**
   * Rounds half away from zero, or cuts.
   *
   * @param places digits behind the point; a negative number are those before it
   * @param to may be the same decimal: then zeros before the first digit stay as many as they were
   * @return TRUNCATED if there is no room for so many digits
   */
  static Outcome round(Decimal from, int places, boolean halfUp, Decimal to) {
    int integers = from.integerWords;
    int before = Decimal.wordsFor(from.fractionDigits);
    int after = places > 0 ? Decimal.wordsFor(places) : (places + 1) / WORD;
    int digits = places;
    Outcome outcome = Outcome.OK;
    if (integers + after > Decimal.MAX_WORDS) {
      after = Decimal.MAX_WORDS - integers;
      digits = after * WORD;
      outcome = Outcome.TRUNCATED;
    }
    if (from.integers + digits < 0) {
      to.setZero();
      return Outcome.OK;
    }
    int had = from.fractionDigits;
    if (to != from) {
      to.set(from);
      to.setIntegers(integers * WORD);
    }
    if (after > before) {
      Arrays.fill(to.words, integers + before, integers + after, 0);
    } else if (digits < had) {
      return cut(to, digits, after, before, halfUp, outcome);
    }
    setDigits(to, digits);
    return outcome;
  }

  /** Takes digits away. */
  private static Outcome cut(
      Decimal to, int digits, int after, int before, boolean halfUp, Outcome room) {
    int[] words = to.words;
    int integers = to.integerWords;
    int last = integers + after - 1;
    if (digits == after * WORD) {
      boolean up = halfUp && words[last + 1] / (BASE / 10) >= 5;
      if (up && last < 0) {
        last = 0;
        words[0] = BASE;
      } else if (up) {
        words[last]++;
      } else if (last < 0) {
        to.setZero();
        return Outcome.OK;
      }
    } else {
      int unit = Decimal.POWERS[after * WORD - digits - 1];
      int shifted = words[last] / unit;
      int next = shifted % 10;
      words[last] = unit * (shifted - next + (halfUp && next >= 5 ? 10 : 0));
    }
    if (after < before) {
      int from = digits == 0 && integers == 0 ? 1 : integers + after;
      Arrays.fill(words, from, Decimal.MAX_WORDS, 0);
    }
    if (words[last] >= BASE) {
      return carry(to, digits, after, last, room);
    }
    while (last > 0 && words[last] == 0) {
      last--;
    }
    if (words[last] == 0) {
      to.setIntegers(1);
      to.negative = false;
      Arrays.fill(words, 0, Math.max(0, after + 1), 0);
      setDigits(to, digits);
      return Outcome.OK;
    }
    countFirstWord(to, last);
    setDigits(to, digits);
    return room;
  }

  private static Outcome carry(Decimal to, int places, int fractionWords, int from, Outcome room) {
    int[] words = to.words;
    int after = fractionWords;
    int digits = places;
    int at = from;
    Outcome outcome = room;
    words[at] -= BASE;
    boolean carry = true;
    while (carry && at > 0) {
      at--;
      carry = words[at] == BASE - 1;
      words[at] = carry ? 0 : words[at] + 1;
    }
    if (carry) {
      int integers = to.integerWords;
      if (integers + after >= Decimal.MAX_WORDS) {
        after--;
        digits = after * WORD;
        outcome = Outcome.TRUNCATED;
      }
      int moved = integers + Math.max(after, 0);
      if (moved >= Decimal.MAX_WORDS || to.integers >= Decimal.MAX_WORDS * WORD) {
        outcome = Outcome.OVERFLOW;
      }
      System.arraycopy(words, 0, words, 1, Math.min(moved, Decimal.MAX_WORDS - 1));
      at = 0;
      words[0] = 1;
      to.setIntegers(Math.min(Decimal.MAX_WORDS * WORD, to.integers + 1));
    }
    countFirstWord(to, at);
    setDigits(to, digits);
    return outcome;
  }

  /** The number may have become one digit longer, which is looked for in whatever word changed. */
  private static void countFirstWord(Decimal to, int changed) {
    int digits = to.integers % WORD;
    if (digits > 0 && to.words[changed] >= Decimal.POWERS[digits]) {
      to.setIntegers(to.integers + 1);
    }
  }

  private static void setDigits(Decimal to, int digits) {
    to.fractionDigits = Math.max(0, digits);
    to.setShownDigits(-1);
  }
}
