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

  /** Whether all of them are {@link #constant()}, as a call of them is then. */
  static boolean allConstant(Node[] args) {
    for (Node arg : args) {
      if (!arg.constant()) {
        return false;
      }
    }
    return true;
  }

  /** True if the value is known never to be NULL, which TiDB knows of few functions. */
  boolean neverNull() {
    return false;
  }

  /** True if the value depends on the character set that the type says, as that of CONVERT does. */
  boolean madeInCharset() {
    return false;
  }

  /** Whether a text has as many characters as its type says. */
  Room room() {
    return Room.ENOUGH;
  }

  /**
   * The node to compute where a number is wanted: another one for what is a name and a number at
   * once.
   */
  Node asNumber() {
    return this;
  }

  /**
   * The node that chooses among numbers, where it chooses among values of which one is a name and a
   * number at once, and an integer or a double is wanted; else this one.
   *
   * @param kind INT or REAL
   */
  Node amongNumbers(EvalKind kind, Coerce coerce) {
    return this;
  }

  /**
   * The node where a double is made of it at once: the type of a decimal has more digits behind the
   * point then, and a quotient, a cast or a constant has them, too.
   */
  Node forReal() {
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

  /** The constant behind a node that is computed {@link #perRow} all the same; else this one. */
  Node sameForEachRow() {
    return this;
  }

  /** A node that is computed anew for each row, with its warnings, even if it is constant. */
  static Node perRow(Node node) {
    return perRow(node, node);
  }

  /** As {@link #perRow(Node)}, with what it is where it is the {@link #sameForEachRow}. */
  static Node perRow(Node node, Node same) {
    return new Node(node.type()) {
      @Override
      Room room() {
        return node.room();
      }

      @Override
      boolean neverNull() {
        return node.neverNull();
      }

      @Override
      Node sameForEachRow() {
        return ConstantNode.folded(same);
      }

      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        node.eval(row, to);
      }
    };
  }
}
