package io.levin.kv.expr;

import io.levin.kv.cast.ColumnCast;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;

/** A cast to DECIMAL. */
final class DecimalCast extends Node {
  private final Session session;
  private final Node number;
  private final ColumnCast cast;
  private final Value given = new Value();
  private final Value full = new Value();

  DecimalCast(Session session, Node number, int precision, int scale) {
    super(SqlType.decimal(precision, scale));
    this.session = session;
    this.number = number;
    FieldType target = FieldType.of(MysqlType.DECIMAL, 0, precision, scale, "binary", "binary");
    cast = ColumnCast.to(target, session);
  }

  @Override
  Node forReal() {
    SqlType type = type().forReal();
    return new DecimalCast(session, number, (int) type.flen(), type.decimal());
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
    // A quotient that has these digits already goes on showing fewer.
    full.setDecimal(given.decimal());
    cast.cast(full, to);
  }
}
