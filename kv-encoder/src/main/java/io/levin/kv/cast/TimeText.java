package io.levin.kv.cast;

import io.levin.kv.value.CoreTime;
import io.levin.kv.value.SessionZone;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * Reads dates and times from text as TiDB does: almost any punctuation separates fields, digits
 * without separators are split by their number, a zone at the end converts. One instance is reused.
 */
public final class TimeText {
  private static final BigDecimal TENTH = new BigDecimal("0.1");

  /** YYYYMMDDhhmmss. */
  private static final int MOST_DIGITS = 14;

  /** Fewer are a date alone. */
  private static final int LEAST_CLOCK_DIGITS = 9;

  /** How a text was taken. */
  public enum Outcome {
    /** A date or time. */
    OK,
    /** No date: an error in a strict mode. */
    WRONG,
    /** No date either, but one that TiDB lets pass as the zero date. */
    ZERO
  }

  /** No time has these bits. */
  static final long NONE = -1;

  private static final int FIELDS = 6;
  private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

  private final SessionZone zone;
  private final TimeFields fields = new TimeFields();
  private final int[] number = new int[FIELDS];

  private long core;

  /** How often it is told that something was passed over. */
  private int junk;

  /** Reads texts in a session's time zone. */
  public TimeText(SessionZone zone) {
    this.zone = zone;
  }

  /** How many digits a text's fraction counts for: all that stands behind its point, at most 6. */
  int fractionDigits(byte[] text, int start, int end) {
    return fields.behindPoint(text, start, end);
  }

  /** The time that was read, zero if there was none. */
  public long core() {
    return core;
  }

  /** How many warnings TiDB has about what was passed over in the text. */
  public int junkWarnings() {
    return junk;
  }

  /**
   * Reads a text.
   *
   * @param fsp digits of the fraction that are kept, the rest rounds
   */
  public Outcome read(byte[] text, int offset, int length, int fsp) {
    junk = 0;
    if (readCanonical(text, offset, length, fsp)) {
      return Outcome.OK;
    }
    core = 0;
    fields.split(text, offset, offset + length);
    junk = fields.junk() ? 1 : 0;
    boolean hasClock;
    int count = fields.count();
    if (count == 0 || count == 2) {
      return Outcome.WRONG;
    }
    Arrays.fill(number, 0);
    if (count == 1) {
      int digits = fields.length(0);
      if (digits < 5 || digits > 14 || digits == 13) {
        return Outcome.WRONG;
      }
      Outcome outcome = readCompact(digits);
      if (outcome != Outcome.OK) {
        return outcome;
      }
      hasClock = digits == 11 || digits == 12 || digits == 14;
    } else {
      junk += count > FIELDS ? 1 : 0;
      for (int i = 0; i < Math.min(count, FIELDS); i++) {
        number[i] = fields.number(i);
        if (number[i] < 0) {
          return Outcome.ZERO;
        }
      }
      hasClock = count >= FIELDS;
    }
    if (fields.length(0) <= 2 && !allZero()) {
      number[0] = fullYear(number[0]);
    }
    return finish(hasClock, fsp);
  }

  private Outcome finish(boolean hasClock, int fsp) {
    int micro = 0;
    boolean carry = false;
    int digits = fields.fractionLength();
    if (hasClock && digits > 0) {
      if (digits <= fsp) {
        micro = (int) (fields.fractionPrefix(digits) * POWERS[6 - digits]);
      } else {
        long kept = (fields.fractionPrefix(fsp + 1) + 5) / 10;
        carry = kept >= POWERS[fsp];
        micro = carry ? 0 : (int) (kept * POWERS[6 - fsp]);
      }
    }
    if (number[0] > 0x3FFF
        || number[1] > 15
        || number[2] > 31
        || number[3] > 31
        || number[4] > 63
        || number[5] > 63) {
      return Outcome.WRONG;
    }
    long time =
        CoreTime.of(number[0], number[1], number[2], number[3], number[4], number[5], micro);
    if (carry) {
      if (!exists(time, zone)) {
        return Outcome.WRONG;
      }
      long instant = zone.instantOf(CoreTime.wallSeconds(time)) + 1;
      time = CoreTime.ofWallSeconds(zone.wallOf(instant), 0);
    }
    if (fields.hasZone()) {
      if (!hasClock || !fields.zoneInRange() || !isDate(time)) {
        return Outcome.WRONG;
      }
      long instant = CoreTime.wallSeconds(time) - fields.zoneOffset();
      time = CoreTime.ofWallSeconds(zone.wallOf(instant), CoreTime.micro(time));
    }
    core = time;
    return Outcome.OK;
  }

