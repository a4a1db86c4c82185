package io.levin.kv.expr;

import io.levin.kv.cast.DurationText;
import io.levin.kv.cast.TimeRounding;
import io.levin.kv.cast.TimeText;
import io.levin.kv.json.BinaryJson;
import io.levin.kv.json.Json;
import io.levin.kv.json.JsonText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Session;
import io.levin.kv.value.SessionZone;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.SqlMode;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Dates, datetimes and time spans inside expressions: what is none is NULL with a soft error. */
final class Times {
  static final long SECOND = 1_000_000_000L;

  /** No time has these bits; those of years from 8192 on are negative, too. */
  static final long NONE = -1;

  private static final long MAX_CLOCK_NUMBER = 8_385_959;
  private static final long FIRST_TIMESTAMP = 1;
  private static final long LAST_TIMESTAMP = 0x7FFF_FFFFL;

  private final Session session;
  private final SessionZone zone;
  private final TimeText text;
  private final DurationText durationText;
  private final boolean zeroInDate;
  private final boolean invalidDates;
  private final boolean noZeroDate;

  Times(Session session) {
    this.session = session;
    zone = session.zone();
    text = new TimeText(zone);
    durationText = new DurationText(session);
    SqlMode mode = session.sqlMode();
    zeroInDate = mode.allowZeroInDate();
    invalidDates = mode.allowInvalidDates();
    noZeroDate = mode.noZeroDate();
  }

  SessionZone zone() {
    return zone;
  }

  /** NULL, and an error in a strict mode. */
  void invalid(Value to) throws ConversionException {
    if (session.strict()) {
      throw new ConversionException(SqlError.INCORRECT_VALUE).withNull();
    }
    session.soft(SqlError.INCORRECT_VALUE);
    to.setNull();
  }

  /** A value of any kind as a date or datetime. */
  void toTime(Value from, SqlType source, ValueKind kind, int fsp, Value to)
      throws ConversionException {
    switch (from.kind()) {
      case STRING -> {
        textToTime(from.array(), from.offset(), from.length(), kind, fsp, to);
        if (!to.isNull() && to.bits() == 0 && noZeroDate) {
          invalid(to);
        }
      }
      case INT, UINT -> {
        if (source.tp() == MysqlType.YEAR) {
          // Not checked, and a datetime whatever was asked for, 0 a date: TiDB's way.
          boolean none = from.bits() == 0;
          long core = CoreTime.date((int) from.bits(), 0, 0);
          to.setTime(none ? ValueKind.DATE : ValueKind.DATETIME, core, 0);
        } else {
          numberToTime(from.bits(), kind, fsp, to);
        }
      }
      case DOUBLE, DECIMAL -> fractionToTime(from, kind, fsp, to);
      case DATE, DATETIME, TIMESTAMP -> {
        // What is rounded is checked before, and only where it becomes of another kind.
        long time = from.bits();
        if (time == 0) {
          // A zero keeps its digits.
          to.setTime(kind, 0, kind == ValueKind.DATE ? 0 : from.fsp());
          return;
        }
        if (from.kind() != kind) {
          time = kind == ValueKind.TIMESTAMP ? outOfGap(time) : time;
          if (!possible(time, kind)) {
            invalid(to);
            return;
          }
        }
        setRounded(time, kind, fsp, to);
      }
      case DURATION -> today(from.bits(), kind, fsp, to);
      case JSON -> {
        Json json = BinaryJson.read(from.array(), from.offset(), from.length());
        if (json instanceof Json.Text string) {
          byte[] plain = JsonText.withoutQuotes(string.utf8());
          textToTime(plain, 0, plain.length, kind, fsp, to);
        } else if (json instanceof Json.Time time) {
          long core = kind == ValueKind.DATE ? CoreTime.dateOnly(time.core()) : time.core();
          to.setTime(kind, core, kind == ValueKind.DATE ? 0 : fsp);
        } else if (json instanceof Json.Duration span) {
          today(span.nanoseconds(), kind, fsp, to);
        } else {
          invalid(to);
        }
      }
      default -> invalid(to);
    }
  }

