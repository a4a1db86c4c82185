package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import java.math.BigDecimal;

/**
 * The operators {@code + - *} and unary minus, and the way to those of {@link Division}. Integers
 * compute as integers and overflow with an error in every mode; a decimal makes it decimals,
 * anything else doubles.
 */
final class Arithmetic {
  private final Tools tools;
  private final Session session;

  Arithmetic(Tools tools) {
    this.tools = tools;
    session = tools.session();
  }

  /** As what an operand takes part. */
  static EvalKind numericKind(Node node) {
    SqlType type = node.type();
    if (type.kind().temporal()) {
      return type.fsp() > 0 ? EvalKind.DECIMAL : EvalKind.INT;
    }
    if (node instanceof ConstantNode constant && constant.isBits()) {
      return EvalKind.INT;
    }
    return switch (type.kind()) {
      case INT, DECIMAL -> type.kind();
      default -> EvalKind.REAL;
    };
  }

  static EvalKind numericKind(Node left, Node right) {
    EvalKind a = numericKind(left);
    EvalKind b = numericKind(right);
    if (a == EvalKind.REAL || b == EvalKind.REAL) {
      return EvalKind.REAL;
    }
    return a == EvalKind.DECIMAL || b == EvalKind.DECIMAL ? EvalKind.DECIMAL : EvalKind.INT;
  }

  /** A literal NULL has the type of what it is computed with. */
  static Node beside(Node other, Node node) {
    boolean typed = node.type().isNull() && !other.type().isNull();
    return typed ? new ConstantNode(other.type(), new Value()) : node;
  }

  Node binary(String operator, Node first, Node second) {
    Node left = beside(second, first);
    Node right = beside(first, second);
    boolean sure = left.neverNull() && right.neverNull();
    Node result = binaryNode(operator, left, right);
    return sure && "+-*".contains(operator) ? Logic.sure(result) : result;
  }

  private Node binaryNode(String operator, Node left, Node right) {
    return switch (operator) {
      case "+" -> plusMinus(left, right, false);
      case "-" -> plusMinus(left, right, true);
      case "*" -> times(left, right);
      case "/" -> new Division(tools).divide(left, right);
      case "div" -> new Division(tools).integerDivide(left, right);
      case "%" -> new Division(tools).remainder(left, right);
      default -> throw new UnsupportedExpression("operator " + operator);
    };
  }

  private Node plusMinus(Node left, Node right, boolean minus) {
    switch (numericKind(left, right)) {
      case REAL -> {
        // A sum of doubles is computed on both sides even if the left one is NULL.
        CallNode.Body sum = (v, to) -> finite(v[0].asDouble() + v[1].asDouble(), to);
        CallNode.Body difference = (v, to) -> finite(v[0].asDouble() - v[1].asDouble(), to);
        Node a = tools.real(left);
        Node b = tools.real(right);
        SqlType type = ArithmeticTypes.sum(a.type(), b.type());
        return minus ? CallNode.of(type, difference, a, b) : CallNode.ofAll(type, sum, a, b);
      }
      case DECIMAL -> {
        Node a = tools.decimal(left);
        Node b = tools.decimal(right);
        return CallNode.of(
            ArithmeticTypes.sum(a.type(), b.type()),
            (v, to) -> {
              DecimalMath.add(v[0].decimal(), v[1].decimal(), minus, to.decimal());
              to.setDecimal();
            },
            a,
            b);
      }
      default -> {
        Node a = tools.integer(left);
        Node b = tools.integer(right);
        boolean aUnsigned = a.type().unsigned();
        boolean bUnsigned = b.type().unsigned();
        boolean unsigned =
            (aUnsigned || bUnsigned)
                && !(minus && session.sqlMode().has("NO_UNSIGNED_SUBTRACTION"));
        return CallNode.of(
            SqlType.integer(unsigned),
            (v, to) ->
                addIntegers(v[0].bits(), aUnsigned, v[1].bits(), bUnsigned, minus, unsigned, to),
            a,
            b);
      }
    }
  }

  private static void addIntegers(
      long a,
      boolean aUnsigned,
      long b,
      boolean bUnsigned,
      boolean minus,
      boolean unsigned,
      Value to)
      throws ConversionException {
    long sum = minus ? a - b : a + b;
    // The bits above the 64 that a sum of 128 bits would have: the sign of each operand, and the
    // carry out of the lower half.
    int aHigh = aUnsigned || a >= 0 ? 0 : -1;
    int bHigh = bUnsigned || b >= 0 ? 0 : -1;
    int high =
        minus
            ? aHigh - bHigh - (Long.compareUnsigned(a, b) < 0 ? 1 : 0)
            : aHigh + bHigh + (Long.compareUnsigned(sum, a) < 0 ? 1 : 0);
    setInteger(high, sum, unsigned, to);
  }

