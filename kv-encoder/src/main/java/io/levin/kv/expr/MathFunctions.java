package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.PowersOfTen;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.DoubleUnaryOperator;

/**
 * Functions of numbers. LOG10 and the trigonometric functions are not among them: their last digit
 * depends on the version of the library that computes them.
 */
final class MathFunctions {
  /** Decimals of so many digits before the point fit 64 bits. */
  private static final int LONG_DIGITS = 18;

  /** Powers of ten beyond this leave nothing of a number, or change nothing in it. */
  private static final int MAX_PLACES = 400;

  private MathFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add("abs", 1, MathFunctions::abs);
    registry.add("ceil", 1, (tools, args) -> toInteger(tools, args[0], true));
    registry.alias("ceiling", "ceil");
    registry.add("floor", 1, (tools, args) -> toInteger(tools, args[0], false));
    registry.add("round", 1, 2, MathFunctions::round);
    registry.add("truncate", 2, MathFunctions::truncate);
    registry.add("sign", 1, MathFunctions::sign);
    registry.add("sqrt", 1, MathFunctions::squareRoot);
    registry.add("ln", 1, (tools, args) -> logarithm(tools, args[0], GoMath::log));
    registry.add("log2", 1, (tools, args) -> logarithm(tools, args[0], GoMath::log2));
    registry.add("exp", 1, MathFunctions::exp);
    registry.add("log", 1, 2, MathFunctions::log);
    registry.add("pow", 2, MathFunctions::pow);
    registry.alias("power", "pow");
    registry.add("atan", 1, 2, MathFunctions::atan);
    registry.alias("atan2", "atan");
    registry.add("degrees", 1, (tools, args) -> real(tools, args[0], x -> x * 180 / Math.PI));
    registry.add("radians", 1, (tools, args) -> real(tools, args[0], x -> x * (Math.PI / 180)));
    registry.add(
        "pi",
        0,
        (tools, args) ->
            CallNode.of(SqlType.REAL.withDecimal(6), (v, to) -> to.setDouble(Math.PI)));
    registry.add("mod", 2, (tools, args) -> new Arithmetic(tools).binary("%", args[0], args[1]));
    registry.add("bit_count", 1, (tools, args) -> bitCount(tools.integer(args[0])));
    registry.add("rand", 0, MathFunctions::rand);
  }

  private static Node real(Tools tools, Node arg, DoubleUnaryOperator function) {
    return CallNode.of(
        SqlType.REAL,
        (v, to) -> to.setDouble(function.applyAsDouble(v[0].asDouble())),
        tools.real(arg));
  }

  private static Node squareRoot(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.REAL,
        (v, to) -> {
          if (v[0].asDouble() < 0) {
            to.setNull();
          } else {
            to.setDouble(Math.sqrt(v[0].asDouble()));
          }
        },
        tools.real(args[0]));
  }

  /** NULL with a warning of what has no logarithm. */
  private static Node logarithm(Tools tools, Node arg, DoubleUnaryOperator function) {
    return CallNode.of(
        SqlType.REAL,
        (v, to) -> {
          if (v[0].asDouble() <= 0) {
            tools.session().warn();
            to.setNull();
          } else {
            to.setDouble(function.applyAsDouble(v[0].asDouble()));
          }
        },
        tools.real(arg));
  }

  /** All bits of what is too large for an integer. */
  private static Node bitCount(Node number) {
    return new Node(SqlType.INT) {
      @Override
      boolean constant() {
        return number.constant();
      }

      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        try {
          number.eval(row, to);
        } catch (ConversionException e) {
          if (e.error() != SqlError.OUT_OF_RANGE) {
            throw e;
          }
          to.setInt(-1);
        }
        if (!to.isNull()) {
          to.setInt(Long.bitCount(to.bits()));
        }
      }
    };
  }

  private static EvalKind kind(Node node) {
    EvalKind kind = node.type().kind();
    return kind == EvalKind.INT || kind == EvalKind.DECIMAL ? kind : EvalKind.REAL;
  }

  private static Node abs(Tools tools, Node[] args) {
    Node arg = tools.coerce().to(kind(args[0]), args[0]);
    return CallNode.of(
        switch (arg.type().kind()) {
          case INT -> SqlType.integer(arg.type().unsigned()).withFlen(arg.type().flen());
          case REAL -> SqlType.REAL.withUnsigned(args[0].type().unsigned());
          default -> arg.type().ofNumber();
        },
        (v, to) -> {
          switch (v[0].kind()) {
            case UINT -> to.setUint(v[0].bits());
            case INT -> {
              if (v[0].bits() == Long.MIN_VALUE) {
                throw new ConversionException(SqlError.OUT_OF_RANGE);
              }
              to.setInt(Math.abs(v[0].bits()));
            }
            case DECIMAL -> {
              if (v[0].decimal().isNegative()) {
                DecimalMath.add(new Decimal(), v[0].decimal(), true, to.decimal());
              } else {
                to.decimal().set(v[0].decimal());
              }
              to.setDecimal();
            }
            default -> to.setDouble(Math.abs(v[0].asDouble()));
          }
        },
        arg);
  }

  private static Node toInteger(Tools tools, Node argument, boolean up) {
    Node arg = tools.coerce().to(kind(argument), argument);
    SqlType type = arg.type();
    // Of the integers only these stay unsigned.
    boolean unsigned =
        type.unsigned()
            && (type.tp() == MysqlType.INT
                || type.tp() == MysqlType.BIGINT
                || type.tp() == MysqlType.DECIMAL);
    return switch (type.kind()) {
      case INT ->
          CallNode.of(
              SqlType.integer(unsigned), (v, to) -> setInteger(to, v[0].bits(), unsigned), arg);
      case DECIMAL -> {
        boolean fits = type.wholeDigits() <= LONG_DIGITS;
        yield CallNode.of(
            fits ? SqlType.integer(unsigned) : SqlType.decimal(unsigned, type.flen(), 0),
            (v, to) -> {
              if (fits) {
                RoundingMode mode = up ? RoundingMode.CEILING : RoundingMode.FLOOR;
                BigDecimal value = v[0].decimal().toBigDecimal();
                if (value.toBigInteger().bitLength() > Long.SIZE - 1) {
                  throw new ConversionException(SqlError.OUT_OF_RANGE);
                }
                setInteger(to, value.setScale(0, mode).longValue(), unsigned);
              } else {
                toInteger(v[0].decimal(), up, to.decimal());
                to.setDecimal();
              }
            },
            arg);
      }
      default ->
          CallNode.of(
              SqlType.REAL,
              (v, to) ->
                  to.setDouble(up ? Math.ceil(v[0].asDouble()) : Math.floor(v[0].asDouble())),
              arg);
    };
  }

  private static void toInteger(Decimal value, boolean up, Decimal to) throws ConversionException {
    DecimalMath.round(value, 0, false, to);
    if (up != value.isNegative() && to.compareTo(value) != 0) {
      Decimal one = new Decimal();
      one.setInt(1);
      Decimal cut = new Decimal();
      cut.set(to);
      DecimalMath.add(cut, one, !up, to);
    }
  }

  private static Node atan(Tools tools, Node[] args) {
    if (args.length == 1) {
      return real(tools, args[0], GoMath::atan);
    }
    return CallNode.of(
        SqlType.REAL,
        (v, to) -> to.setDouble(GoMath.atan2(v[0].asDouble(), v[1].asDouble())),
        tools.real(args[0]),
        tools.real(args[1]));
  }

  private static Node round(Tools tools, Node[] args) {
    Node first = args.length == 1 ? args[0] : Arithmetic.beside(args[1], args[0]);
    Node arg = tools.coerce().to(kind(first), first);
    if (args.length == 1) {
      return switch (arg.type().kind()) {
        case INT ->
            CallNode.of(
                SqlType.integer(arg.type().unsigned()),
                (v, to) -> setInteger(to, v[0].bits(), arg.type().unsigned()),
                arg);
        case DECIMAL ->
            CallNode.of(
                SqlType.decimal(arg.type().unsigned(), arg.type().flen(), 0),
                (v, to) -> rescale(v[0], 0, true, to),
                arg);
        default ->
            CallNode.of(
                SqlType.REAL.withUnsigned(arg.type().unsigned()),
                (v, to) -> to.setDouble(roundReal(v[0].asDouble(), 0)),
                arg);
      };
    }
    Node places = tools.integer(args[1]);
    boolean unsigned = arg.type().unsigned();
    return switch (arg.type().kind()) {
      case INT ->
          CallNode.of(
              SqlType.integer(unsigned),
              (v, to) -> {
                // By way of a double and as if all had a sign, whatever that does to large ones.
                double rounded = roundReal(v[0].bits(), places(v[1]));
                setInteger(to, GoMath.toInt(rounded), unsigned);
              },
              arg,
              places);
      case DECIMAL -> {
        int most = scale(tools, arg.type(), args[1]);
        SqlType type = arg.type();
        long wider = type.decimal() < 0 ? most : Math.max(0, most - type.decimal());
        SqlType rounded =
            SqlType.decimal(unsigned, type.flen() < 0 ? -1 : type.flen() + wider, most);
        yield rescaled(rounded, arg, places, true);
      }
      default ->
          CallNode.of(
              SqlType.REAL.withUnsigned(unsigned),
              (v, to) -> to.setDouble(roundReal(v[0].asDouble(), places(v[1]))),
              arg,
              places);
    };
  }

  private static void setInteger(Value to, long bits, boolean unsigned) {
    if (unsigned) {
      to.setUint(bits);
    } else {
      to.setInt(bits);
    }
  }

  /** Digits behind the point of a rounded decimal: as the literal says, else as it had before. */
  private static int scale(Tools tools, SqlType type, Node places) {
    if (places instanceof ConstantNode literal && !literal.value().isNull()) {
      // What cannot be an integer without an error counts for none.
      return ConstantNode.folded(tools.integer(literal)) instanceof ConstantNode whole
          ? (int) Math.max(0, Math.min(SqlType.MAX_SCALE, whole.value().bits()))
          : 0;
    }
    return type.decimal() < 0 ? SqlType.MAX_SCALE : type.decimal();
  }

  private static int places(Value value) {
    return (int) Math.max(-MAX_PLACES, Math.min(MAX_PLACES, value.bits()));
  }

  /** Rounds to at most as many digits as the type has. */
  private static Node rescaled(SqlType type, Node arg, Node places, boolean halfUp) {
    return TypedDecimal.of(
        type,
        own ->
            CallNode.of(
                own,
                (v, to) -> rescale(v[0], Math.min(places(v[1]), own.decimal()), halfUp, to),
                arg,
                places));
  }

  /** Rounds to a number of digits before or behind the point. */
  private static void rescale(Value from, int places, boolean halfUp, Value to)
      throws ConversionException {
    DecimalMath.round(from.decimal(), places, halfUp, to.decimal());
    to.setDecimal();
  }

  /** Half to even, by way of a multiplication that may lose the last digit. */
  private static double roundReal(double value, int places) {
    double power = PowersOfTen.of(places);
    double shifted = value * power;
    if (Double.isInfinite(shifted)) {
      return value;
    }
    double result = Math.rint(shifted) / power;
    return Double.isNaN(result) ? 0 : result;
  }

  private static Node truncate(Tools tools, Node[] args) {
    Node first = Arithmetic.beside(args[1], args[0]);
    Node arg = tools.coerce().to(kind(first), first);
    Node places = tools.integer(args[1]);
    boolean unsigned = arg.type().unsigned();
    boolean wholePlaces = args[1].type().unsigned();
    if (unsigned && wholePlaces && arg.type().kind() == EvalKind.INT) {
      return CallNode.of(SqlType.UINT, (v, to) -> to.setUint(v[0].bits()), arg);
    }
    return switch (arg.type().kind()) {
      case INT ->
          CallNode.of(
              SqlType.integer(unsigned),
              (v, to) -> {
                long kept = wholePlaces ? 0 : Math.min(0, v[1].bits());
                setInteger(to, truncateInteger(v[0].bits(), kept, unsigned), unsigned);
              },
              arg,
              places);
      case DECIMAL -> {
        int most = scale(tools, arg.type(), args[1]);
        SqlType cut = SqlType.decimal(unsigned, arg.type().wholeDigits() + most, most);
        yield rescaled(cut, arg, places, false);
      }
      default ->
          CallNode.of(
              SqlType.REAL.withUnsigned(unsigned),
              (v, to) -> to.setDouble(truncateReal(v[0].asDouble(), places(v[1]))),
              arg,
              places);
    };
  }

  /** A power of ten that no integer can be is the lowest one: what a processor makes of it. */
  private static long truncateInteger(long bits, long places, boolean unsigned) {
    if (places == Long.MIN_VALUE) {
      return 0;
    }
    int most = unsigned ? LONG_DIGITS + 1 : LONG_DIGITS;
    long power = Long.MIN_VALUE;
    if (places >= -most) {
      power = 1;
      for (long i = places; i < 0; i++) {
        power *= 10;
      }
    }
    return unsigned ? Long.divideUnsigned(bits, power) * power : bits / power * power;
  }

  private static double truncateReal(double value, int places) {
    double power = PowersOfTen.of(places);
    double shifted = value * power;
    if (Double.isInfinite(shifted)) {
      return value;
    }
    double whole = shifted < 0 ? Math.ceil(shifted) : Math.floor(shifted);
    return power == 0 ? 0 : whole / power;
  }

  private static Node sign(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.INT,
        (v, to) -> {
          double value = v[0].asDouble();
          to.setInt(value > 0 ? 1 : value == 0 ? 0 : -1);
        },
        tools.real(args[0]));
  }

  private static Node log(Tools tools, Node[] args) {
    if (args.length == 1) {
      return logarithm(tools, args[0], GoMath::log);
    }
    return CallNode.of(
        SqlType.REAL,
        (v, to) -> {
          double base = v[0].asDouble();
          double x = v[1].asDouble();
          if (base <= 0 || base == 1 || x <= 0) {
            tools.session().warn();
            to.setNull();
          } else {
            to.setDouble(GoMath.log(x) / GoMath.log(base));
          }
        },
        tools.real(args[0]),
        tools.real(args[1]));
  }

  private static Node exp(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.REAL,
        (v, to) -> {
          double result = GoMath.exp(v[0].asDouble());
          if (Double.isInfinite(result) || Double.isNaN(result)) {
            throw new ConversionException(SqlError.OUT_OF_RANGE);
          }
          to.setDouble(result);
        },
        tools.real(args[0]));
  }

  private static Node pow(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.REAL,
        (v, to) -> {
          double result = GoMath.pow(v[0].asDouble(), v[1].asDouble());
          if (Double.isInfinite(result) || Double.isNaN(result)) {
            throw new ConversionException(SqlError.OUT_OF_RANGE);
          }
          to.setDouble(result);
        },
        tools.real(args[0]),
        tools.real(args[1]));
  }

  /** Any number will do, but the same one when the row is encoded again. */
  private static Node rand(Tools tools, Node[] args) {
    return new Node(SqlType.REAL) {
      @Override
      void eval(Value[] row, Value to) {
        to.setDouble(new java.util.SplittableRandom(tools.session().seed()).nextDouble());
      }
    };
  }
}
