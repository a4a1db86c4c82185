package io.levin.kv.value;

import java.nio.charset.StandardCharsets;

/**
 * A date with time of day packed into one number so that its fields are cheap to take out: year,
 * month (4 bits), day (5), hour (5), minute (6), second (6), microsecond (20), four unused bits. It
 * is also the order of these fields in binary JSON. Nothing says that the fields form a date that
 * exists. Zero is the zero date {@code 0000-00-00 00:00:00}.
 */
public final class CoreTime {
  private static final int[] DAYS = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private CoreTime() {}

  /** Packs the fields of a time. */
  public static long of(int year, int month, int day, int hour, int minute, int second, int micro) {
    return date(year, month, day)
        | (long) hour << 36
        | (long) minute << 30
        | (long) second << 24
        | (long) micro << 4;
  }

  /** Packs a date at midnight. */
  public static long date(int year, int month, int day) {
    return (long) year << 50 | (long) month << 46 | (long) day << 41;
  }

  /** The year, 0 to 9999. */
  public static int year(long core) {
    return (int) (core >>> 50);
  }

  /** The month, 0 to 15. */
  public static int month(long core) {
    return (int) (core >>> 46) & 15;
  }

  /** The day, 0 to 31. */
  public static int day(long core) {
    return (int) (core >>> 41) & 31;
  }

  /** The hour, 0 to 31. */
  public static int hour(long core) {
    return (int) (core >>> 36) & 31;
  }

  /** The minute, 0 to 63. */
  public static int minute(long core) {
    return (int) (core >>> 30) & 63;
  }

  /** The second, 0 to 63. */
  public static int second(long core) {
    return (int) (core >>> 24) & 63;
  }

  /** A time without a fraction with that of so many microseconds. */
  public static long withMicro(long core, int micro) {
    return core | (long) micro << 4;
  }

  /** The microsecond. */
  public static int micro(long core) {
    return (int) (core >>> 4) & 0xFFFFF;
  }

  /** The same date at midnight. */
  public static long dateOnly(long core) {
    return core & (-1L << 41);
  }

  /** The number that keys and rows hold for a time (specification of the row format: packTime). */
  public static long pack(long core) {
    long yearMonth = year(core) * 13L + month(core);
    long ymd = yearMonth << 5 | day(core);
    long hms = (core >>> 24) & 0x1FFFF;
    return (ymd << 17 | hms) << 24 | micro(core);
  }

  /** The time that {@link #pack} made this number of. */
  public static long unpack(long packed) {
    long micro = packed & 0xFFFFFF;
    long hms = packed >>> 24 & 0x1FFFF;
    long ymd = packed >>> 41;
    long yearMonth = ymd >>> 5;
    return date((int) (yearMonth / 13), (int) (yearMonth % 13), (int) (ymd & 31))
        | hms << 24
        | micro << 4;
  }

  /** How many days a month has; 0 for a month that is none. */
  public static int daysInMonth(int year, int month) {
    if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) {
      return 29;
    }
    return month > 12 ? 0 : DAYS[month];
  }

  /** Days since 1970-01-01 of a date of the proleptic Gregorian calendar; carries odd fields. */
  public static long epochDay(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(y, 400L);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5;
    return era * 146097
        + yearOfEra * 365
        + yearOfEra / 4
        - yearOfEra / 100
        + dayOfYear
        + day
        - 1
        - 719468;
  }

  /** Seconds since 1970 of the fields, read as if they were UTC; odd fields carry. */
  public static long wallSeconds(long core) {
    int month = month(core);
    int year = year(core);
    if (month == 0 || month > 12) {
      year += Math.floorDiv(month - 1, 12);
      month = Math.floorMod(month - 1, 12) + 1;
    }
    return epochDay(year, month, day(core)) * 86400
        + hour(core) * 3600L
        + minute(core) * 60L
        + second(core);
  }

  /** The fields of a wall time given as {@link #wallSeconds} counts. */
  public static long ofWallSeconds(long seconds, int micro) {
    long days = Math.floorDiv(seconds, 86400L);
    int rest = (int) (seconds - days * 86400);
    long z = days + 719468;
    long era = Math.floorDiv(z, 146097L);
    long dayOfEra = z - era * 146097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shifted = (int) ((5 * dayOfYear + 2) / 153);
    int day = (int) (dayOfYear - (153L * shifted + 2) / 5 + 1);
    int month = shifted < 10 ? shifted + 3 : shifted - 9;
    int year = (int) (yearOfEra + era * 400 + (month <= 2 ? 1 : 0));
    return of(year, month, day, rest / 3600, rest / 60 % 60, rest % 60, micro);
  }

  /** The canonical text, as TiDB prints it; allocates. */
  public static String text(long core, ValueKind kind, int fsp) {
    byte[] out = new byte[32];
    return new String(out, 0, writeText(core, kind, fsp, out, 0), StandardCharsets.US_ASCII);
  }

  /**
   * Writes the canonical text, {@code YYYY-MM-DD[ hh:mm:ss[.ffffff]]}, at most 27 bytes with the
   * year 10000, which a change of zone leads to.
   *
   * @return where it ends
   */
  public static int writeText(long core, ValueKind kind, int fsp, byte[] to, int at) {
    int end = digits(to, at, year(core), year(core) > 9999 ? 5 : 4);
    to[end++] = '-';
    end = digits(to, end, month(core), 2);
    to[end++] = '-';
    end = digits(to, end, day(core), 2);
    if (kind == ValueKind.DATE) {
      return end;
    }
    to[end++] = ' ';
    end = digits(to, end, hour(core), 2);
    to[end++] = ':';
    end = digits(to, end, minute(core), 2);
    to[end++] = ':';
    end = digits(to, end, second(core), 2);
    return fraction(to, end, micro(core), fsp);
  }

  /**
   * Writes a duration's canonical text, {@code [-]hh:mm:ss[.ffffff]}, at most 17 bytes.
   *
   * @return where it ends
   */
  public static int writeDuration(long nanoseconds, int fsp, byte[] to, int at) {
    int end = at;
    long ns = nanoseconds;
    if (ns < 0) {
      to[end++] = '-';
      ns = -ns;
    }
    long seconds = ns / 1_000_000_000L;
    int hours = (int) (seconds / 3600);
    int width = 2;
    for (int rest = hours / 100; rest > 0; rest /= 10) {
      width++;
    }
    end = digits(to, end, hours, width);
    to[end++] = ':';
    end = digits(to, end, (int) (seconds / 60 % 60), 2);
    to[end++] = ':';
    end = digits(to, end, (int) (seconds % 60), 2);
    return fraction(to, end, (int) (ns % 1_000_000_000L / 1000), fsp);
  }

  private static int fraction(byte[] to, int at, int micro, int fsp) {
    if (fsp <= 0) {
      return at;
    }
    to[at] = '.';
    digits(to, at + 1, micro, 6);
    return at + 1 + fsp;
  }

  private static int digits(byte[] to, int at, int number, int width) {
    int rest = number;
    for (int i = at + width - 1; i >= at; i--) {
      to[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return at + width;
  }
}
