package io.levin.source.parquet;

/**
 * Dates and times as text, written into an array: {@code yyyy-MM-dd HH:mm:ss.ffffff} without the
 * zeros at the end of the fraction. Each method returns the index behind the text.
 */
final class TimeText {
  private static final long SECOND_MICROS = 1_000_000;
  private static final long DAY_SECONDS = 86_400;

  private TimeText() {}

  /** A point in time, counted in microseconds from 1970 on. */
  static int timestamp(byte[] out, int from, long micros, boolean utc) {
    long second = Math.floorDiv(micros, SECOND_MICROS);
    int at = date(out, from, Math.floorDiv(second, DAY_SECONDS));
    out[at++] = ' ';
    long ofDay = Math.floorMod(second, DAY_SECONDS) * SECOND_MICROS;
    return time(out, at, ofDay + Math.floorMod(micros, SECOND_MICROS), utc);
  }

  /** A time of the day in microseconds. */
  static int time(byte[] out, int from, long micros, boolean utc) {
    long second = Math.floorDiv(micros, SECOND_MICROS);
    int at = digits(out, from, second / 3600, 2);
    out[at++] = ':';
    at = digits(out, at, second / 60 % 60, 2);
    out[at++] = ':';
    at = digits(out, at, second % 60, 2);
    long fraction = Math.floorMod(micros, SECOND_MICROS);
    if (fraction > 0) {
      out[at++] = '.';
      at = digits(out, at, fraction, 6);
      while (out[at - 1] == '0') {
        at--;
      }
    }
    if (utc) {
      out[at++] = 'Z';
    }
    return at;
  }

  /**
   * A day, counted from 1970-01-01 on, in the Gregorian calendar. Eras of 400 years that begin in
   * March, so that the leap day is the last of a year, make this a few divisions.
   */
  static int date(byte[] out, int from, long day) {
    long shifted = day + 719_468;
    long era = Math.floorDiv(shifted, 146_097);
    long ofEra = Math.floorMod(shifted, 146_097);
    long year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    long ofYear = ofEra - (365 * year + year / 4 - year / 100);
    long month = (5 * ofYear + 2) / 153;
    long ofMonth = ofYear - (153 * month + 2) / 5 + 1;
    long january = month < 10 ? month + 3 : month - 9;
    int at = year(out, from, era * 400 + year + (january <= 2 ? 1 : 0));
    out[at++] = '-';
    at = digits(out, at, january, 2);
    out[at++] = '-';
    return digits(out, at, ofMonth, 2);
  }

  private static int year(byte[] out, int from, long year) {
    int at = from;
    if (year < 0) {
      out[at++] = '-';
    }
    long count = Math.abs(year);
    int width = 4;
    for (long rest = count / 10_000; rest > 0; rest /= 10) {
      width++;
    }
    return digits(out, at, count, width);
  }

  private static int digits(byte[] out, int from, long value, int width) {
    long left = value;
    for (int i = from + width - 1; i >= from; i--) {
      out[i] = (byte) ('0' + Math.abs(left % 10));
      left /= 10;
    }
    return from + width;
  }
}
