package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;

/**
 * A part of a compiled expression: it has a type and computes a value. A node keeps scratch space,
 * so a tree of them belongs to one encoder.
 */
abstract class Node {
  private final SqlType type;

  Node(SqlType type) {
    this.type = type;
  }

  final SqlType type() {
    return type;
  }

  /** True if the value does not depend on the row. */
  boolean constant() {
    return false;
  }

  /**
   * The node to compute where a number is wanted: another one for what is a name and a number at
   * once.
   */
  Node asNumber() {
    return this;
  }

  /**
   * Computes the value.
   *
   * @param row the columns' values by offset
   * @param to is set to a value of the type's kind or to NULL. A slice in it is valid until this
   *     node computes again
   */
  abstract void eval(Value[] row, Value to) throws ConversionException;
}