  /** A time that the clock leaves out as the moment of its change, with a warning. */
  private long outOfGap(long time) {
    if (!TimeText.isDate(time) || TimeText.exists(time, zone)) {
      return time;
    }
    session.warn();
    long change = zone.instantOrChange(CoreTime.wallSeconds(time));
    return CoreTime.ofWallSeconds(zone.wallOf(change), 0);
  }

  /** A time span as the time of this day, or of another one around it. */
  private void today(long nanoseconds, ValueKind kind, int fsp, Value to)
      throws ConversionException {
    long today = zone.wallOf(session.nowSeconds());
    long midnight = today - Math.floorMod(today, 86400L);
    long micros = Math.floorDiv(nanoseconds, 1000L);
    long wall = midnight + Math.floorDiv(micros, 1_000_000L);
    long core = CoreTime.ofWallSeconds(wall, (int) Math.floorMod(micros, 1_000_000L));
    if (!possible(core, kind)) {
      invalid(to);
    } else {
      setRounded(core, kind, fsp, to);
    }
  }

  private void setRounded(long time, ValueKind kind, int fsp, Value to) throws ConversionException {
    if (kind == ValueKind.DATE) {
      to.setTime(kind, CoreTime.dateOnly(time), 0);
      return;
    }
    long core = TimeRounding.round(time, fsp, zone);
    if (core == TimeRounding.NONE) {
      throw new ConversionException(SqlError.INCORRECT_VALUE);
    }
    to.setTime(kind, core, fsp);
  }

  /** True for a number that is a date in digits. */
  boolean isTime(Value number) {
    Value time = new Value();
    try {
      toTime(number, SqlType.INT, ValueKind.DATETIME, 6, time);
    } catch (ConversionException none) {
      return false;
    }
    return !time.isNull();
  }

  /** A text; unlike a cast this takes the zero date in every mode. */
  void textToTime(byte[] bytes, int offset, int length, ValueKind kind, int fsp, Value to)
      throws ConversionException {
    TimeText.Outcome outcome = text.read(bytes, offset, length, kind == ValueKind.DATE ? 0 : fsp);
    for (int i = text.junkWarnings(); i > 0; i--) {
      session.warn();
    }
    if (outcome == TimeText.Outcome.WRONG) {
      invalid(to);
      return;
    }
    if (outcome == TimeText.Outcome.ZERO) {
      throw new ConversionException(SqlError.OTHER, "a part of a date is no number");
    }
    set(text.core(), kind, fsp, to);
  }

  /** Reads a text as a datetime; false, with no error, if it is none. */
  boolean isDatetime(byte[] bytes, int offset, int length, int fsp, Value to) {
    TimeText.Outcome outcome = text.read(bytes, offset, length, fsp);
    for (int i = text.junkWarnings(); i > 0; i--) {
      session.warn();
    }
    long core = text.core();
    boolean found =
        outcome == TimeText.Outcome.OK && (core == 0 || possible(core, ValueKind.DATETIME));
    if (found) {
      to.setTime(ValueKind.DATETIME, core, fsp);
    }
    return found;
  }

  private void numberToTime(long number, ValueKind kind, int fsp, Value to)
      throws ConversionException {
    long core = number < 0 ? NONE : TimeText.ofNumber(number);
    if (core == NONE) {
      invalid(to);
    } else {
      set(core, kind, core == 0 ? 0 : fsp, to);
    }
  }

  /** A number as a datetime. */
  void numberToTime(BigDecimal number, int fsp, Value to) throws ConversionException {
    long core = TimeText.ofFraction(number, fsp);
    if (core == NONE) {
      invalid(to);
    } else {
      set(core, ValueKind.DATETIME, fsp, to);
    }
  }

  private void fractionToTime(Value from, ValueKind kind, int fsp, Value to)
      throws ConversionException {
    boolean real = from.kind() == ValueKind.DOUBLE;
    if (real && !Double.isFinite(from.asDouble())) {
      invalid(to);
      return;
    }
    BigDecimal number =
        from.kind() == ValueKind.DECIMAL
            ? from.decimal().toBigDecimal()
            : io.levin.kv.value.FloatText.shortest(from.asDouble());
    if (real && Double.doubleToRawLongBits(from.asDouble()) == 0) {
      to.setTime(ValueKind.DATETIME, 0, 0); // also where a date is wanted: TiDB's way
      return;
    }
    long core = TimeText.ofFraction(number, kind == ValueKind.DATE ? 0 : fsp);
    boolean minusZero = real && 1 / from.asDouble() < 0 && core == 0;
    if (core == NONE || minusZero) {
      invalid(to);
    } else {
      boolean whole = !real && from.decimal().fractionDigits() == 0;
      set(core, kind, core == 0 && !whole ? 0 : fsp, to);
    }
  }

