package io.levin.kv.expr;

/**
 * Logarithms, exponentials and powers to the last bit as a TiDB server on x86-64 computes them. The
 * JDK's functions differ from them in the last place, which would make a stored value differ.
 *
 * <p>The logarithm is fdlibm's (e_log.c). The exponential is Shibata's, "Efficient evaluation
 * methods of elementary functions suitable for SIMD computation" (2010), with fused multiplication
 * and addition. The arc tangent is that of Cephes (atan.c). A power multiplies by squaring and
 * takes only the fraction of its exponent through the logarithm.
 */
final class GoMath {
  private static final double LOG2_E = 1.44269504088896340735992468100189214;
  private static final double LN2_HIGH = 6.93147180369123816490e-01;
  private static final double LN2_LOW = 1.90821492927058770002e-10;
  private static final double HALF_SQRT2 = 7.07106781186547524401e-01;

  /** Coefficients of the logarithm's polynomial. */
  private static final double[] L = {
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01
  };

  private static final double EXP_LIMIT = 7.09782712893384e+02;
  private static final double LN2_UPPER = 0.69314718055966295651160180568695068359375;
  private static final double LN2_LOWER = 0.28235290563031577122588448175013436025525412068e-12;

  /** Coefficients of the exponential's series. */
  private static final double[] E = {
    2.4801587301587301587e-5,
    1.9841269841269841270e-4,
    1.3888888888888888889e-3,
    8.3333333333333333333e-3,
    4.1666666666666666667e-2,
    1.6666666666666666667e-1,
    0.5,
    1.0
  };

  /** Coefficients of the arc tangent's quotient of polynomials. */
  private static final double[] P = {
    -8.750608600031904122785e-01,
    -1.615753718733365076637e+01,
    -7.500855792314704667340e+01,
    -1.228866684490136173410e+02,
    -6.485021904942025371773e+01
  };

  private static final double[] Q = {
    1.0,
    2.485846490142306297962e+01,
    1.650270098316988542046e+02,
    4.328810604912902668951e+02,
    4.853903996359136964868e+02,
    1.945506571482613964425e+02
  };

  private static final double ATAN_LIMIT = 0.66;
  private static final double TAN_3_PI_8 = 2.41421356237309504880;

  /** What half of pi has more than a double of it. */
  private static final double HALF_PI_REST = 6.123233995736765886130e-17;

  private static final int EXPONENT_LIMIT = 1 << 12;

  private static final int FRACTION_BITS = 52;
  private static final long FRACTION_MASK = (1L << FRACTION_BITS) - 1;
  private static final int EXPONENT_OF_HALF = 0x3FE;
  private static final long HALF = (long) EXPONENT_OF_HALF << FRACTION_BITS;

  private GoMath() {}

  /**
   * The natural logarithm. A subnormal number is taken for the normal one with the bits of its
   * fraction, as the assembler of TiDB's library takes it.
   */
  static double log(double x) {
    if (Double.isNaN(x) || x == Double.POSITIVE_INFINITY) {
      return x;
    }
    if (x <= 0) {
      return x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
    }
    long bits = Double.doubleToRawLongBits(x);
    int k = (int) (bits >>> FRACTION_BITS) - EXPONENT_OF_HALF;
    double f1 = Double.longBitsToDouble(bits & FRACTION_MASK | HALF);
    if (f1 < HALF_SQRT2) {
      f1 *= 2;
      k--;
    }
    double f = f1 - 1;
    double s = f / (2 + f);
    double s2 = s * s;
    double s4 = s2 * s2;
    double t1 = s2 * (L[0] + s4 * (L[2] + s4 * (L[4] + s4 * L[6])));
    double t2 = s4 * (L[1] + s4 * (L[3] + s4 * L[5]));
    double half = 0.5 * f * f;
    return k * LN2_HIGH - ((half - (s * (half + (t1 + t2)) + k * LN2_LOW)) - f);
  }

  /** The logarithm to base 2; exact for powers of 2. */
  static double log2(double x) {
    if (x == 0 || Double.isNaN(x) || Double.isInfinite(x)) {
      return log(x);
    }
    double fraction = fraction(x);
    int exponent = exponent(x);
    return fraction == 0.5 ? exponent - 1 : log(fraction) * LOG2_E + exponent;
  }

