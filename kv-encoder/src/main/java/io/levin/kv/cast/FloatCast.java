package io.levin.kv.cast;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.PowersOfTen;
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
    power = PowersOfTen.of(fraction);
    limit = PowersOfTen.of((int) type.flen() - fraction) - PowersOfTen.of(-fraction);
    numbers = new Numbers(session);
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    double value = numbers.toDouble(from);
    boolean outside = false;
    if (Double.isNaN(value)) {
      session.soft(SqlError.OUT_OF_RANGE);
      value = 0;
    } else if (Double.isInfinite(value)) {
      session.soft(SqlError.OUT_OF_RANGE);
      to.setDouble(value); // It stays as it is.
      return;
    } else if (rounded) {
      double near = round(value);
      outside = near > limit || near < -limit;
      value = outside ? clamped(near) : near;
    }
    if (unsigned && value < 0) {
      if (!outside) {
        session.soft(SqlError.OUT_OF_RANGE);
      }
      value = 0;
    }
    if (single) {
      // The limit of FLOAT(M,D) itself may be infinite as a float: TiDB's way.
      if (Math.abs(value) > Float.MAX_VALUE && !outside) {
        session.soft(SqlError.OUT_OF_RANGE);
        value = value > 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
      }
      value = (float) value;
    }
    to.setDouble(value);
  }

  private double round(double value) {
    double scaled = value * power;
    return Double.isInfinite(scaled) ? value : Math.rint(scaled) / power;
  }

  private double clamped(double value) throws ConversionException {
    session.soft(SqlError.OUT_OF_RANGE);
    return value > 0 ? limit : -limit;
  }
}
