package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;

/** IFNULL and COALESCE: what comes behind the first value is not computed. */
final class FirstNotNull extends Node {
  private final Node[] args;
  private final Room room;

  FirstNotNull(SqlType type, Node[] args, Room room) {
    super(type);
    this.room = room;
    this.args = args;
  }

  @Override
  boolean constant() {
    return allConstant(args);
  }

  @Override
  Room room() {
    return room;
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    for (Node arg : args) {
      arg.eval(row, to);
      if (!to.isNull()) {
        return;
      }
    }
    if (to.kind() != ValueKind.NULL) {
      to.setNull();
    }
  }
}
