package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;

/** A value that is the same for every row. */
final class ConstantNode extends Node {
  private static final Value[] NO_ROW = {};

  private final Value value;
  private final boolean bits;
  private boolean signed;
  private boolean storedWithSign;

  /**
   * @param value belongs to the node from now on; a BINARY_LITERAL is a string to everything that
   *     does not ask for {@link #number}
   */
  ConstantNode(SqlType type, Value value) {
    super(type);
    this.value = value;
    this.bits = value.kind() == ValueKind.BINARY_LITERAL;
    if (bits) {
      value.setString(value.array(), value.offset(), value.length());
    }
  }

  static ConstantNode integer(long number) {
    Value value = new Value();
    value.setInt(number);
    return new ConstantNode(SqlType.INT.withFlen(Long.toString(number).length()), value);
  }

  static ConstantNode text(String text) {
    Value value = new Value();
    value.setText(text);
    return new ConstantNode(SqlType.text().withFlen(text.codePointCount(0, text.length())), value);
  }

  static ConstantNode missing() {
    return new ConstantNode(SqlType.NULL, new Value());
  }

  /** The value itself; a decimal may have fewer digits than its type. */
  Value value() {
    return value;
  }

  /** Sets a value to this one as a column takes it: a hexadecimal literal as such. */
  void store(Value to) {
    to.set(value);
    if (storedWithSign) {
      to.setInt(value.bits());
    }
    if (bits) {
      to.setSlice(ValueKind.BINARY_LITERAL, value.array(), value.offset(), value.length());
    }
  }

  /** This bit literal, which is an integer with a sign where it is computed with. */
  ConstantNode withSign() {
    signed = true;
    return this;
  }

  /** This integer without sign, which a column takes for one with a sign. */
  ConstantNode storedWithSign() {
    storedWithSign = true;
    return this;
  }

  /** The integer to compute with: a hexadecimal literal has no sign, a bit literal has one. */
  Node asInteger() {
    Node number = asNumber();
    return signed ? integer(((ConstantNode) number).value.bits()) : number;
  }

  /** True for a hexadecimal or bit literal. */
  boolean isBits() {
    return bits;
  }

  @Override
  boolean constant() {
    return true;
  }

  @Override
  Node forReal() {
    return type().kind() == EvalKind.DECIMAL ? new ConstantNode(type().forReal(), value) : this;
  }

  @Override
  boolean neverNull() {
    return !value.isNull();
  }

  @Override
  Node asNumber() {
    if (!bits) {
      return this;
    }
    long number = 0;
    int end = value.offset() + value.length();
    for (int i = value.offset(); i < end; i++) {
      if (number >>> 56 != 0) {
        throw new UnsupportedExpression("a hexadecimal literal of more than 8 bytes as a number");
      }
      number = number << 8 | value.array()[i] & 0xFF;
    }
    Value unsigned = new Value();
    unsigned.setUint(number);
    return new ConstantNode(SqlType.UINT, unsigned);
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    to.set(value);
    if (value.kind() == ValueKind.DECIMAL && to.decimal().fractionDigits() < type().decimal()) {
      DecimalMath.require(to.decimal().round(type().decimal()));
    }
  }

  /** The node, or its value if that does not depend on the row and can be computed. */
  static Node folded(Node node) {
    if (node instanceof ConstantNode || !node.constant()) {
      return node;
    }
    Value value = new Value();
    try {
      node.eval(NO_ROW, value);
    } catch (ConversionException failsInEachRow) {
      return node;
    }
    Value own = new Value();
    own.set(value);
    if (value.kind() == ValueKind.STRING || value.kind() == ValueKind.JSON) {
      byte[] bytes = value.copyBytes();
      own.setSlice(value.kind(), bytes, 0, bytes.length);
    }
    return new ConstantNode(node.type(), own);
  }
}
