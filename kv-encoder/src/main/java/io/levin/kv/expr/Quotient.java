package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;

/**
 * A decimal divided by another. It has more digits than it shows, and where a double is made of it
 * directly, that takes all of them; what is computed from it on the way is cut to those shown.
 */
final class Quotient extends Node {
  private final Node division;

  Quotient(Node division) {
    super(division.type());
    this.division = division;
  }

  @Override
  boolean constant() {
    return division.constant();
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    division.eval(row, to);
  }
}