  /** Checks a time against calendar and modes; sets it or NULL. */
  void set(long core, ValueKind kind, int fsp, Value to) throws ConversionException {
    long time = kind == ValueKind.DATE ? CoreTime.dateOnly(core) : core;
    if (time != 0 && !possible(core, kind)) {
      invalid(to);
    } else {
      to.setTime(kind, time, kind == ValueKind.DATE ? 0 : fsp);
    }
  }

  private boolean possible(long core, ValueKind kind) {
    int month = CoreTime.month(core);
    int day = CoreTime.day(core);
    if (kind == ValueKind.TIMESTAMP) {
      long instant = zone.instantOf(CoreTime.wallSeconds(core));
      return TimeText.exists(core, zone) && instant >= FIRST_TIMESTAMP && instant <= LAST_TIMESTAMP;
    }
    int days = invalidDates ? 31 : CoreTime.daysInMonth(CoreTime.year(core), month);
    boolean noDate = CoreTime.year(core) == 0 && month == 0 && day == 0;
    return (zeroInDate || noDate || month > 0 && day > 0)
        && month <= 12
        && (month == 0 || day <= days)
        && CoreTime.year(core) <= 9999
        && CoreTime.hour(core) < 24
        && CoreTime.minute(core) < 60
        && CoreTime.second(core) < 60;
  }

  /** A value of any kind as a time span. */
  void toDuration(Value from, int fsp, Value to) throws ConversionException {
    switch (from.kind()) {
      case STRING -> textToDuration(from.array(), from.offset(), from.length(), fsp, to);
      // A large unsigned number counts as the signed one with its bits.
      case INT, UINT -> numberToDuration(from.bits(), fsp, to);
      case DOUBLE, DECIMAL -> fractionToDuration(from, fsp, to);
      case DATE, DATETIME, TIMESTAMP ->
          to.setDuration(DurationText.round(clockOf(from.bits()), fsp), fsp);
      case DURATION -> to.setDuration(DurationText.round(from.bits(), fsp), fsp);
      case JSON -> {
        Json json = BinaryJson.read(from.array(), from.offset(), from.length());
        if (json instanceof Json.Text string) {
          byte[] plain = JsonText.withoutQuotes(string.utf8());
          textToDuration(plain, 0, plain.length, fsp, to);
          if (to.isNull()) {
            to.setDuration(0, 0);
          }
        } else if (json instanceof Json.Time time) {
          to.setDuration(DurationText.round(clockOf(time.core()), fsp), fsp);
        } else if (json instanceof Json.Duration span) {
          to.setDuration(span.nanoseconds(), span.fsp());
        } else {
          invalid(to);
        }
      }
      default -> invalid(to);
    }
  }

  void textToDuration(byte[] bytes, int offset, int length, int fsp, Value to)
      throws ConversionException {
    boolean clean = durationText.read(bytes, offset, length, fsp);
    if (!clean) {
      session.soft(SqlError.INCORRECT_VALUE);
    }
    if (durationText.matched()) {
      to.setDuration(durationText.nanoseconds(), fsp);
    } else {
      to.setNull();
    }
  }

  /** What of a text is a time span, whatever else is in it; none of a document's text is zero. */
  void toAnyDuration(Value from, int fsp, Value to) throws ConversionException {
    if (from.kind() == ValueKind.STRING) {
      durationText.read(from.array(), from.offset(), from.length(), fsp);
      if (!durationText.matched()) {
        invalid(to);
        return;
      }
    } else if (from.kind() == ValueKind.JSON
        && BinaryJson.read(from.array(), from.offset(), from.length()) instanceof Json.Text text) {
      byte[] plain = JsonText.withoutQuotes(text.utf8());
      durationText.read(plain, 0, plain.length, fsp);
    } else {
      toDuration(from, fsp, to);
      return;
    }
    to.setDuration(durationText.matched() ? durationText.nanoseconds() : 0, fsp);
  }

