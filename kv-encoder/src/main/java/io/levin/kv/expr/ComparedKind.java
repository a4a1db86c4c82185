package io.levin.kv.expr;

import io.levin.schema.MysqlType;

/**
 * The kind as which values compare. It depends on the types of both, and on whether one of them is
 * a column and the other a constant.
 */
final class ComparedKind {
  private final Tools tools;

  ComparedKind(Tools tools) {
    this.tools = tools;
  }

  /** The kind as which two values compare. */
  EvalKind of(Node left, Node right) {
    SqlType a = left.type();
    SqlType b = right.type();
    EvalKind base = baseKind(a, b);
    if (a.kind() == EvalKind.JSON || b.kind() == EvalKind.JSON) {
      return a.isNull() || b.isNull() ? base : EvalKind.JSON;
    }
    if (base == EvalKind.STRING) {
      if (a.kind() == EvalKind.TIME || b.kind() == EvalKind.TIME) {
        return EvalKind.TIME;
      }
      if (a.kind() == EvalKind.DURATION && b.kind() == EvalKind.DURATION) {
        return EvalKind.DURATION;
      }
    }
    if (base == EvalKind.REAL || base == EvalKind.STRING) {
      if (a.kind() == EvalKind.DECIMAL && !left.constant() && stringConstant(right)
          || b.kind() == EvalKind.DECIMAL && !right.constant() && stringConstant(left)) {
        return EvalKind.DECIMAL;
      }
      if (clockColumn(left) && right.constant() || clockColumn(right) && left.constant()) {
        return EvalKind.DURATION;
      }
      if (timeBesideNumber(left, right) || timeBesideNumber(right, left)) {
        return EvalKind.TIME;
      }
    }
    return base;
  }

  private static boolean stringConstant(Node node) {
    return node.constant() && stringLike(node.type());
  }

  private static boolean clockColumn(Node node) {
    return node instanceof ColumnNode && node.type().kind() == EvalKind.DURATION;
  }

  /** A DATETIME or TIMESTAMP that is no constant, of a column or not; DATE is not treated so. */
  static boolean variableTime(Node node) {
    int tp = node.type().tp();
    return !node.constant() && (tp == MysqlType.DATETIME || tp == MysqlType.TIMESTAMP);
  }

  /** True for a datetime beside an exact number that is one, too; others meet it as numbers. */
  private boolean timeBesideNumber(Node time, Node constant) {
    EvalKind kind = constant.type().kind();
    return variableTime(time)
        && constant instanceof ConstantNode number
        && (kind == EvalKind.DECIMAL || kind == EvalKind.INT)
        && tools.times().isTime(number.value());
  }

  static boolean stringLike(SqlType type) {
    return switch (type.kind()) {
      case STRING, TIME, DURATION, JSON -> true;
      default -> false;
    };
  }

  private static EvalKind baseKind(SqlType a, SqlType b) {
    if (a.isNull() || b.isNull()) {
      return a.isNull() ? b.kind() : a.kind();
    }
    if (stringLike(a) && stringLike(b)) {
      return EvalKind.STRING;
    }
    if (a.kind() == EvalKind.TIME && b.tp() == MysqlType.YEAR
        || b.kind() == EvalKind.TIME && a.tp() == MysqlType.YEAR) {
      return EvalKind.TIME;
    }
    boolean aInt = a.kind() == EvalKind.INT || a.hybrid();
    boolean bInt = b.kind() == EvalKind.INT || b.hybrid();
    if (aInt && bInt) {
      return EvalKind.INT;
    }
    if (a.kind() == EvalKind.DECIMAL && b.hybrid() || a.hybrid() && b.kind() == EvalKind.DECIMAL) {
      return EvalKind.REAL; // a name is no exact number
    }
    if ((aInt || a.kind() == EvalKind.DECIMAL) && (bInt || b.kind() == EvalKind.DECIMAL)) {
      return EvalKind.DECIMAL;
    }
    return EvalKind.REAL;
  }

  static EvalKind baseKind(EvalKind a, EvalKind b) {
    boolean aText = a != EvalKind.INT && a != EvalKind.DECIMAL && a != EvalKind.REAL;
    boolean bText = b != EvalKind.INT && b != EvalKind.DECIMAL && b != EvalKind.REAL;
    if (aText && bText) {
      return EvalKind.STRING;
    }
    if (aText || bText || a == EvalKind.REAL || b == EvalKind.REAL) {
      return EvalKind.REAL;
    }
    return a == b ? a : EvalKind.DECIMAL;
  }
}
