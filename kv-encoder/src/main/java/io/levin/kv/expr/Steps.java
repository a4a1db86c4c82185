package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import java.util.Arrays;

/** INTERVAL: how many bounds are not above a value. */
final class Steps extends Node {
  private final Node[] nodes;
  private final Comparison.Order[] orders;
  private final boolean halving;
  private final Value value = new Value();
  private final Value bound = new Value();

  /**
   * @param halving true to take the bounds to be in order and look at some of them only
   */
  Steps(Node[] nodes, Comparison.Order[] orders, boolean halving) {
    super(SqlType.INT);
    this.nodes = nodes;
    this.orders = orders;
    this.halving = halving;
  }

  /** INTERVAL(value, bounds). */
  static Node node(Tools tools, Node[] args) {
    boolean integers = true;
    for (Node arg : args) {
      integers &= arg.type().kind() == EvalKind.INT;
    }
    EvalKind kind = integers ? EvalKind.INT : EvalKind.REAL;
    Comparison comparison = new Comparison(tools);
    Node[] nodes = tools.all(kind, args);
    Comparison.Order[] orders = new Comparison.Order[args.length];
    for (int i = 1; i < args.length; i++) {
      orders[i] = integers ? comparison.order(kind, nodes[0], nodes[i]) : Comparison::reals;
    }
    return new Steps(nodes, orders, Arrays.stream(args).allMatch(Node::neverNull));
  }

  @Override
  boolean constant() {
    return allConstant(nodes);
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    nodes[0].eval(row, value);
    if (value.isNull()) {
      to.setInt(-1);
      return;
    }
    int from = 1;
    int end = nodes.length;
    while (from < end) {
      int next = halving ? from + (end - from) / 2 : from;
      nodes[next].eval(row, bound);
      if (bound.isNull() || orders[next].compare(value, bound) >= 0) {
        from = next + 1;
      } else {
        end = halving ? next : from;
      }
    }
    to.setInt(from - 1L);
  }
}
