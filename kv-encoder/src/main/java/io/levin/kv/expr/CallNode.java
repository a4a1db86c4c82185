package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;

/** A function of values that were computed before it. */
final class CallNode extends Node {
  /** What a function does with its arguments. */
  interface Body {
    /**
     * Computes the value.
     *
     * @param args the arguments' values; slices in them are valid until the next row
     * @param to gets the result
     */
    void apply(Value[] args, Value to) throws ConversionException;
  }

  private final Node[] args;
  private final Value[] values;
  private final boolean nullIsNull;
  private final Body body;

  private CallNode(SqlType type, boolean nullIsNull, Node[] args, Body body) {
    super(type);
    this.args = args;
    this.nullIsNull = nullIsNull;
    this.body = body;
    values = new Value[args.length];
    for (int i = 0; i < args.length; i++) {
      values[i] = new Value();
    }
  }

  /** A function that is NULL as soon as an argument is; the body sees no NULL. */
  static Node of(SqlType type, Body body, Node... args) {
    return new CallNode(type, true, args, body);
  }

  /** A function that looks at NULLs itself. */
  static Node withNulls(SqlType type, Body body, Node... args) {
    return new CallNode(type, false, args, body);
  }

  @Override
  boolean constant() {
    for (Node arg : args) {
      if (!arg.constant()) {
        return false;
      }
    }
    return true;
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    for (int i = 0; i < args.length; i++) {
      args[i].eval(row, values[i]);
      if (nullIsNull && values[i].isNull()) {
        to.setNull();
        return;
      }
    }
    body.apply(values, to);
  }
}
