package io.levin.engine.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Times of log lines, such as {@code 2006/01/02 15:04:05.678 +02:00}. What lines of one second have
 * in common is formatted once: a table has a dozen lines, and small ones come by the hundred.
 * Thread-safe.
 */
final class Stamps {
  private static final long MILLIS = 1000;

  private final DateTimeFormatter beforeMillis;
  private final DateTimeFormatter behindMillis;
  private volatile Second last = new Second(Long.MIN_VALUE, "", "");

  private record Second(long number, String before, String behind) {}

  Stamps(ZoneId zone) {
    beforeMillis = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.").withZone(zone);
    behindMillis = DateTimeFormatter.ofPattern(" xxx").withZone(zone);
  }

  /** Appends a time, given in milliseconds since 1970. */
  void append(StringBuilder out, long epochMillis) {
    Second second = second(Math.floorDiv(epochMillis, MILLIS));
    int millis = (int) Math.floorMod(epochMillis, MILLIS);
    out.append(second.before())
        .append((char) ('0' + millis / 100))
        .append((char) ('0' + millis / 10 % 10))
        .append((char) ('0' + millis % 10))
        .append(second.behind());
  }

  private Second second(long number) {
    Second known = last;
    if (known.number() != number) {
      Instant start = Instant.ofEpochSecond(number);
      known = new Second(number, beforeMillis.format(start), behindMillis.format(start));
      last = known;
    }
    return known;
  }
}
