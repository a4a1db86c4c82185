package io.levin.kv.cast;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;

/** DECIMAL(p,f): a value has all of the column's digits, the zero that stands for an error none. */
final class DecimalCast extends ColumnCast {
  private final int precision;
  private final int fraction;
  private final boolean unsigned;
  private final Numbers numbers;
  private final Decimal given = new Decimal();

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
    long before = session.warnings();
    read(from, decimal);
    boolean own = from.kind() != ValueKind.JSON && from.kind() != ValueKind.BINARY_LITERAL;
    boolean wrong = own && session.warnings() > before;
    boolean rounded = round(decimal);
    boolean tooLarge = decimal.integerDigits() > precision - fraction;
    boolean negative = unsigned && decimal.isNegative();
    if (tooLarge) {
      decimal.setMaximum(decimal.isNegative(), precision, fraction);
    } else if (rounded) {
      session.warn(); // also in a strict mode
    }
    if (negative) {
      decimal.setZero();
    }
    // A value has one error, the first; documents and bits are made numbers before.
    if ((tooLarge || negative) && !wrong) {
      session.soft(SqlError.OUT_OF_RANGE);
    }
    to.setDecimal();
  }

  /** Gives a value the column's digits; returns whether that changed it. */
  private boolean round(Decimal decimal) {
    boolean fewer = fraction < decimal.fractionDigits();
    if (fewer) {
      given.set(decimal);
    }
    if (fraction != decimal.fractionDigits()) {
      decimal.round(fraction); // What has no room is too large below.
    }
    return fewer && decimal.compareTo(given) != 0;
  }

  /** What is left over of a document's text is one error in an expression and another here. */
  private void read(Value from, Decimal decimal) throws ConversionException {
    try {
      numbers.toDecimal(from, decimal);
    } catch (ConversionException e) {
      throw e.error() == SqlError.DATA_TRUNCATED
          ? new ConversionException(SqlError.INCORRECT_VALUE)
          : e;
    }
  }
}
