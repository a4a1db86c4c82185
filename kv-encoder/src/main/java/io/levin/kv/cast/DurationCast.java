package io.levin.kv.cast;

import io.levin.kv.json.JsonText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.FieldType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** TIME. */
final class DurationCast extends ColumnCast {
  private static final long MAX_NUMBER = 8_385_959;
  private static final long DATETIME_NUMBERS = 10_000_000_000L;

  private final int fsp;
  private final DurationText text;
  private final Rendering rendering = new Rendering();
  private final Value rendered = new Value();

  DurationCast(FieldType type, Session session) {
    super(session);
    fsp = Math.max(0, type.decimal());
    text = new DurationText(session);
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    switch (from.kind()) {
      case STRING -> fromText(from.array(), from.offset(), from.length(), to);
      case INT -> fromNumber(from, from.bits(), to);
      case UINT -> {
        if (from.bits() < 0) {
          outOfRange(to);
        } else {
          fromNumber(from, from.bits(), to);
        }
      }
      case DOUBLE -> {
        double whole = Math.rint(from.asDouble());
        if (Math.abs(whole) > 0x1p63) {
          outOfRange(to);
        } else {
          fromNumber(from, Double.isNaN(whole) ? Long.MIN_VALUE : (long) whole, to);
        }
      }
      case DECIMAL -> {
        BigDecimal whole = from.decimal().toBigDecimal().setScale(0, RoundingMode.HALF_UP);
        if (whole.toBigInteger().bitLength() < 64) {
          fromNumber(from, whole.longValue(), to);
        } else {
          outOfRange(to);
        }
      }
      case DATE, DATETIME, TIMESTAMP -> {
        long core = from.bits();
        long seconds =
            CoreTime.hour(core) * 3600L + CoreTime.minute(core) * 60L + CoreTime.second(core);
        to.setDuration(round(seconds * 1_000_000_000L + CoreTime.micro(core) * 1000L), fsp);
      }
      case DURATION -> to.setDuration(round(from.bits()), fsp);
      case JSON -> {
        byte[] plain = JsonText.unquoted(from.array(), from.offset(), from.length());
        fromText(plain, 0, plain.length, to);
      }
      default ->
          throw new ConversionException(
              SqlError.OTHER, "cannot convert a value of kind " + from.kind() + " to a time");
    }
  }

  private void outOfRange(Value to) throws ConversionException {
    session.soft(SqlError.OUT_OF_RANGE);
    to.setNull();
  }

  private void fromNumber(Value from, long number, Value to) throws ConversionException {
    if (number > MAX_NUMBER && number < DATETIME_NUMBERS) {
      session.soft(SqlError.INCORRECT_VALUE);
      to.setDuration(DurationText.MAX, fsp);
    } else if (number < -MAX_NUMBER) {
      session.soft(SqlError.INCORRECT_VALUE);
      to.setNull();
    } else {
      rendering.render(from, rendered);
      fromText(rendered.array(), rendered.offset(), rendered.length(), to);
    }
  }

  private void fromText(byte[] bytes, int offset, int length, Value to) throws ConversionException {
    if (!text.read(bytes, offset, length, fsp)) {
      session.soft(SqlError.INCORRECT_VALUE);
    }
    to.setDuration(text.nanoseconds(), fsp);
  }

  private long round(long nanoseconds) {
    return DurationText.round(nanoseconds, fsp);
  }
}