  private void fractionToDuration(Value from, int fsp, Value to) throws ConversionException {
    if (from.kind() == ValueKind.DOUBLE && !Double.isFinite(from.asDouble())) {
      invalid(to);
      return;
    }
    BigDecimal number =
        from.kind() == ValueKind.DECIMAL
            ? from.decimal().toBigDecimal()
            : io.levin.kv.value.FloatText.shortest(from.asDouble());
    byte[] bytes = number.toPlainString().getBytes(StandardCharsets.US_ASCII);
    if (durationText.read(bytes, 0, bytes.length, fsp)) {
      to.setDuration(durationText.nanoseconds(), fsp);
    } else {
      invalid(to);
    }
  }

  private void numberToDuration(long number, int fsp, Value to) throws ConversionException {
    if (number > MAX_CLOCK_NUMBER || number < -MAX_CLOCK_NUMBER) {
      if (number >= 10_000_000_000L) {
        long core = TimeText.ofNumber(number);
        if (core != NONE && TimeText.isDate(core)) {
          to.setDuration(clockOf(core), fsp);
          return;
        }
      }
      session.soft(SqlError.OUT_OF_RANGE);
      to.setNull();
      return;
    }
    long size = Math.abs(number);
    long hours = size / 10_000;
    long minutes = size / 100 % 100;
    long seconds = size % 100;
    if (minutes > 59 || seconds > 59) {
      invalid(to);
      return;
    }
    long total = (hours * 3600 + minutes * 60 + seconds) * SECOND;
    to.setDuration(number < 0 ? -total : total, fsp);
  }

  /** The time of day in nanoseconds. */
  static long clockOf(long core) {
    long seconds =
        CoreTime.hour(core) * 3600L + CoreTime.minute(core) * 60L + CoreTime.second(core);
    return seconds * SECOND + CoreTime.micro(core) * 1000L;
  }

  /** What NOW() is in the session's zone; the statement's time has no fraction. */
  long now() {
    return CoreTime.ofWallSeconds(zone.wallOf(session.nowSeconds()), 0);
  }

  /** What UTC_TIMESTAMP() is. */
  long utcNow() {
    return CoreTime.ofWallSeconds(session.nowSeconds(), 0);
  }

  /** Days since the year 0, as TO_DAYS counts; also of dates with a month or day of zero. */
  static long dayNumber(long core) {
    int year = CoreTime.year(core);
    int month = CoreTime.month(core);
    int day = CoreTime.day(core);
    if (year == 0 && month == 0) {
      return 0;
    }
    long days = 365L * year + 31L * (month - 1) + day;
    if (month <= 2) {
      year--;
    } else {
      days -= (month * 4L + 23) / 10;
    }
    long centuries = (year / 100 + 1) * 3L / 4;
    return days + year / 4 - centuries;
  }

  /** True for a date of the calendar: no part of it is zero. */
  static boolean complete(long core) {
    return CoreTime.month(core) > 0 && CoreTime.day(core) > 0;
  }

  /** Whether both are {@link #complete}; NULL otherwise, with an error for each that is not. */
  boolean bothComplete(long a, long b, Value to) throws ConversionException {
    if (!complete(a)) {
      invalid(to);
    }
    if (!complete(b)) {
      invalid(to);
    }
    return complete(a) && complete(b);
  }

  /** 0 for Sunday (or Monday, if the week is to begin with it). */
  static int weekday(long core, boolean sundayFirst) {
    // The count of days is one too high in the first months of the year 0, which is a leap year.
    boolean shifted = CoreTime.year(core) == 0 && CoreTime.month(core) <= 2;
    return (int) ((dayNumber(core) + (shifted ? 4 : 5) + (sundayFirst ? 1 : 0)) % 7);
  }

  /** Days since the first of January, from 1 on. */
  static int dayOfYear(long core) {
    long first = CoreTime.date(CoreTime.year(core), 1, 1);
    return (int) (dayNumber(core) - dayNumber(first)) + 1;
  }
}
