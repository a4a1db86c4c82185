package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;

/**
 * A function's text that may have more characters than its type has room for. It is computed for
 * each row, since a constant would not tell that.
 */
final class LongText extends Node {
  private final Node text;

  LongText(Node text) {
    super(text.type());
    this.text = text;
  }

  @Override
  boolean neverNull() {
    return text.neverNull();
  }

  @Override
  boolean madeInCharset() {
    return text.madeInCharset();
  }

  @Override
  Room room() {
    return Room.UNKNOWN;
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    text.eval(row, to);
  }
}
