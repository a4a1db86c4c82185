package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import java.util.function.Function;

/**
 * A decimal whose digits depend on those of its type, which has more where a double is made of it.
 */
final class TypedDecimal extends Node {
  private final Function<SqlType, Node> ofType;
  private final Node node;

  private TypedDecimal(Function<SqlType, Node> ofType, Node node) {
    super(node.type());
    this.ofType = ofType;
    this.node = node;
  }

  /** The decimal of a type that a function makes for each type. */
  static Node of(SqlType type, Function<SqlType, Node> ofType) {
    return new TypedDecimal(ofType, ofType.apply(type));
  }

  @Override
  boolean constant() {
    return node.constant();
  }

  @Override
  Room room() {
    return node.room();
  }

  @Override
  Node forReal() {
    return ofType.apply(type().forReal());
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    node.eval(row, to);
  }
}
