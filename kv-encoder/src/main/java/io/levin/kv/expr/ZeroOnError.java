package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;

/**
 * A function of dates that takes an error inside of an argument for one that only a strict mode
 * minds, and is then what the argument is: NULL, or zero (an empty text). Where most functions of
 * dates are NULL in both cases, see {@link SoftTime}.
 */
final class ZeroOnError extends Node {
  private final Tools tools;
  private final int dates;
  private final Node[] args;
  private final Value[] values;
  private final CallNode.Body body;

  /** A function of dates only. */
  ZeroOnError(Tools tools, SqlType type, CallNode.Body body, Node... args) {
    this(tools, args.length, type, body, args);
  }

  /**
   * @param dates how many of the arguments, the first ones, are dates; an error of another one
   *     stays one
   * @param body sees no NULL
   */
  ZeroOnError(Tools tools, int dates, SqlType type, CallNode.Body body, Node... args) {
    super(type);
    this.tools = tools;
    this.dates = dates;
    this.args = args;
    this.body = body;
    values = new Value[args.length];
    for (int i = 0; i < args.length; i++) {
      values[i] = new Value();
    }
  }

  @Override
  boolean constant() {
    return allConstant(args);
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    for (int i = 0; i < args.length; i++) {
      try {
        args[i].eval(row, values[i]);
      } catch (ConversionException wrong) {
        if (i >= dates || wrong.error() != SqlError.INCORRECT_VALUE) {
          throw wrong;
        }
        setValueOf(wrong, to);
        return;
      }
      if (values[i].isNull()) {
        to.setNull();
        return;
      }
    }
    body.apply(values, to);
  }

  private void setValueOf(ConversionException wrong, Value to) throws ConversionException {
    tools.times().invalid(to);
    if (wrong.isWithNull()) {
      return;
    }
    if (type().kind() == EvalKind.INT) {
      to.setInt(0);
    } else {
      to.setText("");
    }
  }
}
