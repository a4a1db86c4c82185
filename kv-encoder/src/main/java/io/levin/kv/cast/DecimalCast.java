package io.levin.kv.cast;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.FieldType;

/** DECIMAL(p,f). */
final class DecimalCast extends ColumnCast {
  private final int precision;
  private final int fraction;
  private final boolean unsigned;
  private final Numbers numbers;

  DecimalCast(FieldType type, Session session) {
    super(session);
    precision = (int) type.flen();
    fraction = Math.max(0, type.decimal());
    unsigned = type.unsigned();
    numbers = new Numbers(session);
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    Decimal decimal = to.decimal();
    numbers.toDecimal(from, decimal);
    decimal.round(fraction);
    if (decimal.integerDigits() > precision - fraction) {
      session.soft(SqlError.OUT_OF_RANGE);
      decimal.setMaximum(decimal.isNegative(), precision, fraction);
    }
    if (unsigned && decimal.isNegative()) {
      session.soft(SqlError.OUT_OF_RANGE);
      decimal.setZero();
    }
    to.setDecimal();
  }
}
