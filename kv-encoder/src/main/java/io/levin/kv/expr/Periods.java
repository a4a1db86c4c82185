package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;

/**
 * PERIOD_ADD and PERIOD_DIFF, whose periods are months written as {@code YYYYMM} or {@code YYMM}.
 */
final class Periods {
  private Periods() {}

  static void addTo(Functions.Registry registry) {
    registry.add("period_add", 2, Periods::periodAdd);
    registry.add("period_diff", 2, Periods::periodDiff);
  }

  /** Months of a period {@code YYYYMM} or {@code YYMM}; -1 if it is none. */
  private static long months(long period) {
    long month = period % 100;
    long year = period / 100;
    if (period < 0 || month < 1 || month > 12) {
      return -1;
    }
    year += year < 70 ? 2000 : year < 100 ? 1900 : 0;
    return year * 12 + month - 1;
  }

  private static Node periodAdd(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.INT,
        (v, to) -> {
          // Numbers without sign, in which a negative one is very large: TiDB's way.
          long months = periodMonths(v[0]) + v[1].bits();
          long year = Long.divideUnsigned(months, 12);
          if (months == 0) {
            to.setInt(0);
            return;
          }
          if (year >= 0 && year < 100) {
            year += year < 70 ? 2000 : 1900;
          }
          to.setInt(year * 100 + Long.remainderUnsigned(months, 12) + 1);
        },
        tools.integer(args[0]),
        tools.integer(args[1]));
  }

  private static Node periodDiff(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.INT,
        (v, to) -> to.setInt(periodMonths(v[0]) - periodMonths(v[1])),
        tools.integer(args[0]),
        tools.integer(args[1]));
  }

  private static long periodMonths(Value period) throws ConversionException {
    long months = months(period.bits());
    if (months < 0) {
      throw new ConversionException(
          SqlError.WRONG_ARGUMENTS, "Incorrect arguments to a period function");
    }
    return months;
  }
}
