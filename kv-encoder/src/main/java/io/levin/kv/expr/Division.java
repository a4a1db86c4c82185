package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import java.math.BigInteger;

/** The operators {@code / DIV %}. What is divided by zero is NULL, or an error in a strict mode. */
final class Division {
  private final Tools tools;
  private final Session session;
  private final int increment;

  Division(Tools tools) {
    this.tools = tools;
    session = tools.session();
    increment = Integer.parseInt(session.variable("div_precision_increment", "4"));
  }

  private void byZero(Value to) throws ConversionException {
    if (session.sqlMode().errorForDivisionByZero()) {
      session.soft(SqlError.DIVISION_BY_ZERO);
    }
    to.setNull();
  }

  Node divide(Node left, Node right) {
    if (Arithmetic.numericKind(left) == EvalKind.REAL
        || Arithmetic.numericKind(right) == EvalKind.REAL) {
      return CallNode.of(
          SqlType.REAL,
          (v, to) -> {
            if (v[1].asDouble() == 0) {
              byZero(to);
            } else {
              Arithmetic.bounded(v[0].asDouble() / v[1].asDouble(), to);
            }
          },
          tools.real(left),
          tools.real(right));
    }
    Node a = tools.decimal(left);
    Node b = tools.decimal(right);
    return TypedDecimal.of(
        ArithmeticTypes.quotient(a.type(), b.type(), increment),
        type ->
            CallNode.of(
                type, (v, to) -> divide(v[0].decimal(), v[1].decimal(), type.decimal(), to), a, b));
  }

  private void divide(Decimal a, Decimal b, int scale, Value to) throws ConversionException {
    if (b.isZeroInDigits()) {
      byZero(to);
      return;
    }
    Decimal quotient = to.decimal();
    if (!DecimalMath.divide(a, b, increment, quotient)) {
      session.soft(SqlError.TRUNCATED_BY_FUNCTION);
    } else if (quotient.fractionDigits() < scale) {
      // Fewer than the type has, where the dividend has fewer than its own.
      DecimalMath.require(quotient.round(scale));
    }
    to.setDecimal();
  }

  Node integerDivide(Node left, Node right) {
    boolean integers =
        Arithmetic.numericKind(left) == EvalKind.INT
            && Arithmetic.numericKind(right) == EvalKind.INT;
    if (!integers) {
      Node a = tools.decimal(left);
      Node b = tools.decimal(right);
      boolean unsigned = left.type().unsigned() || right.type().unsigned();
      Decimal quotient = new Decimal();
      return CallNode.of(
          SqlType.integer(unsigned),
          (v, to) -> {
            if (v[1].decimal().isZeroInDigits()) {
              byZero(to);
            } else {
              Decimal.Outcome outcome =
                  quotient.setQuotient(v[0].decimal(), v[1].decimal(), increment);
              if (outcome != Decimal.Outcome.OK) {
                session.soft(SqlError.TRUNCATED_BY_FUNCTION);
              }
              if (outcome == Decimal.Outcome.OVERFLOW) {
                throw new ConversionException(SqlError.OUT_OF_RANGE);
              }
              setWhole(quotient.toBigDecimal().toBigInteger(), unsigned, to);
            }
          },
          a,
          b);
    }
    Node a = tools.integer(left);
    Node b = tools.integer(right);
    boolean aUnsigned = a.type().unsigned();
    boolean bUnsigned = b.type().unsigned();
    boolean unsigned = aUnsigned || bUnsigned;
    return CallNode.of(
        SqlType.integer(unsigned),
        (v, to) -> {
          if (v[1].bits() == 0) {
            byZero(to);
          } else {
            divideIntegers(v[0].bits(), aUnsigned, v[1].bits(), bUnsigned, unsigned, to);
          }
        },
        a,
        b);
  }

  private static void setWhole(BigInteger quotient, boolean unsigned, Value to)
      throws ConversionException {
    if (quotient.bitLength() > (unsigned ? 64 : 63) || unsigned && quotient.signum() < 0) {
      throw new ConversionException(SqlError.OUT_OF_RANGE);
    }
    if (unsigned) {
      to.setUint(quotient.longValue());
    } else {
      to.setInt(quotient.longValue());
    }
  }

  private static void divideIntegers(
      long a, boolean aUnsigned, long b, boolean bUnsigned, boolean unsigned, Value to)
      throws ConversionException {
    boolean aMinus = !aUnsigned && a < 0;
    boolean bMinus = !bUnsigned && b < 0;
    long quotient = Long.divideUnsigned(aMinus ? -a : a, bMinus ? -b : b);
    if (unsigned) {
      if (aMinus != bMinus && quotient != 0) {
        throw new ConversionException(SqlError.OUT_OF_RANGE);
      }
      to.setUint(quotient);
      return;
    }
    if (aMinus == bMinus && quotient < 0) {
      throw new ConversionException(SqlError.OUT_OF_RANGE);
    }
    to.setInt(aMinus == bMinus ? quotient : -quotient);
  }

  Node remainder(Node left, Node right) {
    switch (Arithmetic.numericKind(left, right)) {
      case REAL -> {
        return CallNode.ofAll(
            ArithmeticTypes.remainder(
                besideReal(left), besideReal(right), true, left.type().unsigned()),
            (v, to) -> {
              if (v[1].asDouble() == 0) {
                byZero(to);
              } else {
                to.setDouble(v[0].asDouble() % v[1].asDouble());
              }
            },
            tools.real(left),
            tools.real(right));
      }
      case DECIMAL -> {
        Node a = tools.decimal(left);
        Node b = tools.decimal(right);
        return CallNode.of(
            ArithmeticTypes.remainder(a.type(), b.type(), false, left.type().unsigned()),
            (v, to) -> {
              if (v[1].decimal().isZeroInDigits()) {
                byZero(to);
              } else {
                DecimalMath.remainder(v[0].decimal(), v[1].decimal(), to.decimal());
                to.setDecimal();
              }
            },
            a,
            b);
      }
      default -> {
        Node a = tools.integer(left);
        Node b = tools.integer(right);
        boolean aUnsigned = a.type().unsigned();
        boolean bUnsigned = b.type().unsigned();
        return CallNode.ofAll(
            SqlType.integer(aUnsigned),
            (v, to) -> {
              if (v[1].bits() == 0) {
                byZero(to);
              } else {
                remainderOfIntegers(v[0].bits(), aUnsigned, v[1].bits(), bUnsigned, to);
              }
            },
            a,
            b);
      }
    }
  }

  /** The type of an operand of which a double was made, which a column's is not changed by. */
  private static SqlType besideReal(Node operand) {
    SqlType type = operand.type();
    boolean widened = type.kind() == EvalKind.DECIMAL && !(operand instanceof ColumnNode);
    return widened ? type.forReal() : type;
  }

  private static void remainderOfIntegers(
      long a, boolean aUnsigned, long b, boolean bUnsigned, Value to) {
    boolean aMinus = !aUnsigned && a < 0;
    boolean bMinus = !bUnsigned && b < 0;
    long rest = Long.remainderUnsigned(aMinus ? -a : a, bMinus ? -b : b);
    if (aUnsigned) {
      to.setUint(rest);
    } else {
      to.setInt(aMinus ? -rest : rest);
    }
  }
}
