package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;

/**
 * The date of a function that takes an error inside of its argument for one that only a strict mode
 * minds, and is NULL in a lax one. Most functions of dates do; DAYNAME and what only converts a
 * date let such an error fail the row in every mode.
 */
final class SoftTime extends Node {
  private final Tools tools;
  private final Node time;

  SoftTime(Tools tools, Node argument) {
    this(tools.time(argument), tools);
  }

  private SoftTime(Node time, Tools tools) {
    super(time.type());
    this.time = time;
    this.tools = tools;
  }

  @Override
  boolean constant() {
    return time.constant();
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    try {
      time.eval(row, to);
    } catch (ConversionException wrong) {
      if (wrong.error() != SqlError.INCORRECT_VALUE) {
        throw wrong;
      }
      tools.times().invalid(to);
    }
  }
}
