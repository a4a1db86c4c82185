package io.levin.kv.expr;

/**
 * Capital and small letters as Unicode 15 pairs them, which is TiDB's version: Java 17 knows fewer
 * pairs, and later ones know more.
 */
final class CasePairs {
  /** Code points of pairs that came after Unicode 15, first and last of each range. */
  private static final int[][] LATER = {
    {0x1C89, 0x1C8A},
    {0xA7CB, 0xA7CF},
    {0xA7D2, 0xA7D5},
    {0xA7DA, 0xA7DC},
    {0x10D50, 0x10D85},
    {0x16EA0, 0x16ED3}
  };

  /**
   * Pairs that Java 17 lacks: first and last capital letter, how far behind them the small ones
   * are, and how far apart the capital ones.
   */
  private static final int[][] ADDED = {
    {0x2C2F, 0x2C2F, 0x30, 1},
    {0xA7C0, 0xA7C0, 1, 1},
    {0xA7D0, 0xA7D0, 1, 1},
    {0xA7D6, 0xA7D8, 1, 2},
    {0x10570, 0x1057A, 0x27, 1},
    {0x1057C, 0x1058A, 0x27, 1},
    {0x1058C, 0x10592, 0x27, 1},
    {0x10594, 0x10595, 0x27, 1}
  };

  private CasePairs() {}

  /** The capital letter of a small one; everything else is itself. */
  static int upper(int codePoint) {
    if (codePoint < ADDED[0][0]) {
      return known(codePoint, Character.toUpperCase(codePoint));
    }
    for (int[] pair : ADDED) {
      if (isOf(pair, codePoint - pair[2])) {
        return codePoint - pair[2];
      }
    }
    return known(codePoint, Character.toUpperCase(codePoint));
  }

  /** The small letter of a capital one; everything else is itself. */
  static int lower(int codePoint) {
    if (codePoint < ADDED[0][0]) {
      return known(codePoint, Character.toLowerCase(codePoint));
    }
    for (int[] pair : ADDED) {
      if (isOf(pair, codePoint)) {
        return codePoint + pair[2];
      }
    }
    return known(codePoint, Character.toLowerCase(codePoint));
  }

  private static boolean isOf(int[] pair, int capital) {
    return capital >= pair[0] && capital <= pair[1] && (capital - pair[0]) % pair[3] == 0;
  }

  private static int known(int codePoint, int other) {
    return other != codePoint && (isLater(codePoint) || isLater(other)) ? codePoint : other;
  }

  private static boolean isLater(int codePoint) {
    for (int[] range : LATER) {
      if (codePoint >= range[0] && codePoint <= range[1]) {
        return true;
      }
    }
    return false;
  }
}
