package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;

/** Puts conversions around nodes where a function wants another kind of value. */
final class Coerce {
  private static final int MAX_YEAR = 9999;
  private static final int MAX_PRECISION = 65;
  private static final int LONG_DIGITS = 19;
  private static final long[] POWERS_OF_TEN = powersOfTen();

  private final Conversions conversions;

  Coerce(Conversions conversions) {
    this.conversions = conversions;
  }

  private static long[] powersOfTen() {
    long[] powers = new long[LONG_DIGITS];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }

  /** A conversion; that of a constant is made once, and what it warns of is no row's. */
  private static Node call(SqlType type, CallNode.Body body, Node node) {
    return ConstantNode.folded(CallNode.of(type, body, node));
  }

  /** Any kind, with the defaults of each. */
  Node to(EvalKind kind, Node node) {
    return switch (kind) {
      case INT -> toInt(node);
      case REAL -> toReal(node);
      case DECIMAL -> toDecimal(node);
      case STRING -> toText(node);
      case TIME -> toTime(node);
      case DURATION -> toDuration(node);
      case JSON -> toJson(node, false);
    };
  }

  Node toInt(Node node) {
    Node source =
        node instanceof ConstantNode constant
            ? constant.asInteger()
            : node.amongNumbers(EvalKind.INT, this).asNumber();
    if (source.type().kind() == EvalKind.INT) {
      return source;
    }
    return toInt(source, source.type().unsigned());
  }

  /** As {@link #toInt(Node)}, but signed or unsigned as asked for; also of integers. */
  Node toInt(Node node, boolean unsigned) {
    return call(
        SqlType.integer(unsigned),
        (args, to) -> {
          long bits = conversions.toInt(args[0], unsigned);
          if (unsigned) {
            to.setUint(bits);
          } else {
            to.setInt(bits);
          }
        },
        node.amongNumbers(EvalKind.INT, this).asNumber());
  }

  Node toReal(Node given) {
    Node node = given.amongNumbers(EvalKind.REAL, this);
    if (node.type().kind() == EvalKind.REAL) {
      return node;
    }
    Node number = node.type().kind() == EvalKind.DECIMAL ? node.forReal() : node.asNumber();
    SqlType type = SqlType.REAL.withUnsigned(node.type().unsigned());
    return call(type, (args, to) -> to.setDouble(conversions.toReal(args[0])), number);
  }

  Node toDecimal(Node node) {
    Node decimal = toExactDecimal(node);
    SqlType type = node.type();
    boolean text = type.kind() == EvalKind.STRING || type.kind() == EvalKind.JSON;
    if (!text || type.isNull() || type.hybrid() || type.decimal() < 0) {
      return decimal;
    }
    // A column of text has a type without digits behind the point, and so has a document.
    long digits = type.flen() < 0 ? MAX_PRECISION : Math.min(MAX_PRECISION, type.flen());
    return new DecimalCast(conversions.session(), decimal, (int) digits, type.decimal());
  }

  /** As {@link #toDecimal}, but with all digits of a text, whatever its type says. */
  Node toExactDecimal(Node node) {
    SqlType type = node.type();
    if (type.kind() == EvalKind.DECIMAL) {
      return node;
    }
    int decimals =
        switch (type.kind()) {
          case INT -> 0;
          case TIME, DURATION -> type.fsp();
          case REAL -> type.decimal();
          default -> -1;
        };
    long digits =
        switch (type.kind()) {
          case INT -> integerDigits(node);
          case TIME, DURATION -> type.temporalLength();
          default -> type.flen();
        };
    // A time that is zero may have fewer digits behind the point than its type.
    boolean extended = type.kind().temporal() && decimals > 0;
    boolean whole = type.kind() == EvalKind.INT;
    long most = whole && digits < LONG_DIGITS ? POWERS_OF_TEN[(int) digits] - 1 : Long.MAX_VALUE;
    Node decimal =
        call(
            SqlType.decimal(digits, decimals),
            (args, to) -> {
              conversions.toDecimal(args[0], to.decimal());
              if (extended) {
                extend(to.decimal(), decimals);
              }
              if (whole && isLonger(args[0], most)) {
                // A cast to YEAR, or one of several integers, may have more digits than its type.
                conversions.session().soft(SqlError.OUT_OF_RANGE);
                to.decimal().setInt(to.decimal().isNegative() ? -most : most);
              }
              to.setDecimal();
            },
            node.asNumber());
    Node fitted = decimal;
    if (type.kind() == EvalKind.REAL && decimals >= 0) {
      // A double has as many digits as its type says, if it says so at all.
      long precision = digits < 0 ? MAX_PRECISION : Math.min(digits, MAX_PRECISION);
      fitted =
          precision < decimals
              ? tooNarrow(decimal)
              : new DecimalCast(conversions.session(), decimal, (int) precision, decimals);
    }
    return node.constant() ? withOwnDigits(fitted) : fitted;
  }

  /** Whether an integer has more digits than a number of all nines. */
  private static boolean isLonger(Value value, long most) {
    long bits = value.bits();
    boolean minus = bits < 0 && value.kind() == ValueKind.INT;
    return most < Long.MAX_VALUE && Long.compareUnsigned(minus ? -bits : bits, most) > 0;
  }

  /** A double whose type has more digits behind the point than in all: an error in each row. */
  private static Node tooNarrow(Node decimal) {
    return CallNode.of(
        decimal.type(),
        (v, to) -> {
          throw new ConversionException(SqlError.SCALE_ABOVE_PRECISION);
        },
        decimal);
  }

