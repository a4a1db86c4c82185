package io.levin.kv.expr;

import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import io.levin.schema.MysqlType;

/** Truth values: AND, OR, XOR, NOT, IS. What is no number is true if it is one that is not 0. */
final class Logic {
  private final Tools tools;

  Logic(Tools tools) {
    this.tools = tools;
  }

  /** The node as a number that can be asked for {@link #isTrue}. */
  Node condition(Node node) {
    return switch (node.type().kind()) {
      case INT, REAL, DECIMAL -> node;
      case TIME, DURATION -> tools.decimal(node);
      default -> tools.real(node);
    };
  }

  /** The truth of a number that is not NULL. */
  static boolean isTrue(Value value) {
    return switch (value.kind()) {
      case DOUBLE -> value.asDouble() != 0;
      case DECIMAL -> !value.decimal().isZero();
      default -> value.bits() != 0;
    };
  }

  static void set(Value to, boolean truth) {
    to.setInt(truth ? 1 : 0);
  }

  Node and(Node left, Node right) {
    return new Junction(condition(left), condition(right), false);
  }

  Node or(Node left, Node right) {
    return new Junction(condition(left), condition(right), true);
  }

  Node xor(Node left, Node right) {
    return CallNode.of(
        SqlType.BOOL,
        (v, to) -> set(to, isTrue(v[0]) != isTrue(v[1])),
        condition(left),
        condition(right));
  }

  Node not(Node operand) {
    if (operand.type().kind() == EvalKind.JSON) {
      Json zero = new Json.Int(0);
      return CallNode.of(
          SqlType.BOOL,
          (v, to) -> set(to, JsonOrder.compare(tools.conversions().json(v[0]), zero) == 0),
          operand);
    }
    Node number = operand.type().kind().temporal() ? tools.integer(operand) : condition(operand);
    return CallNode.of(SqlType.BOOL, (v, to) -> set(to, !isTrue(v[0])), number);
  }

  Node isNull(Node operand, boolean negated) {
    if (operand.neverNull()) {
      // Not computed, and the answer no is an unsigned number, no truth value: TiDB's way.
      Value answer = new Value();
      if (negated || operand instanceof ConstantNode) {
        set(answer, negated);
        return new ConstantNode(SqlType.BOOL, answer);
      }
      answer.setUint(0);
      SqlType type = SqlType.INT.withTp(MysqlType.TINYINT).withUnsigned(true).withFlen(1);
      return new ConstantNode(type, answer).storedWithSign();
    }
    return sure(
        CallNode.withNulls(SqlType.BOOL, (v, to) -> set(to, v[0].isNull() != negated), operand));
  }

  /** A node that is known never to be NULL. */
  static Node sure(Node node) {
    return new Node(node.type()) {
      @Override
      boolean constant() {
        return node.constant();
      }

      @Override
      Room room() {
        return node.room();
      }

      @Override
      boolean neverNull() {
        return true;
      }

      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        node.eval(row, to);
      }
    };
  }

  Node isTruth(Node operand, boolean truth, boolean negated) {
    return CallNode.withNulls(
        SqlType.BOOL,
        (v, to) -> set(to, (!v[0].isNull() && isTrue(v[0]) == truth) != negated),
        condition(operand));
  }

  /** AND or OR: the right side is not computed where the left decides. */
  private static final class Junction extends Node {
    private final Node left;
    private final Node right;
    private final boolean deciding;
    private final Value value = new Value();

    Junction(Node left, Node right, boolean deciding) {
      super(SqlType.BOOL);
      this.left = left;
      this.right = right;
      this.deciding = deciding;
    }

    @Override
    boolean constant() {
      return left.constant() && right.constant();
    }

    @Override
    void eval(Value[] row, Value to) throws ConversionException {
      left.eval(row, value);
      boolean unknown = value.isNull();
      if (!unknown && isTrue(value) == deciding) {
        set(to, deciding);
        return;
      }
      right.eval(row, value);
      if (!value.isNull() && isTrue(value) == deciding) {
        set(to, deciding);
      } else if (unknown || value.isNull()) {
        to.setNull();
      } else {
        set(to, !deciding);
      }
    }
  }
}
