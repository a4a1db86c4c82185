package io.levin.kv.cast;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;

/** FLOAT and DOUBLE, with or without digits. */
final class FloatCast extends ColumnCast {
  private final boolean single;
  private final boolean unsigned;
  private final boolean rounded;
  private final double power;
  private final double limit;
  private final Numbers numbers;

  FloatCast(FieldType type, Session session) {
    super(session);
    single = type.tp() == MysqlType.FLOAT;
    unsigned = type.unsigned();
    rounded = type.flen() >= 0 && type.decimal() >= 0;
    int fraction = Math.max(0, type.decimal());
    power = Math.pow(10, fraction);
    limit = Math.pow(10, type.flen() - fraction) - Math.pow(10, -fraction);
    numbers = new Numbers(session);
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    double value = numbers.toDouble(from);
    if (Double.isNaN(value)) {
      session.soft(SqlError.OUT_OF_RANGE);
      value = 0;
    } else if (Double.isInfinite(value)) {
      session.soft(SqlError.OUT_OF_RANGE);
    } else if (rounded) {
      value = round(value);
    }
    if (unsigned && value < 0) {
      session.soft(SqlError.OUT_OF_RANGE);
      value = 0;
    }
    if (single) {
      if (Math.abs(value) > Float.MAX_VALUE) {
        session.soft(SqlError.OUT_OF_RANGE);
        value = value > 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
      }
      value = (float) value;
    }
    to.setDouble(value);
  }

  private double round(double value) throws ConversionException {
    double scaled = value * power;
    double result = Double.isInfinite(scaled) ? value : Math.rint(scaled) / power;
    if (result > limit || result < -limit) {
      session.soft(SqlError.OUT_OF_RANGE);
      result = result > 0 ? limit : -limit;
    }
    return result;
  }
}