  private static void setInteger(int high, long low, boolean unsigned, Value to)
      throws ConversionException {
    if (unsigned) {
      if (high != 0) {
        throw new ConversionException(SqlError.OUT_OF_RANGE);
      }
      to.setUint(low);
    } else {
      if (high != (low < 0 ? -1 : 0)) {
        throw new ConversionException(SqlError.OUT_OF_RANGE);
      }
      to.setInt(low);
    }
  }

  /** A sum, which must be a number. */
  private static void finite(double result, Value to) throws ConversionException {
    if (Double.isNaN(result)) {
      throw new ConversionException(SqlError.OUT_OF_RANGE);
    }
    bounded(result, to);
  }

  /** A product or quotient, in which what is no number (0 truncated to 400 digits) goes on. */
  static void bounded(double result, Value to) throws ConversionException {
    if (Double.isInfinite(result)) {
      throw new ConversionException(SqlError.OUT_OF_RANGE);
    }
    to.setDouble(result);
  }

  private Node times(Node left, Node right) {
    switch (numericKind(left, right)) {
      case REAL -> {
        Node a = tools.real(left);
        Node b = tools.real(right);
        return CallNode.of(
            ArithmeticTypes.product(a.type(), b.type()),
            (v, to) -> bounded(v[0].asDouble() * v[1].asDouble(), to),
            a,
            b);
      }
      case DECIMAL -> {
        Node a = tools.decimal(left);
        Node b = tools.decimal(right);
        return CallNode.of(
            ArithmeticTypes.product(a.type(), b.type()),
            (v, to) -> {
              DecimalMath.multiply(v[0].decimal(), v[1].decimal(), to.decimal());
              to.setDecimal();
            },
            a,
            b);
      }
      default -> {
        Node a = tools.integer(left);
        Node b = tools.integer(right);
        boolean unsigned = a.type().unsigned() || b.type().unsigned();
        return CallNode.of(
            SqlType.integer(unsigned),
            (v, to) -> multiplyIntegers(v[0].bits(), v[1].bits(), unsigned, to),
            a,
            b);
      }
    }
  }

  /** With an unsigned operand both are taken for unsigned, so a negative one overflows. */
  private static void multiplyIntegers(long a, long b, boolean unsigned, Value to)
      throws ConversionException {
    long low = a * b;
    if (unsigned) {
      if (highProduct(a, b) != 0) {
        throw new ConversionException(SqlError.OUT_OF_RANGE);
      }
      to.setUint(low);
    } else {
      if (Math.multiplyHigh(a, b) != low >> 63) {
        throw new ConversionException(SqlError.OUT_OF_RANGE);
      }
      to.setInt(low);
    }
  }

  /** The upper half of the product of two unsigned numbers. */
  private static long highProduct(long a, long b) {
    return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
  }

  /** Unary minus. */
  Node negate(Node operand) {
    if (operand instanceof ConstantNode constant
        && operand.type().kind() == EvalKind.INT
        && !constant.value().isNull()) {
      return negateLiteral(constant);
    }
    boolean bits = operand instanceof ConstantNode literal && literal.isBits();
    EvalKind kind =
        bits
            ? EvalKind.REAL
            : operand.type().kind().temporal() ? EvalKind.DECIMAL : numericKind(operand);
    switch (kind) {
      case DECIMAL -> {
        Node a = tools.decimal(operand);
        SqlType type = a.type();
        return CallNode.of(
            SqlType.decimal(type.flen() < 0 ? -1 : type.flen() + 1, type.decimal()),
            (v, to) -> {
              to.decimal().setNegated(v[0].decimal());
              to.setDecimal();
            },
            a);
      }
      case INT -> {
        Node a = tools.integer(operand);
        boolean unsigned = a.type().unsigned();
        return CallNode.of(
            SqlType.INT.withFlen(a.type().flen() + 1),
            (v, to) -> {
              long value = v[0].bits();
              if (unsigned ? value < 0 && value != Long.MIN_VALUE : value == Long.MIN_VALUE) {
                throw new ConversionException(SqlError.OUT_OF_RANGE);
              }
              to.setInt(-value);
            },
            a);
      }
      default -> {
        return CallNode.of(
            SqlType.REAL, (v, to) -> to.setDouble(-v[0].asDouble()), tools.real(operand));
      }
    }
  }

  /** The smallest integer is written as a minus before a literal that is no signed integer. */
  private static Node negateLiteral(ConstantNode constant) {
    long bits = constant.value().bits();
    boolean unsigned = constant.type().unsigned();
    if (bits == Long.MIN_VALUE ? unsigned : bits >= 0 || !unsigned) {
      return ConstantNode.integer(-bits);
    }
    BigDecimal size = new BigDecimal(Long.toUnsignedString(bits));
    Value value = new Value();
    value.decimal().set(unsigned ? size.negate() : size);
    value.setDecimal();
    return new ConstantNode(SqlType.decimal(constant.type().flen() + 1, 0), value);
  }
}
