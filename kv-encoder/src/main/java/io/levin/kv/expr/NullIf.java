package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import io.levin.schema.MysqlType;

/** NULLIF. */
final class NullIf extends Node {
  private final Node value;
  private final Node equal;
  private final Value truth = new Value();

  NullIf(Node value, Node equal) {
    super(type(value.type()));
    this.value = value;
    this.equal = equal;
  }

  /** A text that is no name of an ENUM any more, nor has digits as a number. */
  private static SqlType type(SqlType own) {
    if (own.kind() != EvalKind.STRING) {
      return own;
    }
    return own.withDecimal(-1).withTp(own.hybrid() ? MysqlType.VARCHAR : own.tp());
  }

  @Override
  Node amongNumbers(EvalKind kind, Coerce coerce) {
    return value.type().hybrid() ? new NullIf(coerce.to(kind, value), equal) : this;
  }

  @Override
  Room room() {
    return value.room();
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    equal.eval(row, truth);
    if (!truth.isNull() && truth.bits() != 0) {
      to.setNull();
    } else {
      value.eval(row, to);
    }
  }
}
