package io.levin.schema.ddl;

import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import io.levin.schema.expr.ExprText;
import io.levin.schema.sql.SqlMode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Computes the constants of DDL: bounds of partitions and defaults without columns. */
final class ConstantExpr {
  private ConstantExpr() {}

  /** An integer constant; times are in UTC. */
  static BigInteger integer(Expr expr) {
    return integer(expr, ZoneOffset.UTC);
  }

  /** An integer constant. */
  static BigInteger integer(Expr expr, ZoneId zone) {
    try {
      return number(expr, zone).toBigIntegerExact();
    } catch (ArithmeticException e) {
      throw unknown(expr);
    }
  }

  /** A number as text, without an exponent. */
  static String text(Expr expr) {
    return number(expr, ZoneOffset.UTC).toPlainString();
  }

  private static BigDecimal number(Expr expr, ZoneId zone) {
    if (expr instanceof Expr.Num num) {
      return num.kind() == Expr.NumKind.FLOAT
          ? plain(parse(num.text(), expr).stripTrailingZeros())
          : new BigDecimal(num.text());
    } else if (expr instanceof Expr.Bool bool) {
      return bool.value() ? BigDecimal.ONE : BigDecimal.ZERO;
    } else if (expr instanceof Expr.Paren paren) {
      return number(paren.inner(), zone);
    } else if (expr instanceof Expr.Str str) {
      return parse(str.value(), expr);
    } else if (expr instanceof Expr.Bits bits) {
      return new BigDecimal(new BigInteger(1, Literals.bytes(bits.digits(), bits.bits())));
    } else if (expr instanceof Expr.Unary unary) {
      BigDecimal operand = number(unary.operand(), zone);
      return switch (unary.operator()) {
        case "-" -> operand.negate();
        case "+" -> operand;
        default -> throw unknown(expr);
      };
    } else if (expr instanceof Expr.Binary binary) {
      return binary(binary, zone);
    } else if (expr instanceof Expr.Call call && call.args().size() == 1) {
      return function(call, zone);
    }
    throw unknown(expr);
  }

  private static BigDecimal plain(BigDecimal value) {
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  /** A number that may have an exponent: what no double holds would have too many digits here. */
  private static BigDecimal parse(String text, Expr expr) {
    try {
      double value = Double.parseDouble(text.strip());
      if (Double.isInfinite(value)) {
        throw new DdlException(
            "types", 1367, "Illegal double '" + text + "' value found during parsing");
      }
      BigDecimal number = new BigDecimal(text.strip());
      return value == 0 ? BigDecimal.ZERO : number;
    } catch (NumberFormatException e) {
      throw unknown(expr);
    }
  }

  private static BigDecimal binary(Expr.Binary binary, ZoneId zone) {
    BigDecimal left = number(binary.left(), zone);
    BigDecimal right = number(binary.right(), zone);
    return switch (binary.operator()) {
      case "+" -> left.add(right);
      case "-" -> left.subtract(right);
      case "*" -> left.multiply(right);
      case "/" -> left.divide(right, MathContext.DECIMAL64);
      case "div" -> left.divideToIntegralValue(right);
      case "%" -> left.remainder(right);
      case "<<" -> new BigDecimal(left.toBigIntegerExact().shiftLeft(right.intValueExact()));
      default -> throw unknown(binary);
    };
  }

  private static BigDecimal function(Expr.Call call, ZoneId zone) {
    Expr arg = call.args().get(0);
    String text = arg instanceof Expr.Str str ? str.value() : number(arg, zone).toPlainString();
    // What modes decide about is left out: only dates of the calendar are known here.
    String time =
        new DateText(MysqlType.DATETIME, 6, SqlMode.DEFAULT)
            .ofString(text)
            .orElseThrow(() -> unknown(call));
    if (call.name().equals("unix_timestamp") && hasFraction(text)) {
      throw unknown(call); // is not an integer
    }
    return switch (call.name()) {
      case "to_days" -> BigDecimal.valueOf(Temporals.days(time));
      case "to_seconds" -> BigDecimal.valueOf(Temporals.secondsOf(time) + 719528L * 86400);
      case "unix_timestamp" -> BigDecimal.valueOf(Temporals.unixTimestamp(time, zone));
      case "year" -> BigDecimal.valueOf(LocalDate.parse(time.substring(0, 10)).getYear());
      case "month" -> BigDecimal.valueOf(LocalDate.parse(time.substring(0, 10)).getMonthValue());
      case "day", "dayofmonth" ->
          BigDecimal.valueOf(LocalDate.parse(time.substring(0, 10)).getDayOfMonth());
      default -> throw unknown(call);
    };
  }

  /** TiDB takes whatever stands behind a point for one, also a month. */
  private static boolean hasFraction(String text) {
    int point = text.lastIndexOf('.');
    return point >= 0 && point < text.length() - 1;
  }

  private static DdlException unknown(Expr expr) {
    return new DdlException(
        "ddl", 8200, "the constant " + ExprText.of(expr) + " cannot be computed without a cluster");
  }
}
