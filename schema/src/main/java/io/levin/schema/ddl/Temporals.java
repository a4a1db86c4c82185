package io.levin.schema.ddl;

import io.levin.schema.MysqlType;
import io.levin.schema.sql.SqlMode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times of day in DDL as literals write them, and the arithmetic of dates there. */
final class Temporals {
  private static final Pattern TIME =
      Pattern.compile("(-?)(?:0*(\\d{1,4}) )?(\\d{1,3}):(\\d{1,2})(?::(\\d{1,2})(\\.\\d*)?)?");
  private static final Pattern DAY_HOUR = Pattern.compile("(-?\\d+) +(\\d{1,2})");
  private static final Pattern CLOCK_DIGITS = Pattern.compile("(-?)(\\d{1,7})(\\.\\d*)?");

  /** The last second that UNIX_TIMESTAMP knows; it gives 0 for later ones. */
  private static final long LAST_UNIX_SECOND = 32_536_771_199L;

  private Temporals() {}

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
      return DateText.hasClock(text) ? clockOf(text, fsp) : Optional.empty();
    }
    int days = match.group(2) == null ? 0 : Integer.parseInt(match.group(2));
    int hours = Integer.parseInt(match.group(3)) + 24 * days;
    int minutes = Integer.parseInt(match.group(4));
    int whole = match.group(5) == null ? 0 : Integer.parseInt(match.group(5));
    BigDecimal second = seconds(whole, match.group(6)).setScale(fsp, RoundingMode.HALF_UP);
    if (hours > 838 || minutes > 59 || second.compareTo(BigDecimal.valueOf(60)) >= 0) {
      return Optional.empty();
    }
    return Optional.of(clock(match.group(1), hours, minutes, second, fsp));
  }

  /** The time of day of a date with one, which may round up to 24:00:00. */
  private static Optional<String> clockOf(String text, int fsp) {
    return new DateText(MysqlType.DATETIME, 6, SqlMode.DEFAULT)
        .ofString(text)
        .map(moment -> LocalDateTime.parse(moment.replace(' ', 'T')))
        .map(
            moment -> {
              BigDecimal second =
                  BigDecimal.valueOf(moment.toLocalTime().toNanoOfDay(), 9)
                      .setScale(fsp, RoundingMode.HALF_UP);
              int whole = second.intValue();
              BigDecimal rest = second.remainder(BigDecimal.valueOf(60));
              return clock("", whole / 3600, whole / 60 % 60, rest, fsp);
            });
  }

  private static String clock(String sign, int hours, int minutes, BigDecimal second, int fsp) {
    return String.format(
        Locale.ROOT,
        "%s%02d:%02d:%02d%s",
        sign,
        hours,
        minutes,
        second.intValue(),
        fraction(second, fsp));
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

  /** Whether a DATETIME text is in the range of TIMESTAMP, and one that clocks show; zero is. */
  static boolean isTimestamp(String dateTime, ZoneId zone) {
    if (dateTime.startsWith("0000-00-00")) {
      return true;
    }
    ZoneOffsetTransition change =
        zone.getRules().getTransition(LocalDateTime.parse(dateTime.replace(' ', 'T')));
    long instant = instantOf(secondsOf(dateTime), zone);
    return (change == null || !change.isGap()) && instant > 0 && instant <= Integer.MAX_VALUE;
  }

  /** UNIX_TIMESTAMP of a DATETIME text; a time that clocks leave out counts as their change. */
  static long unixTimestamp(String dateTime, ZoneId zone) {
    LocalDateTime local = LocalDateTime.parse(dateTime.replace(' ', 'T'));
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    long instant =
        change != null && change.isGap()
            ? change.toEpochSecond()
            : instantOf(secondsOf(dateTime), zone);
    return instant < 0 || instant > LAST_UNIX_SECOND ? 0 : instant;
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