  /** True if the wall time is one that a clock in the zone shows. */
  public static boolean exists(long time, SessionZone zone) {
    if (!isDate(time)) {
      return false;
    }
    long wall = CoreTime.wallSeconds(time);
    return zone.wallOf(zone.instantOf(wall)) == wall;
  }

  /** True if the fields are those of a time of the calendar. */
  public static boolean isDate(long time) {
    int month = CoreTime.month(time);
    int day = CoreTime.day(time);
    return month >= 1
        && day >= 1
        && day <= CoreTime.daysInMonth(CoreTime.year(time), month)
        && CoreTime.hour(time) < 24
        && CoreTime.minute(time) < 60
        && CoreTime.second(time) < 60;
  }

  /** Years of two digits are from 1970 to 2069. */
  public static int fullYear(int year) {
    if (year >= 0 && year <= 69) {
      return 2000 + year;
    }
    return year >= 70 && year <= 99 ? 1900 + year : year;
  }

  private boolean allZero() {
    for (int n : number) {
      if (n != 0) {
        return false;
      }
    }
    return fields.fractionLength() == 0;
  }

  /** {@code YYYY-MM-DD[ hh:mm:ss[.ffffff]]} with no more fraction digits than are kept. */
  private boolean readCanonical(byte[] text, int offset, int length, int fsp) {
    if (length < 10 || text[offset + 4] != '-' || text[offset + 7] != '-') {
      return false;
    }
    int year = two(text, offset) * 100 + two(text, offset + 2);
    int month = two(text, offset + 5);
    int day = two(text, offset + 8);
    if ((year | month | day) < 0 || two(text, offset) < 0 || two(text, offset + 2) < 0) {
      return false;
    }
    if (length == 10) {
      return setCanonical(year, month, day, 0, 0, 0, 0);
    }
    if (length < 19
        || text[offset + 10] != ' '
        || text[offset + 13] != ':'
        || text[offset + 16] != ':') {
      return false;
    }
    int hour = two(text, offset + 11);
    int minute = two(text, offset + 14);
    int second = two(text, offset + 17);
    if ((hour | minute | second) < 0) {
      return false;
    }
    int micro = 0;
    if (length > 19) {
      int digits = length - 20;
      if (text[offset + 19] != '.' || digits == 0 || digits > fsp) {
        return false;
      }
      for (int i = offset + 20; i < offset + length; i++) {
        int digit = text[i] - '0';
        if (digit < 0 || digit > 9) {
          return false;
        }
        micro = micro * 10 + digit;
      }
      micro *= (int) POWERS[6 - digits];
    }
    return setCanonical(year, month, day, hour, minute, second, micro);
  }

  private boolean setCanonical(
      int year, int month, int day, int hour, int minute, int second, int micro) {
    if (month > 15 || day > 31 || hour > 31 || minute > 63 || second > 63) {
      return false;
    }
    core = CoreTime.of(year, month, day, hour, minute, second, micro);
    return true;
  }

  private static int two(byte[] text, int at) {
    int high = text[at] - '0';
    int low = text[at + 1] - '0';
    return high < 0 || high > 9 || low < 0 || low > 9 ? -1000 : high * 10 + low;
  }

