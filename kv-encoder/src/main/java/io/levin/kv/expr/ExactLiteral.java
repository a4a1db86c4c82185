package io.levin.kv.expr;

import io.levin.kv.cast.TimeText;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A literal that meets an integer or a YEAR, made the number that it is compared as. */
final class ExactLiteral {
  private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX_UNSIGNED = new BigDecimal("18446744073709551615");

  /** What rounds to a hundred from here on is no two digits of a YEAR. */
  private static final BigDecimal HIGHEST_FRACTION = new BigDecimal("99.5");

  private static final Pattern NUMBER =
      Pattern.compile("\\s*([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?)?\\s*");

  private ExactLiteral() {}

  /**
   * A fraction that a YEAR is compared with: the next whole number, of which two digits are one.
   */
  static Node wholeYear(Node node, Node other, boolean up) {
    if (!(node instanceof ConstantNode constant)
        || other.constant()
        || other.type().tp() != MysqlType.YEAR
        || node.type().kind() == EvalKind.DECIMAL
        || constant.value().isNull()) {
      return node;
    }
    BigDecimal number = exact(constant);
    if (number == null || number.signum() <= 0 || number.compareTo(HIGHEST_FRACTION) >= 0) {
      return node;
    }
    BigDecimal whole = number.setScale(0, up ? RoundingMode.CEILING : RoundingMode.FLOOR);
    return ConstantNode.integer(whole.intValue());
  }

  /**
   * A constant that is compared with an integer becomes one where it is one exactly, so that large
   * integers do not lose digits as doubles; with a YEAR, two digits are a year.
   *
   * @param operator which compares them
   */
  static Node refine(Tools tools, String operator, Node node, Node other) {
    if (!(node instanceof ConstantNode constant)
        || other.constant()
        || other.type().kind() != EvalKind.INT
        || constant.value().isNull()) {
      return node;
    }
    boolean year = other.type().tp() == MysqlType.YEAR;
    BigDecimal number = year ? asYear(tools, constant, operator) : converted(tools, constant);
    if (number == null) {
      return node;
    }
    if (other.type().tp() == MysqlType.YEAR && constant.type().kind() != EvalKind.DECIMAL) {
      if (number.scale() <= 0
          && number.signum() > 0
          && number.compareTo(BigDecimal.TEN.pow(2)) < 0) {
        return ConstantNode.integer(TimeText.fullYear(number.intValue()));
      }
      if (number.signum() == 0 && isShortZero(constant.value())) {
        return ConstantNode.integer(TimeText.fullYear(0));
      }
    }
    if (constant.type().kind() == EvalKind.INT) {
      return node;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    boolean integer = stripped.scale() <= 0;
    if (integer && number.compareTo(MIN_LONG) >= 0 && number.compareTo(MAX_UNSIGNED) <= 0) {
      Value value = new Value();
      long bits = stripped.toBigInteger().longValue();
      if (stripped.toBigInteger().bitLength() > 63) {
        value.setUint(bits);
        return new ConstantNode(SqlType.UINT, value);
      }
      return ConstantNode.integer(bits);
    }
    return node;
  }

  /** The number of which two digits may be a year; null where they are not. */
  private static BigDecimal asYear(Tools tools, ConstantNode constant, String operator) {
    if (constant.type().kind() == EvalKind.REAL) {
      return null;
    }
    boolean text = constant.value().kind() == ValueKind.STRING;
    boolean kept = text && operator.equals("!=");
    return kept ? null : text ? converted(tools, constant) : exact(constant);
  }

  /**
   * The number that a constant is in a conversion to an integer: of a text its beginning, where the
   * mode is not strict. Null if it is none.
   */
  private static BigDecimal converted(Tools tools, ConstantNode constant) {
    Value value = constant.value();
    if (constant.isBits()) {
      return value.length() <= Long.BYTES ? exact((ConstantNode) constant.asNumber()) : null;
    }
    return switch (value.kind()) {
      case STRING -> {
        Matcher prefix = NUMBER.matcher(value.text());
        prefix.lookingAt();
        boolean whole = prefix.hitEnd() && prefix.end() == value.text().length();
        boolean known = prefix.group(1) != null;
        if (tools.session().strict() && !(whole && known) || value.length() > 40) {
          yield null;
        }
        yield known ? new BigDecimal(prefix.group(1)) : BigDecimal.ZERO;
      }
      case DURATION -> {
        // Compared with its seconds.
        boolean seconds = value.bits() % Times.SECOND == 0;
        boolean same = seconds && Math.abs(value.bits()) < 60 * Times.SECOND;
        yield same ? BigDecimal.valueOf(value.bits() / Times.SECOND) : null;
      }
      case DATE, DATETIME, TIMESTAMP ->
          tools.coerce().toExactDecimal(constant) instanceof ConstantNode decimal
              ? exact(decimal)
              : null;
      default -> exact(constant);
    };
  }

  /** A zero as text is two digits of a year, but for one of four. */
  private static boolean isShortZero(Value value) {
    return value.kind() == ValueKind.STRING && value.length() != 4 && value.text().startsWith("0");
  }

  /** The number that a constant is, or null if it is not a number as a whole. */
  private static BigDecimal exact(ConstantNode constant) {
    Value value = constant.value();
    if (constant.isBits()) {
      return null;
    }
    return switch (value.kind()) {
      case INT -> BigDecimal.valueOf(value.bits());
      case UINT -> new BigDecimal(Long.toUnsignedString(value.bits()));
      case DECIMAL -> value.decimal().toBigDecimal();
      case DOUBLE -> Math.abs(value.asDouble()) < 1e300 ? new BigDecimal(value.asDouble()) : null;
      case STRING -> number(value);
      default -> null;
    };
  }

  private static BigDecimal number(Value value) {
    if (value.kind() != ValueKind.STRING || value.length() > 40) {
      return null;
    }
    String text = value.text().strip();
    return text.matches("[+-]?[0-9]+(\\.[0-9]*)?") ? new BigDecimal(text) : null;
  }
}
