package io.levin.schema.ddl;

import io.levin.schema.MysqlType;
import io.levin.schema.sql.SqlMode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates and moments in DDL, defaults and bounds of partitions: as {@code sql_mode} lets them be,
 * with zero parts or days that no month has. The forms that people write are read; TiDB reads more.
 */
final class DateText {
  private static final String ZERO = "0000-00-00 00:00:00";
  private static final int LAST_YEAR = 9999;

  private static final Pattern PARTS =
      Pattern.compile(
          "(\\d{1,4})\\p{Punct}+(\\d{1,2})\\p{Punct}+(\\d{1,2})"
              + "(?:(?:\\s+|T)(\\d{1,2})(?:\\p{Punct}+(\\d{1,2})(?:\\p{Punct}+(\\d{1,2})(\\.\\d*)?)?)?)?");

  /** Years of four digits go with 8 or 14 digits, of two with 6, 10 or 12. */
  private static final Pattern DIGITS =
      Pattern.compile(
          "(\\d{4}(?=\\d{4}(?:\\d{6})?(?:\\.|$))|\\d{2})(\\d{2})(\\d{2})"
              + "(?:(\\d{2})(\\d{2})(\\d{2})?(\\.\\d*)?)?");

  private final int tp;
  private final int fsp;
  private final SqlMode mode;

  /**
   * @param tp DATE, DATETIME or TIMESTAMP
   * @param fsp digits of the second
   */
  DateText(int tp, int fsp, SqlMode mode) {
    this.tp = tp;
    this.fsp = tp == MysqlType.DATE ? 0 : fsp;
    this.mode = mode;
  }

  /** What a string means; empty where TiDB would refuse it. */
  Optional<String> ofString(String text) {
    String stripped = text.strip();
    Matcher match = PARTS.matcher(stripped);
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
    if (match.group(1).length() <= 2 && (parts[0] | parts[1] | parts[2]) != 0) {
      parts[0] += parts[0] < 70 ? 2000 : 1900;
    }
    String fraction = match.group(7);
    BigDecimal second = BigDecimal.valueOf(parts[5]);
    if (fraction != null && fraction.length() > 1) {
      second = second.add(new BigDecimal("0" + fraction));
    }
    return checked(parts, second.setScale(fsp, RoundingMode.HALF_UP));
  }

  /** Whether there is a time of day behind a date. */
  static boolean hasClock(String text) {
    String stripped = text.strip();
    Matcher parts = PARTS.matcher(stripped);
    Matcher digits = DIGITS.matcher(stripped);
    return parts.matches() ? parts.group(4) != null : digits.matches() && digits.group(4) != null;
  }

  /** What an integer means, 20240131 or 240131 for example; empty where TiDB would refuse it. */
  Optional<String> ofNumber(BigInteger number) {
    if (number.signum() == 0) {
      // TiDB gives this zero no fraction.
      return mode.refusesZeroDates() ? Optional.empty() : Optional.of(shown(ZERO));
    }
    String digits = number.toString();
    if (number.signum() < 0 || digits.length() < 3 || digits.length() > 14) {
      return Optional.empty();
    }
    int whole =
        digits.length() <= 6 ? 6 : digits.length() <= 8 ? 8 : digits.length() <= 12 ? 12 : 14;
    return ofString("0".repeat(whole - digits.length()) + digits);
  }

  private Optional<String> checked(int[] parts, BigDecimal second) {
    if (parts[1] > 12 || parts[2] > 31 || parts[3] > 23 || parts[4] > 59 || parts[5] > 59) {
      return Optional.empty();
    }
    boolean zeroDate = (parts[0] | parts[1] | parts[2]) == 0;
    if (zeroDate && (parts[3] | parts[4]) == 0 && second.signum() == 0) {
      return mode.refusesZeroDates()
          ? Optional.empty()
          : Optional.of(shown(ZERO + Temporals.fraction(BigDecimal.ZERO, fsp)));
    }
    try {
      LocalDateTime start = LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4]);
      long nanos = second.movePointRight(9).longValueExact();
      LocalDateTime rounded = start.plusNanos(nanos);
      return rounded.getYear() > LAST_YEAR
          ? Optional.empty()
          : Optional.of(shown(Temporals.format(rounded, fsp)));
    } catch (DateTimeException incomplete) {
      boolean zeroPart = parts[1] == 0 || parts[2] == 0;
      boolean allowed =
          tp != MysqlType.TIMESTAMP
              && (zeroPart ? !mode.refusesZeroInDates() : mode.allowsInvalidDates());
      return allowed && second.compareTo(BigDecimal.valueOf(60)) < 0
          ? Optional.of(shown(unchanged(parts, second)))
          : Optional.empty();
    }
  }

  private String unchanged(int[] parts, BigDecimal second) {
    return String.format(
            Locale.ROOT,
            "%04d-%02d-%02d %02d:%02d:%02d",
            parts[0],
            parts[1],
            parts[2],
            parts[3],
            parts[4],
            second.intValue())
        + Temporals.fraction(second, fsp);
  }

  private String shown(String dateTime) {
    return tp == MysqlType.DATE ? dateTime.substring(0, 10) : dateTime;
  }
}
