package io.levin.kv.expr;

import io.levin.kv.value.CoreTime;
import io.levin.schema.MysqlType;

/** EXTRACT: several fields of a time as the digits of one number. */
final class Extraction {
  private Extraction() {}

  static long ofDate(String unit, long core) {
    return switch (unit) {
      case "year" -> CoreTime.year(core);
      case "year_month" -> CoreTime.year(core) * 100L + CoreTime.month(core);
      case "quarter" -> (CoreTime.month(core) + 2) / 3;
      case "month" -> CoreTime.month(core);
      case "week" -> Times.complete(core) ? Weeks.weekOfYear(core, 0) : 0;
      default -> CoreTime.day(core);
    };
  }

  /** Units with a time of day; a day in them is the date's, and 0 for a time span. */
  static Node ofClock(Tools tools, String unit, Node value) {
    boolean day = unit.startsWith("day_");
    EvalKind kind = value.type().kind();
    if (day && !kind.temporal() && !value.type().isNull()) {
      // TiDB reads such a value as a date or as a time span, whichever fits.
      throw new UnsupportedExpression("extract of " + unit + " from neither a date nor a time");
    }
    if (kind == EvalKind.TIME || value.type().isNull()) {
      Node time = tools.time(value);
      return CallNode.of(
          SqlType.INT,
          (v, to) -> {
            long core = v[0].bits();
            long days = day ? CoreTime.day(core) : 0;
            to.setInt(number(unit, days, Times.clockOf(core)));
          },
          time);
    }
    Node span =
        value.type().kind() == EvalKind.DURATION ? value : tools.coerce().toDuration(value, 6);
    return CallNode.of(
        SqlType.INT,
        (v, to) -> {
          long size = number(unit, 0, Math.abs(v[0].bits()));
          to.setInt(v[0].bits() < 0 ? -size : size);
        },
        span);
  }

  private static long number(String unit, long day, long nanoseconds) {
    long micro = nanoseconds % Times.SECOND / 1000;
    long seconds = nanoseconds / Times.SECOND;
    long second = seconds % 60;
    long minute = seconds / 60 % 60;
    long hour = seconds / 3600;
    return switch (unit) {
      case "microsecond" -> micro;
      case "second" -> second;
      case "minute" -> minute;
      case "hour" -> hour;
      case "second_microsecond" -> second * 1_000_000 + micro;
      case "minute_microsecond" -> (minute * 100 + second) * 1_000_000 + micro;
      case "minute_second" -> minute * 100 + second;
      case "hour_microsecond" -> (hour * 10_000 + minute * 100 + second) * 1_000_000 + micro;
      case "hour_second" -> hour * 10_000 + minute * 100 + second;
      case "hour_minute" -> hour * 100 + minute;
      case "day_microsecond" ->
          (day * 1_000_000 + hour * 10_000 + minute * 100 + second) * 1_000_000 + micro;
      case "day_second" -> day * 1_000_000 + hour * 10_000 + minute * 100 + second;
      case "day_minute" -> day * 10_000 + hour * 100 + minute;
      case "day_hour" -> day * 100 + hour;
      default -> throw new UnsupportedExpression("unit " + unit);
    };
  }

  /** True if a unit says something about the time of day. */
  static boolean hasClock(String unit) {
    return !switch (unit) {
      case "day", "week", "month", "quarter", "year", "year_month" -> true;
      default -> false;
    };
  }

  /** True if the type of a value is DATE. */
  static boolean isDate(Node node) {
    return node.type().tp() == MysqlType.DATE;
  }
}
