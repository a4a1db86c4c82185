package io.levin.kv.expr;

import io.levin.kv.cast.ColumnCast;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;

/** A cast to DECIMAL. */
final class DecimalCast extends Node {
  private static final int MAX_PRECISION = 65;
  private static final int MAX_SCALE = 30;

  /** Digits before the point that a double has at least. */
  private static final int WHOLE_DIGITS = 18;

  private final Session session;
  private final Node number;
  private final int precision;
  private final int scale;
  private final ColumnCast cast;
  private final Value given = new Value();
  private final Value full = new Value();

  DecimalCast(Session session, Node number, int precision, int scale) {
    super(SqlType.decimal(precision, scale));
    this.session = session;
    this.number = number;
    this.precision = precision;
    this.scale = scale;
    FieldType target = FieldType.of(MysqlType.DECIMAL, 0, precision, scale, "binary", "binary");
    cast = ColumnCast.to(target, session);
  }

  /** The cast where a double is made of it at once: it leaves the digits behind the point then. */
  Node forReal() {
    int whole = Math.max(WHOLE_DIGITS, precision - scale);
    return new DecimalCast(session, number, Math.min(MAX_PRECISION, whole + MAX_SCALE), MAX_SCALE);
  }

  @Override
  boolean constant() {
    return number.constant();
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    number.eval(row, given);
    if (given.isNull()) {
      to.setNull();
      return;
    }
    Decimal decimal = given.decimal();
    if (decimal.fractionDigits() == scale
        && decimal.shownDigits() < scale
        && decimal.integerDigits() <= precision - scale) {
      // A quotient that has these digits already goes on showing fewer.
      to.setDecimal(decimal);
      return;
    }
    full.setDecimal(decimal);
    cast.cast(full, to);
    to.decimal().extend(scale);
  }
}
