package io.levin.playground.tidb.query;

import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.WeekFields;
import java.util.Locale;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;

/** MySQL's patterns and Unix times. */
final class DateFormats {
  private DateFormats() {}

  static String format(LocalDateTime time, String format) {
    if (time == null || format == null) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
      } else {
        out.append(part(time, format.charAt(++i)));
      }
    }
    return out.toString();
  }

  private static String part(LocalDateTime time, char code) {
    return switch (code) {
      case 'Y' -> pattern(time, "yyyy");
      case 'y' -> pattern(time, "yy");
      case 'm' -> pattern(time, "MM");
      case 'c' -> pattern(time, "M");
      case 'M' -> pattern(time, "MMMM");
      case 'b' -> pattern(time, "MMM");
      case 'd' -> pattern(time, "dd");
      case 'e' -> pattern(time, "d");
      case 'H' -> pattern(time, "HH");
      case 'k' -> pattern(time, "H");
      case 'h', 'I' -> pattern(time, "hh");
      case 'l' -> pattern(time, "h");
      case 'i' -> pattern(time, "mm");
      case 's', 'S' -> pattern(time, "ss");
      case 'f' -> pattern(time, "SSSSSS");
      case 'p' -> pattern(time, "a");
      case 'T' -> pattern(time, "HH:mm:ss");
      case 'r' -> pattern(time, "hh:mm:ss a");
      case 'W' -> pattern(time, "EEEE");
      case 'a' -> pattern(time, "EEE");
      case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
      case 'j' -> pattern(time, "DDD");
      case 'v' ->
          String.format(Locale.ROOT, "%02d", time.get(WeekFields.ISO.weekOfWeekBasedYear()));
      default -> String.valueOf(code);
    };
  }

  private static String pattern(LocalDateTime time, String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }

  static LocalDateTime fromUnixTime(Connection connection, BigDecimal seconds) {
    if (seconds == null || seconds.signum() < 0) {
      return null;
    }
    long whole = seconds.longValue();
    long nanos = seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
    return LocalDateTime.ofInstant(Instant.ofEpochSecond(whole, nanos), zone(connection));
  }

  static BigDecimal unixTimestamp(Connection connection, LocalDateTime time) {
    if (time == null) {
      return null;
    }
    Instant instant = time.atZone(zone(connection)).toInstant();
    BigDecimal seconds = BigDecimal.valueOf(instant.getEpochSecond());
    if (instant.getNano() == 0) {
      return seconds;
    }
    return seconds.add(BigDecimal.valueOf(instant.getNano() / 1000, 6));
  }

  private static ZoneId zone(Connection connection) {
    SessionLocal session = (SessionLocal) ((JdbcConnection) connection).getSession();
    return ZoneId.of(session.currentTimeZone().getId());
  }
}
