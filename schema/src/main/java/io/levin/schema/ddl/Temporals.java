package io.levin.schema.ddl;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates and times in DDL, as literals write them. Only the usual forms are read; TiDB reads more.
 */
final class Temporals {
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})"
              + "(?:[ T](\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(\\.\\d*)?)?)?");
  private static final Pattern DIGITS =
      Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(?:(\\d{2})(\\d{2})(\\d{2})(\\.\\d*)?)?");
  private static final Pattern TIME =
      Pattern.compile("(-?)(?:0*(\\d{1,4}) )?(\\d{1,3}):(\\d{1,2})(?::(\\d{1,2})(\\.\\d*)?)?");
  private static final Pattern DAY_HOUR = Pattern.compile("(-?\\d+) +(\\d{1,2})");
  private static final Pattern CLOCK_DIGITS = Pattern.compile("(-?)(\\d{1,7})(\\.\\d*)?");
  private static final String ZERO = "0000-00-00 00:00:00";

  private Temporals() {}

  /** The text as DATE; empty where it is none. */
  static Optional<String> date(String text) {
    return dateTime(text, 0).map(full -> full.substring(0, 10));
  }

  /** The text as DATETIME with so many digits of the second; empty where it is none. */
  static Optional<String> dateTime(String text, int fsp) {
    String stripped = text.strip();
    if (stripped.equals("0")) {
      return Optional.of(ZERO + fraction(BigDecimal.ZERO, fsp));
    }
    Matcher match = DATE_TIME.matcher(stripped);
    if (!match.matches()) {
      match = DIGITS.matcher(stripped);
      if (!match.matches()) {
        return Optional.empty();
      }
    }
    int[] parts = new int[6];
    for (int i = 0; i < 6; i++) {
      parts[i] = match.group(i + 1) == null ? 0 : Integer.parseInt(match.group(i + 1));
    }
    BigDecimal second = seconds(parts[5], match.group(7)).setScale(fsp, RoundingMode.HALF_UP);
    if (parts[1] == 0 || parts[2] == 0) {
      boolean zero = parts[0] == 0 && parts[1] == 0 && parts[2] == 0;
      return zero ? Optional.of(ZERO + fraction(BigDecimal.ZERO, fsp)) : Optional.empty();
    }
    try {
      LocalDateTime start = LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4]);
      if (parts[5] > 59) {
        return Optional.empty();
      }
      return Optional.of(format(start.plusNanos(second.movePointRight(9).longValue()), fsp));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The text as TIME with so many digits of the second; empty where it is none. */
  static Optional<String> time(String text, int fsp) {
    Matcher digits = CLOCK_DIGITS.matcher(text.strip());
    if (digits.matches()) {
      int clock = Integer.parseInt(digits.group(2));
      String parts = clock / 10_000 + ":" + clock / 100 % 100 + ":" + clock % 100;
      return time(digits.group(1) + parts + Objects.toString(digits.group(3), ""), fsp);
    }
    Matcher dayHour = DAY_HOUR.matcher(text.strip());
    if (dayHour.matches()) {
      return time(dayHour.group() + ":00", fsp);
    }
    Matcher match = TIME.matcher(text.strip());
    if (!match.matches()) {
      return Optional.empty();
    }
    int days = match.group(2) == null ? 0 : Integer.parseInt(match.group(2));
    int hours = Integer.parseInt(match.group(3)) + 24 * days;
    int minutes = Integer.parseInt(match.group(4));
    int whole = match.group(5) == null ? 0 : Integer.parseInt(match.group(5));
    BigDecimal second = seconds(whole, match.group(6)).setScale(fsp, RoundingMode.HALF_UP);
    if (hours > 838 || minutes > 59 || second.compareTo(BigDecimal.valueOf(60)) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s%02d:%02d:%02d%s",
            match.group(1),
            hours,
            minutes,
            second.intValue(),
            fraction(second, fsp)));
  }

  /** A DATETIME text of {@code from} as one of {@code to}; zero stays zero. */
  static String inZone(String dateTime, ZoneId from, ZoneId to, int fsp) {
    if (dateTime.startsWith("0000-00-00")) {
      return dateTime;
    }
    LocalDateTime local = LocalDateTime.parse(dateTime.replace(' ', 'T'));
    long wall = local.toEpochSecond(ZoneOffset.UTC);
    Instant instant = Instant.ofEpochSecond(instantOf(wall, from), local.getNano());
    return format(LocalDateTime.ofInstant(instant, to), fsp);
  }

  /** The instant that TiDB takes a wall time for: Go's rule, which the JDK's is not. */
  private static long instantOf(long wall, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    int guess = rules.getOffset(Instant.ofEpochSecond(wall)).getTotalSeconds();
    return wall - rules.getOffset(Instant.ofEpochSecond(wall - guess)).getTotalSeconds();
  }

  /** Seconds since 1970 of a DATETIME text. */
  static long epochSecond(String dateTime, ZoneId zone) {
    return instantOf(secondsOf(dateTime), zone);
  }

  /** Days since year 0, as TO_DAYS counts them. */
  static long days(String dateTime) {
    return LocalDate.parse(dateTime.substring(0, 10)).toEpochDay() + 719528;
  }

  /** A DATETIME text some units later. */
  static String plus(String dateTime, long amount, String unit, int fsp) {
    ChronoUnit step =
        switch (unit) {
          case "second" -> ChronoUnit.SECONDS;
          case "minute" -> ChronoUnit.MINUTES;
          case "hour" -> ChronoUnit.HOURS;
          case "day" -> ChronoUnit.DAYS;
          case "week" -> ChronoUnit.WEEKS;
          case "month", "quarter" -> ChronoUnit.MONTHS;
          case "year" -> ChronoUnit.YEARS;
          default -> throw new DdlException("ddl", 8200, "INTERVAL unit " + unit + " is not known");
        };
    long steps = unit.equals("quarter") ? amount * 3 : amount;
    return format(LocalDateTime.parse(dateTime.replace(' ', 'T')).plus(steps, step), fsp);
  }

  /** The same instant of the day in UTC, for arithmetic. */
  static long secondsOf(String dateTime) {
    return LocalDateTime.parse(dateTime.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC);
  }

  private static BigDecimal seconds(int whole, String fraction) {
    BigDecimal seconds = BigDecimal.valueOf(whole);
    return fraction == null || fraction.length() == 1
        ? seconds
        : seconds.add(new BigDecimal("0" + fraction));
  }

  /** A moment as text with so many digits of the second. */
  static String format(LocalDateTime time, int fsp) {
    String whole =
        String.format(
            Locale.ROOT,
            "%04d-%02d-%02d %02d:%02d:%02d",
            time.getYear(),
            time.getMonthValue(),
            time.getDayOfMonth(),
            time.getHour(),
            time.getMinute(),
            time.getSecond());
    return whole + fraction(BigDecimal.valueOf(time.getNano(), 9), fsp);
  }

  /** The point and so many digits of the second; empty where there are none. */
  static String fraction(BigDecimal second, int fsp) {
    if (fsp == 0) {
      return "";
    }
    String text = second.setScale(fsp, RoundingMode.DOWN).toPlainString();
    return text.substring(text.indexOf('.'));
  }
}
