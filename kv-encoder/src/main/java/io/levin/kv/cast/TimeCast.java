package io.levin.kv.cast;

import io.levin.kv.json.JsonText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Session;
import io.levin.kv.value.SessionZone;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.SqlMode;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;

/** DATE, DATETIME and TIMESTAMP. */
final class TimeCast extends ColumnCast {
  /** 1970-01-01 00:00:01 UTC. */
  private static final long FIRST_TIMESTAMP = 1;

  /** 2038-01-19 03:14:07 UTC. */
  private static final long LAST_TIMESTAMP = Integer.MAX_VALUE;

  private static final long NEAR_A_TRANSITION = 4 * 3600L;

  private final ValueKind kind;
  private final int fsp;
  private final TimeText text;
  private final SessionZone zone;
  private final DateRules rules;
  private final boolean noZeroDate;
  private final boolean noZeroInDate;

  TimeCast(FieldType type, Session session) {
    super(session);
    kind =
        switch (type.tp()) {
          case MysqlType.TIMESTAMP -> ValueKind.TIMESTAMP;
          case MysqlType.DATETIME -> ValueKind.DATETIME;
          default -> ValueKind.DATE;
        };
    fsp = kind == ValueKind.DATE ? 0 : Math.max(0, type.decimal());
    zone = session.zone();
    text = new TimeText(zone);
    SqlMode mode = session.sqlMode();
    rules = new DateRules(mode);
    noZeroDate = mode.noZeroDate();
    noZeroInDate = mode.noZeroInDate();
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    switch (from.kind()) {
      case STRING -> fromText(from.array(), from.offset(), from.length(), to);
      case INT -> fromNumber(from.bits(), to);
      case UINT -> {
        if (kind == ValueKind.TIMESTAMP) {
          throw new ConversionException(
              SqlError.OTHER, "cannot convert datum from unsigned bigint to type timestamp.");
        }
        fromNumber(from.bits(), to);
      }
      case DOUBLE ->
          throw new ConversionException(SqlError.OTHER, "cannot convert a double to a date");
      case DECIMAL -> fromFraction(from, to);
      case JSON -> {
        byte[] plain = JsonText.unquoted(from.array(), from.offset(), from.length());
        fromText(plain, 0, plain.length, to);
      }
      case DATE, DATETIME, TIMESTAMP -> fromTime(from, to);
      case DURATION -> fromDuration(from, to);
      default ->
          throw new ConversionException(
              SqlError.OTHER, "cannot convert a value of kind " + from.kind() + " to a date");
    }
  }

  private void fromText(byte[] bytes, int offset, int length, Value to) throws ConversionException {
    TimeText.Outcome outcome = text.read(bytes, offset, length, fsp);
    for (int i = text.junkWarnings(); i > 0; i--) {
      session.warn();
    }
    long core = text.core();
    switch (outcome) {
      case OK -> store(core, to);
      case WRONG -> wrong(to);
      default -> storeZero(to);
    }
  }

  private void fromNumber(long number, Value to) throws ConversionException {
    long core = number < 0 ? TimeText.NONE : TimeText.ofNumber(number);
    if (core == TimeText.NONE) {
      wrong(to);
    } else {
      store(core, to);
    }
  }

  /** A number with fraction, from an expression. */
  private void fromFraction(Value from, Value to) throws ConversionException {
    long core = TimeText.ofFraction(from.decimal().toBigDecimal(), fsp);
    if (core == TimeText.NONE) {
      wrong(to);
    } else {
      store(core, to);
    }
  }

  /** It is checked before it is rounded, and only where it becomes of another kind. */
  private void fromTime(Value from, Value to) throws ConversionException {
    long time = from.bits();
    if (time == 0 || from.kind() == kind) {
      storeRounded(time, from.fsp(), to);
    } else if (kind != ValueKind.TIMESTAMP) {
      if (rules.allows(time)) {
        storeRounded(time, from.fsp(), to);
      } else {
        storeAsItIs(time, from.fsp(), to);
      }
    } else if (TimeText.exists(time, zone) && isTimestamp(time)) {
      storeRounded(time, from.fsp(), to);
    } else if (TimeText.isDate(time) && !TimeText.exists(time, zone) && isInGap(time)) {
      session.warn();
      long change = zone.instantOrChange(CoreTime.wallSeconds(time));
      to.setTime(kind, CoreTime.ofWallSeconds(zone.wallOf(change), 0), fsp);
    } else {
      wrong(to);
    }
  }

