package io.levin.kv.expr;

/** The types of sums, products, quotients and remainders that are no integers. */
final class ArithmeticTypes {
  /** The most digits of a double, as its type counts them. */
  static final int REAL_WIDTH = 23;

  private static final int MAX_PRECISION = 65;

  private ArithmeticTypes() {}

  /**
   * The type of a sum or difference of two doubles or two decimals: the digits of the longer one on
   * each side of the point, and one more.
   */
  static SqlType sum(SqlType a, SqlType b) {
    boolean known = a.flen() >= 0 && b.flen() >= 0;
    long whole = Math.max(a.flen() - a.decimal(), b.flen() - b.decimal()) + 1;
    return of(a, b, known ? whole : -1, Math.max(a.decimal(), b.decimal()));
  }

  /** The type of a product of two doubles or two decimals: the digits of both. */
  static SqlType product(SqlType a, SqlType b) {
    boolean known = a.flen() >= 0 && b.flen() >= 0;
    long whole = a.flen() - a.decimal() + b.flen() - b.decimal();
    return of(a, b, known ? whole : -1, a.decimal() + b.decimal());
  }

  /**
   * A type of so many digits before and behind the point, unless an operand does not say how many
   * it has behind it.
   *
   * @param whole -1 if unknown
   */
  private static SqlType of(SqlType a, SqlType b, long whole, int decimal) {
    boolean real = a.kind() == EvalKind.REAL;
    if (a.decimal() < 0 || b.decimal() < 0) {
      return real ? SqlType.REAL.withFlen(-1) : SqlType.decimal(MAX_PRECISION, SqlType.MAX_SCALE);
    }
    int scale = Math.min(SqlType.MAX_SCALE, decimal);
    long flen = whole < 0 ? -1 : whole + scale;
    return real
        ? SqlType.REAL.withFlen(Math.min(REAL_WIDTH, flen)).withDecimal(scale)
        : SqlType.decimal(flen, scale);
  }

  /** The type of a quotient of decimals, which has some digits more than the dividend. */
  static SqlType quotient(SqlType a, SqlType b, int increment) {
    int scale = Math.min(SqlType.MAX_SCALE, Math.max(0, a.decimal()) + increment);
    if (a.flen() < 0) {
      return SqlType.decimal(MAX_PRECISION, scale);
    }
    // A point and a sign of the dividend give way to those of the quotient.
    long pointless = a.flen() - (a.decimal() > 0 ? 1 : 0);
    // An unsigned dividend gives way to a sign, too: TiDB's way.
    long digits = pointless - (a.unsigned() || pointless > 0 ? 1 : 0);
    long all = digits + Math.max(0, b.decimal()) + increment;
    return SqlType.decimal(all + (scale > 0 ? 1 : 0) + (all == 0 ? 0 : 1), scale);
  }

  /**
   * The type of a remainder: as wide as the wider operand.
   *
   * @param real whether it is a double
   */
  static SqlType remainder(SqlType a, SqlType b, boolean real, boolean unsigned) {
    int scale = a.decimal() < 0 || b.decimal() < 0 ? -1 : Math.max(a.decimal(), b.decimal());
    long flen = a.flen() < 0 || b.flen() < 0 ? -1 : Math.max(a.flen(), b.flen());
    return real
        ? SqlType.REAL
            .withFlen(Math.min(REAL_WIDTH, flen))
            .withDecimal(scale)
            .withUnsigned(unsigned)
        : SqlType.decimal(unsigned, flen, scale);
  }
}
