package io.levin.kv.value;

/**
 * Powers of ten as Go's {@code math.Pow10} has them: the product (below one: the quotient) of two
 * table entries, which is not always the double that is nearest. What TiDB rounds and limits floats
 * by.
 */
public final class PowersOfTen {
  private static final int LEAST = -323;
  private static final int MOST = 308;
  private static final int STEP = 32;

  private static final double[] POWERS = new double[MOST - LEAST + 1];

  static {
    for (int n = LEAST; n <= MOST; n++) {
      int size = Math.abs(n);
      double coarse = nearest((n < 0 ? -1 : 1) * (size - size % STEP));
      double fine = nearest(size % STEP);
      POWERS[n - LEAST] = n < 0 ? coarse / fine : coarse * fine;
    }
  }

  private PowersOfTen() {}

  /** The power; infinite above 10^308, 0 below 10^-323. */
  public static double of(int exponent) {
    if (exponent > MOST) {
      return Double.POSITIVE_INFINITY;
    }
    return exponent < LEAST ? 0 : POWERS[exponent - LEAST];
  }

  private static double nearest(int exponent) {
    return Double.parseDouble("1e" + exponent);
  }
}