  /** One field of 5 to 14 digits, of which the last one was not looked at yet. */
  private Outcome readCompact(int digits) {
    boolean longYear = digits == 14 || digits == 8;
    int at = 0;
    boolean complete = true;
    for (int i = 0; i < FIELDS && at < digits; i++) {
      int width = Math.min(i == 0 && longYear ? 4 : 2, digits - at);
      int value = fields.digits(0, at, width);
      if (value < 0) {
        // Of two characters that should be digits one is enough.
        complete = width > 1;
        value = Math.max(0, fields.leadingDigits(0, at, width));
      }
      number[i] = value;
      at += width;
    }
    if (!longYear) {
      number[0] = fullYear(number[0]);
    }
    int fraction = fields.fractionLength();
    boolean odd =
        switch (digits) {
          // The fraction has the time of day, and if there is one, only it is looked at.
          case 5, 6, 8 ->
              fraction == 0
                  ? !complete
                  : fraction > 6 | !readFraction(3, fraction > 4 ? 3 : (fraction + 1) / 2);
          case 9, 10 -> fraction == 0 ? !complete : fraction > 2 | !readFraction(5, 1);
          default -> fields.junk();
        };
    if (odd) {
      junk++;
    } else if (!complete && (digits == 7 || digits == 11)) {
      return fields.endsWithSign(0) ? Outcome.WRONG : Outcome.ZERO;
    }
    return Outcome.OK;
  }

  /** Takes pairs of the fraction's digits as the fields from the given one on; false if too few. */
  private boolean readFraction(int first, int count) {
    for (int i = 0; i < count; i++) {
      int width = Math.min(2, fields.fractionLength() - 2 * i);
      if (width <= 0) {
        return false;
      }
      number[first + i] = fields.fractionDigits(2 * i, width);
    }
    return true;
  }

  /**
   * For numbers: YYMMDD, YYYYMMDD, YYMMDDhhmmss or YYYYMMDDhhmmss; {@link #NONE} for what is no
   * time.
   */
  public static long ofNumber(long value) {
    if (value == 0) {
      return 0;
    }
    if (value >= 10_000_101_000_000L) {
      return splitNumber(value);
    }
    if (value < 101) {
      return NONE;
    }
    if (value <= 691_231) {
      return splitNumber((value + 20_000_000) * 1_000_000);
    }
    if (value < 700_101) {
      return NONE;
    }
    if (value <= 991_231) {
      return splitNumber((value + 19_000_000) * 1_000_000);
    }
    if (value <= 99_991_231) {
      return splitNumber(value * 1_000_000);
    }
    if (value < 101_000_000) {
      return NONE;
    }
    if (value <= 691_231_235_959L) {
      return splitNumber(value + 20_000_000_000_000L);
    }
    if (value < 700_101_000_000L) {
      return NONE;
    }
    if (value <= 991_231_235_959L) {
      return splitNumber(value + 19_000_000_000_000L);
    }
    return splitNumber(value);
  }

  /**
   * For numbers with a fraction, which counts behind a time of day, and behind nothing at all;
   * {@link #NONE} for what is no time.
   *
   * @param fsp digits of the fraction that are kept, the rest rounds
   */
  public static long ofFraction(BigDecimal number, int fsp) {
    BigDecimal whole = number.setScale(0, RoundingMode.DOWN);
    boolean zero = whole.signum() == 0;
    if (number.signum() < 0 || whole.precision() > MOST_DIGITS) {
      return NONE;
    }
    if (zero && number.compareTo(TENTH) < 0) {
      return 0;
    }
    long core = ofNumber(whole.longValue());
    if (core == NONE || !zero && whole.precision() < LEAST_CLOCK_DIGITS) {
      return core;
    }
    BigDecimal fraction = number.subtract(whole).setScale(fsp, RoundingMode.HALF_UP);
    int micro = fraction.movePointRight(6).intValue();
    if (micro < 1_000_000) {
      return core | (long) micro << 4;
    }
    return isDate(core) ? CoreTime.ofWallSeconds(CoreTime.wallSeconds(core) + 1, 0) : NONE;
  }

  private static long splitNumber(long value) {
    long year = value / 10_000_000_000L;
    int month = (int) (value / 100_000_000L % 100);
    int day = (int) (value / 1_000_000L % 100);
    int hour = (int) (value / 10_000 % 100);
    int minute = (int) (value / 100 % 100);
    int second = (int) (value % 100);
    if (year > 9999 || month > 15 || day > 31 || hour > 31 || minute > 63 || second > 63) {
      return NONE;
    }
    return CoreTime.of((int) year, month, day, hour, minute, second, 0);
  }
}
