package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;

/**
 * A function that computes an argument only when it comes to it: one that has its result, or its
 * error, before that never meets what would fail behind it.
 */
final class LazyNode extends Node {
  /** What a function does with its arguments. */
  interface Body {
    /**
     * Computes the value.
     *
     * @param args the arguments, each of which is computed when it is asked for
     * @param to gets the result
     */
    void apply(Arguments args, Value to) throws ConversionException;
  }

  /** The arguments of a call for one row. */
  static final class Arguments {
    private final Node[] nodes;
    private final Value[] values;
    private Value[] row;

    private Arguments(Node[] nodes) {
      this.nodes = nodes;
      values = new Value[nodes.length];
      for (int i = 0; i < nodes.length; i++) {
        values[i] = new Value();
      }
    }

    int count() {
      return nodes.length;
    }

    /** Computes an argument; the value stays valid until the next row. */
    Value get(int index) throws ConversionException {
      nodes[index].eval(row, values[index]);
      return values[index];
    }
  }

  private final Arguments args;
  private final Body body;

  LazyNode(SqlType type, Body body, Node... args) {
    super(type);
    this.args = new Arguments(args);
    this.body = body;
  }

  @Override
  boolean constant() {
    for (Node arg : args.nodes) {
      if (!arg.constant()) {
        return false;
      }
    }
    return true;
  }

  @Override
  Room room() {
    return Room.ofCall(type(), args.nodes);
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    args.row = row;
    body.apply(args, to);
  }
}
