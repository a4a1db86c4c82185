package io.levin.schema.ddl;

import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import java.util.Optional;

/**
 * The types that arithmetic gives, with the lengths that TiDB computes for them.
 *
 * @param type an operand's type
 * @param expr the operand, whose digits count where it is a literal
 */
record NumberType(FieldType type, Expr expr) {
  private static final int MAX_DIGITS = 65;
  private static final int MAX_SCALE = 30;
  private static final int REAL_WIDTH = 23;

  /** Digits that a quotient has more than the dividend. */
  private static final int QUOTIENT_DIGITS = 4;

  private enum Kind {
    INTEGER,
    DECIMAL,
    REAL
  }

  /** Whether values are numbers without a fraction, YEAR and BIT too. */
  static boolean isInteger(FieldType type) {
    return MysqlType.isInteger(type.tp())
        || type.tp() == MysqlType.YEAR
        || type.tp() == MysqlType.BIT;
  }

  static FieldType integer(long flen, boolean unsigned) {
    int flag = Flags.BINARY | (unsigned ? Flags.UNSIGNED : 0);
    return FieldType.of(MysqlType.BIGINT, flag, flen, 0, "binary", "binary");
  }

  static FieldType real(long flen, int decimal) {
    return FieldType.of(MysqlType.DOUBLE, Flags.BINARY, flen, decimal, "binary", "binary");
  }

  static FieldType decimal(long flen, int decimal, boolean unsigned) {
    int flag = Flags.BINARY | (unsigned ? Flags.UNSIGNED : 0);
    return FieldType.of(
        MysqlType.DECIMAL, flag, Math.min(flen, MAX_DIGITS), decimal, "binary", "binary");
  }

  /** Whether it is a number that is written down, or a column that cannot be NULL. */
  boolean notNull() {
    return type.notNull() || expr instanceof Expr.Num;
  }

  private Kind kind() {
    if (MysqlType.isDate(type.tp()) || type.tp() == MysqlType.TIME) {
      return type.decimal() > 0 ? Kind.DECIMAL : Kind.INTEGER;
    }
    return isInteger(type)
        ? Kind.INTEGER
        : type.tp() == MysqlType.DECIMAL ? Kind.DECIMAL : Kind.REAL;
  }

  /** As it is converted for arithmetic of decimals. */
  private FieldType asDecimal() {
    if (type.tp() == MysqlType.DECIMAL && !(expr instanceof Expr.Num)) {
      return type;
    }
    if (expr instanceof Expr.Num num && num.kind() == Expr.NumKind.INTEGER) {
      return decimal(num.text().replaceFirst("^0+(?=.)", "").length(), 0, false);
    }
    if (isInteger(type)) {
      long digits =
          switch (type.tp()) {
            case MysqlType.TINYINT -> 3;
            case MysqlType.YEAR -> 4;
            case MysqlType.SMALLINT -> 5;
            case MysqlType.MEDIUMINT -> 8;
            case MysqlType.INT -> 10;
            default -> 20;
          };
      return decimal(digits, 0, type.unsigned());
    }
    return decimal(type.flen() < 0 ? MAX_DIGITS : type.flen(), Math.max(type.decimal(), 0), false);
  }

  /** As it is converted for arithmetic of doubles. */
  private FieldType asReal() {
    boolean real = type.tp() == MysqlType.FLOAT || type.tp() == MysqlType.DOUBLE;
    return real ? type : real(REAL_WIDTH, -1);
  }

  /**
   * {@code left operator right}.
   *
   * @param operator {@code +}, {@code -}, {@code *}, {@code /}, {@code div} or {@code %}
   */
  static Optional<FieldType> of(String operator, NumberType left, NumberType right) {
    boolean real = left.kind() == Kind.REAL || right.kind() == Kind.REAL;
    boolean integers = left.kind() == Kind.INTEGER && right.kind() == Kind.INTEGER;
    boolean unsigned = left.type.unsigned() || right.type.unsigned();
    return switch (operator) {
      case "div" -> Optional.of(integer(20, unsigned));
      case "/" ->
          Optional.of(real ? real(REAL_WIDTH, -1) : quotient(left.asDecimal(), right.asDecimal()));
      case "%" -> Optional.of(rest(left.type, right.type, real, integers));
      case "+", "-", "*" -> {
        boolean product = operator.equals("*");
        yield Optional.of(
            integers
                ? integer(20, unsigned)
                : real
                    ? sum(left.asReal(), right.asReal(), true, product)
                    : sum(left.asDecimal(), right.asDecimal(), false, product));
      }
      default -> Optional.empty();
    };
  }

