package io.levin.kv.expr;

import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** The amount of an INTERVAL: months, and days and nanoseconds beside them. */
final class Interval {
  private static final long DAY = 86_400L * 1_000_000_000L;
  private static final long MAX_MONTHS = 12L * 100_000;
  private static final long MAX_DAYS = 366L * 100_000;

  private final String unit;
  private final boolean forTimestampAdd;
  private long months;
  private long days;
  private long nanoseconds;
  private boolean tooLarge;
  private boolean unreadable;
  private boolean incorrect;
  private boolean justOver;

  // Nanoseconds of the clock, and whether TIMESTAMPADD has more than 64 bits hold.
  private long total;
  private boolean wraps;

  /**
   * @param forTimestampAdd true to take an amount that no integer can be for one that is just too
   *     large
   */
  Interval(String unit, boolean forTimestampAdd) {
    this.unit = unit;
    this.forTimestampAdd = forTimestampAdd;
    switch (unit) {
      case "microsecond",
          "second",
          "minute",
          "hour",
          "day",
          "week",
          "month",
          "quarter",
          "year",
          "second_microsecond",
          "minute_microsecond",
          "minute_second",
          "hour_microsecond",
          "hour_second",
          "hour_minute",
          "day_microsecond",
          "day_second",
          "day_minute",
          "day_hour",
          "year_month" -> {}
      default -> throw new UnsupportedExpression("interval unit " + unit);
    }
  }

  /** True if the unit is one of several fields, whose amount is text. */
  boolean composite() {
    return unit.indexOf('_') >= 0;
  }

  /** True if the amount is one of days and less, none of months. */
  boolean days() {
    return months == 0;
  }

  /** True for TIMESTAMPADD, which knows no year 0. */
  boolean forTimestampAdd() {
    return forTimestampAdd;
  }

  /** True if the amount is more than any integer can be. */
  boolean unreadable() {
    return unreadable;
  }

  /** True if the text of several fields has too many, or one that no integer can be. */
  boolean incorrect() {
    return incorrect;
  }

  /** True if the amount leads out of every range. */
  boolean tooLarge() {
    return tooLarge;
  }

  /** Nanoseconds and days together, for a time span. */
  long span() {
    return days * DAY + nanoseconds;
  }

  /** True if {@link #addTo} led TIMESTAMPADD just behind the last day, which is another error. */
  boolean justOver() {
    return justOver;
  }

  /** Takes the amount; a decimal of seconds keeps its fraction, another one is rounded. */
  void set(Value amount, boolean minus) {
    months = 0;
    days = 0;
    nanoseconds = 0;
    tooLarge = false;
    unreadable = false;
    incorrect = false;
    wraps = false;
    if (composite()) {
      setFields(
          new String(
              amount.array(), amount.offset(), amount.length(), StandardCharsets.ISO_8859_1));
    } else {
      setNumber(number(amount));
    }
    if (minus) {
      months = -months;
      days = -days;
      nanoseconds = -nanoseconds;
    }
  }

  private static BigDecimal number(Value amount) {
    return switch (amount.kind()) {
      case INT -> BigDecimal.valueOf(amount.bits());
      case UINT -> new BigDecimal(Long.toUnsignedString(amount.bits()));
      case DECIMAL -> amount.decimal().toBigDecimal();
      case DOUBLE -> io.levin.kv.value.FloatText.shortest(amount.asDouble());
      default -> throw new IllegalStateException("the amount of an interval is a number");
    };
  }

  private void setNumber(BigDecimal number) {
    if (number.toBigInteger().bitLength() > 63) {
      unreadable = !forTimestampAdd;
      tooLarge = true;
      return;
    }
    if (unit.equals("second")) {
      BigDecimal micros = number.movePointRight(6).setScale(0, RoundingMode.DOWN);
      if (micros.abs().compareTo(BigDecimal.valueOf(MAX_DAYS * 86_400L * 1_000_000L)) > 0) {
        tooLarge = true;
        return;
      }
      long value = micros.longValue();
      clock(value, 1000);
      return;
    }
    BigDecimal rounded = number.setScale(0, RoundingMode.HALF_UP);
    if (rounded.toBigInteger().bitLength() > 62) {
      tooLarge = true;
      return;
    }
    long value = rounded.longValue();
    switch (unit) {
      case "microsecond" -> clock(value, 1000);
      case "minute" -> clock(value, 60 * Times.SECOND);
      case "hour" -> clock(value, 3600 * Times.SECOND);
      case "day" -> days = value;
      case "week" -> days = limited(value, MAX_DAYS) * 7;
      case "month" -> months = value;
      case "quarter" -> months = limited(value, MAX_MONTHS) * 3;
      default -> months = limited(value, MAX_MONTHS) * 12;
    }
    tooLarge |= Math.abs(days) > MAX_DAYS || Math.abs(months) > MAX_MONTHS;
  }

  private long limited(long value, long limit) {
    tooLarge |= Math.abs(value) > limit;
    return tooLarge ? 0 : value;
  }

