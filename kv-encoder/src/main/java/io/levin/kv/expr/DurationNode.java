package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;

/** A value of any kind as a time span. */
final class DurationNode extends Node {
  private final Conversions conversions;
  private final Node source;
  private final Node input;
  private final Value value = new Value();

  DurationNode(Conversions conversions, Node source, int fsp) {
    super(SqlType.duration(fsp));
    this.conversions = conversions;
    this.source = source;
    input = source.type().kind() == EvalKind.DECIMAL ? new NullOnError(source) : source;
  }

  @Override
  boolean constant() {
    return source.constant();
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    input.eval(row, value);
    if (value.isNull()) {
      to.setNull();
    } else {
      long before = conversions.session().warnings();
      conversions.times().toDuration(value, type().fsp(), to);
      if (source instanceof ConstantNode) {
        // TiDB computed it before the first row.
        conversions.session().takeBackWarnings(before);
      }
    }
  }

  /** True if a date or datetime becomes a time span. */
  boolean fromTime() {
    return source.type().kind() == EvalKind.TIME;
  }

  /** True if what becomes a time span is no expression that can fail: a column, or a time. */
  boolean known() {
    return source instanceof DurationNode inner
        ? inner.known()
        : source instanceof ColumnNode
            || source instanceof ConstantNode
            || source.type().kind().temporal();
  }

  /**
   * Computes the value for a function that takes what there is of a time span, whether the rest of
   * a text is an error or not. What is none at all is one for it, too.
   */
  void evalAnyway(Value[] row, Value to) throws ConversionException {
    if (source instanceof DurationNode inner) {
      inner.evalAnyway(row, value);
    } else {
      input.eval(row, value);
    }
    if (value.isNull()) {
      to.setNull();
    } else if (conversions.session().strict()) {
      conversions.times().toAnyDuration(value, type().fsp(), to);
    } else {
      conversions.times().toDuration(value, type().fsp(), to);
    }
  }
}