  /** Gives a decimal at least so many digits behind the point, as far as there is room. */
  static void extend(Decimal decimal, int digits) {
    if (decimal.fractionDigits() < digits) {
      decimal.round(digits);
    }
  }

  /** A constant has as many digits as its value. */
  private static Node withOwnDigits(Node decimal) {
    if (ConstantNode.folded(decimal) instanceof ConstantNode constant
        && !constant.value().isNull()) {
      int scale = constant.value().decimal().fractionDigits();
      int precision = Math.max(1, constant.value().decimal().integerDigits() + scale);
      SqlType type = SqlType.decimal(precision, scale);
      return new ConstantNode(type, constant.value());
    }
    return decimal;
  }

  /** The digits that hold all integers of a type, or just a constant. */
  private static long integerDigits(Node node) {
    if (node instanceof ConstantNode constant && !constant.value().isNull()) {
      long bits = constant.value().bits();
      boolean minus = bits < 0 && constant.value().kind() == ValueKind.INT;
      return Long.toUnsignedString(minus ? -bits : bits).length();
    }
    return switch (node.type().tp()) {
      case MysqlType.TINYINT -> 3;
      case MysqlType.SMALLINT -> 5;
      case MysqlType.MEDIUMINT -> 8;
      case MysqlType.INT -> 10;
      case MysqlType.YEAR -> 4;
      default -> 20;
    };
  }

  Node toText(Node node) {
    SqlType type = node.type();
    if (type.kind() == EvalKind.STRING) {
      return node;
    }
    if (node instanceof ColumnNode column && column.isBit()) {
      return ColumnNode.bytes(column);
    }
    if (type.tp() == MysqlType.BIT) {
      throw new UnsupportedExpression("a BIT value that is no column as text");
    }
    return toText(node, type.kind() == EvalKind.DECIMAL && type.flen() >= 0 ? type.flen() + 3 : -1);
  }

  /**
   * A value as text that has so many characters at most: a quotient may have more digits than its
   * type, which is an error where its text is wanted.
   *
   * @param node is no text, and no BIT
   * @param limit -1 for none
   */
  Node toText(Node node, long limit) {
    SqlType type = node.type();
    return call(
        Collations.asText(type).withFlen(textLength(type)),
        (args, to) -> {
          conversions.toText(args[0], type, to);
          // A double that is 0 becomes a DATETIME in a cast to DATE, too.
          boolean late =
              type.kind() == EvalKind.TIME
                  && (CoreTime.year(args[0].bits()) > MAX_YEAR || type.tp() == MysqlType.DATE);
          long most = late ? type.temporalLength() : limit;
          if (most >= 0 && to.length() > most) {
            conversions.session().soft(SqlError.DATA_TOO_LONG);
            to.setString(to.array(), to.offset(), (int) most);
          }
        },
        node);
  }

  private static long textLength(SqlType type) {
    return type.kind() == EvalKind.INT ? 20 : -1;
  }

  /** A datetime with as many fraction digits as the value can have. */
  Node toTime(Node node) {
    if (node.type().kind() == EvalKind.TIME) {
      return node;
    }
    int fsp =
        switch (node.type().kind()) {
          case INT -> 0;
          case DURATION, DECIMAL -> Math.min(6, node.type().fsp());
          default -> 6;
        };
    return toTime(node, MysqlType.DATETIME, fsp);
  }

  /** As {@link #toTime(Node)}, but a constant text has as many digits as it is written with. */
  Node toTimeAsWritten(Node node) {
    if (node instanceof ConstantNode constant
        && node.type().kind() == EvalKind.STRING
        && !node.type().isNull()) {
      String text = constant.value().text();
      int point = text.lastIndexOf('.');
      int fsp = point < 0 ? 0 : Math.min(6, text.length() - point - 1);
      return toTime(node, MysqlType.DATETIME, fsp);
    }
    return toTime(node);
  }

  Node toTime(Node node, int tp, int fsp) {
    SqlType type = SqlType.time(tp, fsp);
    SqlType source = node.type();
    return call(
        type,
        (args, to) -> conversions.times().toTime(args[0], source, type.timeKind(), fsp, to),
        source.kind() == EvalKind.REAL ? new NullOnError(node) : node);
  }

  Node toDuration(Node node) {
    SqlType type = node.type();
    if (type.kind() == EvalKind.DURATION) {
      return node;
    }
    int fsp =
        switch (type.kind()) {
          case INT -> 0;
          case TIME -> type.fsp();
          default -> 6;
        };
    return toDuration(node, fsp);
  }

  Node toDuration(Node node, int fsp) {
    return ConstantNode.folded(new DurationNode(conversions, node, fsp));
  }

  /**
   * A document, which is made for each row: TiDB does not take even that of a literal for constant.
   *
   * @param parse text is read as a document; otherwise it becomes a string in it
   */
  Node toJson(Node node, boolean parse) {
    SqlType type = node.type();
    if (type.kind() == EvalKind.JSON) {
      return node;
    }
    if (type.large()) {
      throw new UnsupportedExpression("a function's bytes that may be very many as a JSON value");
    }
    if (type.binary() && type.tp() == MysqlType.CHAR && type.flen() < 0) {
      throw new UnsupportedExpression(
          "a BINARY or BIT beside a number, date or text as a JSON value");
    }
    return Node.perRow(
        CallNode.of(
            SqlType.CAST_JSON,
            (args, to) -> Conversions.setJson(to, conversions.toJson(args[0], type, parse)),
            type.kind() == EvalKind.DECIMAL ? new NullOnError(node) : node));
  }
}