  private void clock(long value, long unitNanoseconds) {
    long perDay = DAY / unitNanoseconds;
    days = value / perDay;
    nanoseconds = value % perDay * unitNanoseconds;
    total = value * unitNanoseconds;
    wraps = forTimestampAdd && Math.multiplyHigh(value, unitNanoseconds) != total >> 63;
  }

  /**
   * Fields that are left out are the larger ones. A number that no integer can be is the largest
   * one, and all that is computed wraps around, if the SQL mode lets it pass.
   */
  private void setFields(String text) {
    String[] names = fieldNames();
    String[] found = new String[names.length];
    String stripped = text.strip();
    boolean minus = stripped.startsWith("-");
    int count = 0;
    int at = 0;
    while (at < stripped.length()) {
      int start = at;
      while (at < stripped.length() && isDigit(stripped.charAt(at))) {
        at++;
      }
      if (at == start) {
        at++;
        continue;
      }
      if (count == names.length) {
        incorrect = true;
        return;
      }
      found[count++] = stripped.substring(start, at);
    }
    long years = 0;
    long seconds = 0;
    long micros = 0;
    for (int i = 0; i < count; i++) {
      String digits = found[i];
      switch (names[names.length - count + i]) {
        case "year" -> years = field(digits, minus);
        case "month" -> months = field(digits, minus);
        case "day" -> days = field(digits, minus);
        case "hour" -> seconds += field(digits, minus) * 3600;
        case "minute" -> seconds += field(digits, minus) * 60;
        case "second" -> seconds += field(digits, minus);
        default -> micros = field(digits + "0".repeat(Math.max(0, 6 - digits.length())), minus);
      }
    }
    days += seconds / 86_400;
    nanoseconds = seconds % 86_400 * Times.SECOND + micros * 1000;
    tooLarge = beyond(years, MAX_MONTHS / 12) || beyond(months, MAX_MONTHS);
    tooLarge |= beyond(days, MAX_DAYS);
    if (tooLarge) {
      return;
    }
    months += years * 12;
    days += nanoseconds / DAY;
    nanoseconds %= DAY;
  }

  private static boolean beyond(long value, long limit) {
    return value > limit || value < -limit;
  }

  private long field(String digits, boolean minus) {
    try {
      return Long.parseLong(minus ? "-" + digits : digits);
    } catch (NumberFormatException tooManyDigits) {
      incorrect = true;
      return minus ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private String[] fieldNames() {
    String[] all = {"day", "hour", "minute", "second", "microsecond"};
    if (unit.equals("year_month")) {
      return new String[] {"year", "month"};
    }
    String first = unit.substring(0, unit.indexOf('_'));
    String last = unit.substring(unit.indexOf('_') + 1);
    int from = java.util.List.of(all).indexOf(first);
    int to = java.util.List.of(all).indexOf(last);
    return java.util.Arrays.copyOfRange(all, from, to + 1);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * A date this much later. Months come first; a day that the month does not have is its last, or
   * for TIMESTAMPADD with quarters and years one of the next month.
   *
   * @return {@link Times#NONE} where that is no date between the years 0 and 9999
   */
  long addTo(long core) {
    justOver = false;
    if (tooLarge) {
      return Times.NONE;
    }
    long month = CoreTime.year(core) * 12L + CoreTime.month(core) - 1 + months;
    if (month < 0 || months > 0 && month >= 10_000L * 12) {
      return Times.NONE;
    }
    int year = (int) (month / 12);
    int monthOfYear = (int) (month % 12) + 1;
    int day = CoreTime.day(core);
    // TIMESTAMPADD goes on into the next month with quarters and years.
    boolean onward = forTimestampAdd && (unit.equals("quarter") || unit.equals("year"));
    if (months != 0 && !onward) {
      day = Math.min(day, CoreTime.daysInMonth(year, monthOfYear));
    }
    // What wrapped around may be no whole number of microseconds.
    long clock = Math.floorDiv(Times.clockOf(core) + nanoseconds + 500, 1000) * 1000;
    long wall =
        (CoreTime.epochDay(year, monthOfYear, day) + days) * 86400
            + Math.floorDiv(clock, Times.SECOND);
    long first = CoreTime.epochDay(0, 1, 1) * 86400;
    long last = (CoreTime.epochDay(9999, 12, 31) + 1) * 86400;
    if (wall < first || wall >= last) {
      // TiDB's limit is a double of nanoseconds, to which so many more are the same number.
      justOver = forTimestampAdd && wall == last && Math.floorMod(clock, Times.SECOND) <= 16_384;
      return Times.NONE;
    }
    if (wraps) { // which TiDB sees only behind the check
      wraps = false;
      days = total / DAY;
      nanoseconds = total % DAY;
      return addTo(core);
    }
    return CoreTime.ofWallSeconds(wall, (int) (Math.floorMod(clock, Times.SECOND) / 1000));
  }
}