  private static FieldType quotient(FieldType a, FieldType b) {
    int scale = Math.min(a.decimal() + QUOTIENT_DIGITS, MAX_SCALE);
    long digits = a.flen() - (a.decimal() > 0 ? 2 : 1) + b.decimal() + QUOTIENT_DIGITS;
    return decimal(Math.min(digits, MAX_DIGITS) + 2, scale, false);
  }

  private static FieldType rest(FieldType a, FieldType b, boolean real, boolean integers) {
    if (integers) {
      return integer(20, a.unsigned());
    }
    int scale = a.decimal() < 0 || b.decimal() < 0 ? -1 : Math.max(a.decimal(), b.decimal());
    long flen = a.flen() < 0 || b.flen() < 0 ? -1 : Math.max(a.flen(), b.flen());
    return real
        ? real(Math.min(flen, REAL_WIDTH), scale)
            .withFlag(Flags.BINARY | (a.unsigned() ? Flags.UNSIGNED : 0))
        : decimal(flen, scale, a.unsigned());
  }

  private static FieldType sum(FieldType a, FieldType b, boolean real, boolean product) {
    if (a.decimal() < 0 || b.decimal() < 0) {
      return real ? real(-1, -1) : decimal(MAX_DIGITS, MAX_SCALE, false);
    }
    int scale = product ? a.decimal() + b.decimal() : Math.max(a.decimal(), b.decimal());
    scale = Math.min(scale, MAX_SCALE);
    if (a.flen() < 0 || b.flen() < 0) {
      return real ? real(-1, scale) : decimal(-1, scale, false);
    }
    long left = a.flen() - a.decimal();
    long right = b.flen() - b.decimal();
    long flen = product ? left + right + scale : Math.max(left, right) + scale + 1;
    return real ? real(Math.min(flen, REAL_WIDTH), scale) : decimal(flen, scale, false);
  }

  /** {@code -operand}. */
  FieldType negated() {
    boolean time = MysqlType.isDate(type.tp()) || type.tp() == MysqlType.TIME;
    if (isInteger(type)) {
      return integer(type.flen() + 1, false);
    }
    return type.tp() == MysqlType.DECIMAL || time
        ? decimal(type.flen() + 1, type.decimal(), false)
        : real(type.flen() + 1, -1);
  }

  FieldType absolute() {
    if (isInteger(type)) {
      return integer(type.flen(), type.unsigned());
    }
    return type.tp() == MysqlType.DECIMAL
        ? decimal(type.flen(), type.decimal(), type.unsigned())
        : real(22, -1).withFlag(Flags.BINARY | (type.unsigned() ? Flags.UNSIGNED : 0));
  }

  /** ROUND to so many digits behind the point. */
  FieldType rounded(int digits) {
    int sign = type.unsigned() ? Flags.UNSIGNED : 0;
    if (isInteger(type)) {
      return integer(20, type.unsigned());
    } else if (type.tp() == MysqlType.DECIMAL) {
      int scale = Math.min(Math.max(digits, 0), MAX_SCALE);
      return decimal(type.flen() + Math.max(scale - type.decimal(), 0), scale, type.unsigned());
    }
    return real(REAL_WIDTH, -1).withFlag(Flags.BINARY | sign);
  }

  /** FLOOR or CEILING. */
  FieldType whole() {
    if (isInteger(type) || type.tp() == MysqlType.DECIMAL && type.flen() - type.decimal() <= 18) {
      return integer(20, type.unsigned());
    }
    return type.tp() == MysqlType.DECIMAL
        ? decimal(type.flen(), 0, type.unsigned())
        : real(REAL_WIDTH, -1);
  }
}
