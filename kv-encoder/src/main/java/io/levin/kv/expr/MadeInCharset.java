package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;

/**
 * A text that a function makes in the character set of its type. Where constant conditions choose
 * it, TiDB puts the type of the whole in the place of its own, and so changes the value.
 */
final class MadeInCharset extends Node {
  private final Node text;

  MadeInCharset(Node text) {
    super(text.type());
    this.text = text;
  }

  /**
   * @throws UnsupportedExpression if a chosen value would be made in another character set
   */
  static void requireOwn(Node chosen, SqlType whole) {
    if (chosen.madeInCharset() && !chosen.type().charset().equals(whole.charset())) {
      throw new UnsupportedExpression(
          "a constant condition that chooses a conversion to another character set");
    }
  }

  @Override
  boolean madeInCharset() {
    return true;
  }

  @Override
  boolean constant() {
    return text.constant();
  }

  @Override
  boolean neverNull() {
    return text.neverNull();
  }

  @Override
  Room room() {
    return text.room();
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    text.eval(row, to);
  }
}