  /** The exponential. */
  static double exp(double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return x == Double.NEGATIVE_INFINITY ? 0 : x;
    }
    if (x > EXP_LIMIT) {
      return Double.POSITIVE_INFINITY;
    }
    if (x < -2 * EXP_LIMIT) {
      return 0;
    }
    int k = (int) Math.rint(x * LOG2_E);
    double r = Math.fma(-LN2_UPPER, k, x);
    r = Math.fma(-LN2_LOWER, k, r);
    r *= 0.0625;
    double sum = E[0];
    for (int i = 1; i < E.length; i++) {
      sum = Math.fma(sum, r, E[i]);
    }
    r *= sum;
    r *= r + 2;
    r *= r + 2;
    r *= r + 2;
    double result = Math.fma(r + 2, r, 1);
    return Math.scalb(result, k);
  }

  /** A power. */
  static double pow(double x, double y) {
    if (y == 0 || x == 1) {
      return 1;
    }
    if (y == 1) {
      return x;
    }
    if (Double.isNaN(x)
        || Double.isNaN(y)
        || x == 0
        || Double.isInfinite(x)
        || Double.isInfinite(y)) {
      return Math.pow(x, y);
    }
    if (y == 0.5) {
      return Math.sqrt(x);
    }
    if (y == -0.5) {
      return 1 / Math.sqrt(x);
    }
    double size = Math.abs(y);
    double whole = Math.floor(size);
    double rest = size - whole;
    if (rest != 0 && x < 0) {
      return Double.NaN;
    }
    if (whole >= 0x1p63) {
      return Math.pow(x, y);
    }
    double result = 1;
    if (rest != 0) {
      if (rest > 0.5) {
        rest--;
        whole++;
      }
      result = exp(rest * log(x));
    }
    long resultExponent = 0;
    double base = fraction(x);
    long baseExponent = exponent(x);
    for (long i = (long) whole; i != 0; i >>= 1) {
      if (baseExponent < -EXPONENT_LIMIT || baseExponent > EXPONENT_LIMIT) {
        resultExponent += baseExponent;
        break;
      }
      if ((i & 1) == 1) {
        result *= base;
        resultExponent += baseExponent;
      }
      base *= base;
      baseExponent <<= 1;
      if (base < 0.5) {
        base += base;
        baseExponent--;
      }
    }
    if (y < 0) {
      result = 1 / result;
      resultExponent = -resultExponent;
    }
    int scale = (int) Math.max(-10_000, Math.min(10_000, resultExponent));
    return Math.scalb(result, scale);
  }

  /** The arc tangent. */
  static double atan(double x) {
    double size = Math.abs(x);
    double angle;
    if (size <= ATAN_LIMIT) {
      angle = smallAtan(size);
    } else if (size > TAN_3_PI_8) {
      angle = Math.PI / 2 - smallAtan(1 / size) + HALF_PI_REST;
    } else {
      angle = Math.PI / 4 + smallAtan((size - 1) / (size + 1)) + 0.5 * HALF_PI_REST;
    }
    return x == 0 ? x : Math.copySign(angle, x);
  }

  private static double smallAtan(double x) {
    double square = x * x;
    return x * (square * polynomial(P, square) / polynomial(Q, square)) + x;
  }

  private static double polynomial(double[] coefficients, double x) {
    double sum = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      sum = sum * x + coefficients[i];
    }
    return sum;
  }

  /** The angle of a point; of one on an axis it is exact. */
  static double atan2(double y, double x) {
    if (y == 0 || x == 0 || Double.isNaN(x) || Double.isNaN(y)) {
      return Math.atan2(y, x);
    }
    double angle = atan(y / x);
    if (x < 0) {
      return angle <= 0 ? angle + Math.PI : angle - Math.PI;
    }
    return angle;
  }

  /** x as a fraction of 0.5 to 1 and a power of two: the power. */
  private static int exponent(double x) {
    int exponent = Math.getExponent(x);
    return exponent < Double.MIN_EXPONENT ? Math.getExponent(x * 0x1p52) - 51 : exponent + 1;
  }

  private static double fraction(double x) {
    return Math.scalb(x, -exponent(x));
  }

  /** The order of doubles, in which what is no number comes first. */
  static int compare(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(b), Double.isNaN(a));
    }
    return a < b ? -1 : a > b ? 1 : 0;
  }

  /** A double as an integer of 64 bits as amd64 cuts it: what is out of range is the smallest. */
  static long toInt(double value) {
    return value >= -0x1p63 && value < 0x1p63 ? (long) value : Long.MIN_VALUE;
  }
}
