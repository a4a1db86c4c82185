package io.levin.config;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations in Go's form, such as {@code 1h30m} or {@code 0.5s}: what files and logs hold. */
public final class GoDuration {
  /** Go counts nanoseconds in 64 bits. */
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private GoDuration() {}

  /**
   * Reads a duration; the units are {@code ns us µs ms s m h}.
   *
   * @throws IllegalArgumentException with the text that a user of the original would see
   */
  public static Duration parse(String text) {
    String rest = text;
    boolean negative = false;
    if (rest.startsWith("-") || rest.startsWith("+")) {
      negative = rest.startsWith("-");
      rest = rest.substring(1);
    }
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    if (rest.isEmpty()) {
      throw invalid(text);
    }
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (at < rest.length()) {
      int numberEnd = at;
      while (numberEnd < rest.length() && isNumberPart(rest.charAt(numberEnd))) {
        numberEnd++;
      }
      if (numberEnd == at) {
        throw invalid(text);
      }
      int unitEnd = numberEnd;
      while (unitEnd < rest.length() && !isNumberPart(rest.charAt(unitEnd))) {
        unitEnd++;
      }
      String unit = rest.substring(numberEnd, unitEnd);
      if (unit.isEmpty()) {
        throw new IllegalArgumentException("time: missing unit in duration \"" + text + "\"");
      }
      try {
        nanos =
            nanos.add(new BigDecimal(rest.substring(at, numberEnd)).multiply(nanosOf(unit, text)));
      } catch (NumberFormatException e) {
        throw invalid(text);
      }
      at = unitEnd;
    }
    if (nanos.compareTo(MOST) > 0) {
      throw invalid(text);
    }
    Duration value = Duration.ofNanos(nanos.longValue());
    return negative ? value.negated() : value;
  }

  /** A duration as Go prints it, such as {@code 1m22.8s} or {@code 353.876µs}. */
  public static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    StringBuilder out = new StringBuilder();
    if (nanos < 0) {
      out.append('-');
      nanos = -nanos;
    }
    if (nanos < 1_000) {
      return out.append(nanos).append("ns").toString();
    }
    if (nanos < 1_000_000) {
      return out.append(fraction(nanos, 3)).append("µs").toString();
    }
    if (nanos < 1_000_000_000L) {
      return out.append(fraction(nanos, 6)).append("ms").toString();
    }
    long minutes = nanos / 60_000_000_000L;
    long hours = minutes / 60;
    if (hours > 0) {
      out.append(hours).append('h');
    }
    if (minutes > 0) {
      out.append(minutes % 60).append('m');
    }
    return out.append(fraction(nanos % 60_000_000_000L, 9)).append('s').toString();
  }

  private static String fraction(long value, int scale) {
    BigDecimal number = BigDecimal.valueOf(value, scale).stripTrailingZeros();
    return number.signum() == 0 ? "0" : number.toPlainString();
  }

  private static BigDecimal nanosOf(String unit, String text) {
    return BigDecimal.valueOf(
        switch (unit) {
          case "ns" -> 1L;
          case "us", "µs", "μs" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default ->
              throw new IllegalArgumentException(
                  "time: unknown unit \"" + unit + "\" in duration \"" + text + "\"");
        });
  }

  private static boolean isNumberPart(char c) {
    return c >= '0' && c <= '9' || c == '.';
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("time: invalid duration \"" + text + "\"");
  }
}
