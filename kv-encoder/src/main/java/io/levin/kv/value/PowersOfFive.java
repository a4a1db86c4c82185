package io.levin.kv.value;

import java.math.BigInteger;

/**
 * Multiplies an integer by a power of ten and rounds to the nearest double, by Lemire's method
 * ("Number Parsing at a Gigabyte per Second"): the product with a power of five of 128 bits decides
 * the rounding, exactly for every integer of 64 bits.
 */
final class PowersOfFive {
  private static final int LEAST = -342;
  private static final int MOST = 308;
  private static final int MANTISSA_BITS = 52;
  private static final int EXPONENT_BIAS = 1023;
  private static final int INFINITE_EXPONENT = 0x7FF;

  /** Two words a power, the first 128 bits of its binary form; rounded down above 5^0. */
  private static final long[] WORDS = words();

  private PowersOfFive() {}

  /** {@code mantissa * 10^exponent}, the mantissa unsigned. */
  static double scale(long mantissa, int exponent) {
    if (mantissa == 0 || exponent < LEAST) {
      return 0;
    }
    if (exponent > MOST) {
      return Double.POSITIVE_INFINITY;
    }
    int zeros = Long.numberOfLeadingZeros(mantissa);
    long w = mantissa << zeros;
    int index = 2 * (exponent - LEAST);
    long high = multiplyHigh(w, WORDS[index]);
    long low = w * WORDS[index];
    long mask = -1L >>> MANTISSA_BITS + 3;
    if ((high & mask) == mask) {
      long more = multiplyHigh(w, WORDS[index + 1]);
      low += more;
      if (Long.compareUnsigned(low, more) < 0) {
        high++;
      }
    }
    int top = (int) (high >>> 63);
    int shift = top + 64 - MANTISSA_BITS - 3;
    long bits = high >>> shift;
    int power = (int) ((217706L * exponent) >> 16) + 63 + top - zeros + EXPONENT_BIAS;
    if (power <= 0) {
      return subnormal(bits, power);
    }
    boolean tie = Long.compareUnsigned(low, 1) <= 0 && exponent >= -4 && exponent <= 23;
    if (tie && (bits & 3) == 1 && bits << shift == high) {
      bits &= ~1L;
    }
    bits = (bits + (bits & 1)) >>> 1;
    if (bits >= 2L << MANTISSA_BITS) {
      bits = 1L << MANTISSA_BITS;
      power++;
    }
    if (power >= INFINITE_EXPONENT) {
      return Double.POSITIVE_INFINITY;
    }
    return Double.longBitsToDouble(
        (long) power << MANTISSA_BITS | bits & (1L << MANTISSA_BITS) - 1);
  }

  private static double subnormal(long mantissa, int power) {
    if (-power + 1 >= 64) {
      return 0;
    }
    long bits = mantissa >>> -power + 1;
    bits = (bits + (bits & 1)) >>> 1;
    return Double.longBitsToDouble(bits);
  }

  private static long multiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
  }

  private static long[] words() {
    long[] words = new long[2 * (MOST - LEAST + 1)];
    BigInteger five = BigInteger.valueOf(5);
    for (int q = LEAST; q <= MOST; q++) {
      BigInteger bits;
      if (q >= 0) {
        BigInteger power = five.pow(q);
        int shift = power.bitLength() - 128;
        bits = shift >= 0 ? power.shiftRight(shift) : power.shiftLeft(-shift);
      } else {
        // The reciprocal, rounded up.
        BigInteger power = five.pow(-q);
        int scale = power.bitLength() + 127;
        bits = BigInteger.ONE.shiftLeft(scale).divide(power).add(BigInteger.ONE);
        if (bits.bitLength() > 128) {
          bits = bits.shiftRight(1);
        }
      }
      words[2 * (q - LEAST)] = bits.shiftRight(64).longValue();
      words[2 * (q - LEAST) + 1] = bits.longValue();
    }
    return words;
  }
}