  private void fromDuration(Value from, Value to) throws ConversionException {
    long today = zone.wallOf(session.nowSeconds());
    long midnight = today - Math.floorMod(today, 86400L);
    long micros = Math.floorDiv(from.bits(), 1000L);
    long wall = midnight + Math.floorDiv(micros, 1_000_000L);
    long time = CoreTime.ofWallSeconds(wall, (int) Math.floorMod(micros, 1_000_000L));
    store(kind == ValueKind.DATE ? time : TimeRounding.round(time, fsp, zone), to);
  }

  /** Rounds a time that is not checked any more and stores it, or what the modes make of it. */
  private void storeRounded(long time, int digits, Value to) throws ConversionException {
    long core =
        kind == ValueKind.DATE ? CoreTime.dateOnly(time) : TimeRounding.round(time, fsp, zone);
    if (core == TimeRounding.NONE) {
      storeAsItIs(time, digits, to);
    } else if (core == 0) {
      storeZero(to);
    } else if (kind == ValueKind.TIMESTAMP) {
      to.setTime(kind, core, fsp);
    } else {
      storeWithZeroParts(core, fsp, to);
    }
  }

  /** A time that is none of this kind stays what it was, where the modes let it: TiDB's way. */
  private void storeAsItIs(long time, int digits, Value to) throws ConversionException {
    if (hasZeroPart(time)) {
      storeWithZeroParts(time, digits, to);
    } else {
      session.soft(SqlError.INCORRECT_VALUE);
      to.setTime(kind, time, digits);
    }
  }

  /** Checks a time that was read and stores it, or what the modes make of it. */
  private void store(long time, Value to) throws ConversionException {
    if (time == 0) {
      storeZero(to);
      return;
    }
    if (kind == ValueKind.TIMESTAMP) {
      storeTimestamp(time, to);
      return;
    }
    if (!rules.allows(time)) {
      wrong(to);
      return;
    }
    long core = kind == ValueKind.DATE ? CoreTime.dateOnly(time) : time;
    if (core == 0) {
      storeZero(to);
    } else {
      storeWithZeroParts(core, fsp, to);
    }
  }

  private static boolean hasZeroPart(long time) {
    return CoreTime.month(time) == 0 || CoreTime.day(time) == 0;
  }

  private void storeWithZeroParts(long core, int digits, Value to) throws ConversionException {
    if (hasZeroPart(core) && noZeroInDate) {
      session.soft(SqlError.INCORRECT_VALUE);
      to.setTime(kind, 0, 0);
    } else {
      to.setTime(kind, core, digits);
    }
  }

  private void storeTimestamp(long time, Value to) throws ConversionException {
    if (TimeText.exists(time, zone)) {
      if (isTimestamp(time)) {
        to.setTime(kind, time, fsp);
        return;
      }
    } else if (isInGap(time)) {
      throw new ConversionException(SqlError.TIME_IN_GAP);
    }
    wrong(to);
  }

  private boolean isTimestamp(long time) {
    long instant = zone.instantOf(CoreTime.wallSeconds(time));
    return instant >= FIRST_TIMESTAMP && instant <= LAST_TIMESTAMP;
  }

  /** True for a wall time near a change of the clock, within the range of a TIMESTAMP. */
  private boolean isInGap(long time) {
    long wall = CoreTime.wallSeconds(time);
    long instant = zone.instantOf(wall);
    return zone.distanceToTransition(instant) <= NEAR_A_TRANSITION
        && wall >= zone.wallOf(FIRST_TIMESTAMP)
        && wall <= zone.wallOf(LAST_TIMESTAMP);
  }

  private void wrong(Value to) throws ConversionException {
    session.soft(SqlError.INCORRECT_VALUE);
    to.setTime(kind, 0, 0); // A zero date never has digits of a fraction.
  }

  private void storeZero(Value to) throws ConversionException {
    if (noZeroDate) {
      session.soft(SqlError.INCORRECT_VALUE);
    }
    to.setTime(kind, 0, 0);
  }
}
