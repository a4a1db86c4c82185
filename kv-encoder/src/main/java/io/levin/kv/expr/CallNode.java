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
  private final Nulls nulls;
  private final Body body;

  private enum Nulls {
    /** The first NULL ends it: what comes behind is not computed, and cannot fail. */
    STOP,
    /** All arguments are computed before one that is NULL makes it NULL. */
    AFTER_ALL,
    /** The body looks at NULLs. */
    PASS
  }

  private CallNode(SqlType type, Nulls nulls, Node[] args, Body body) {
    super(type);
    this.args = args;
    this.nulls = nulls;
    this.body = body;
    values = new Value[args.length];
    for (int i = 0; i < args.length; i++) {
      values[i] = new Value();
    }
  }

  /** A function that is NULL as soon as an argument is; the body sees no NULL. */
  static Node of(SqlType type, Body body, Node... args) {
    return new CallNode(type, Nulls.STOP, args, body);
  }

  /** A function that is NULL if an argument is, but computes all of them first. */
  static Node ofAll(SqlType type, Body body, Node... args) {
    return new CallNode(type, Nulls.AFTER_ALL, args, body);
  }

  /** A function that looks at NULLs itself. */
  static Node withNulls(SqlType type, Body body, Node... args) {
    return new CallNode(type, Nulls.PASS, args, body);
  }

  @Override
  boolean constant() {
    return allConstant(args);
  }

  @Override
  Room room() {
    return Room.ofCall(type(), args);
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    boolean missing = false;
    for (int i = 0; i < args.length; i++) {
      args[i].eval(row, values[i]);
      missing |= values[i].isNull();
      if (missing && nulls == Nulls.STOP) {
        break;
      }
    }
    if (missing && nulls != Nulls.PASS) {
      to.setNull();
    } else {
      body.apply(values, to);
    }
  }
}
