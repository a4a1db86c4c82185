package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.FloatText;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Literals of numbers, strings, bits and dates. */
final class Literals {
  private static final BigDecimal TWO_TO_63 = new BigDecimal("9223372036854775808");
  private static final BigDecimal TWO_TO_64 = new BigDecimal("18446744073709551616");

  private final Tools tools;

  Literals(Tools tools) {
    this.tools = tools;
  }

  /** The constant that a literal is; null if it is no literal. */
  Node of(Expr expr) {
    if (expr instanceof Expr.Null) {
      return ConstantNode.missing();
    } else if (expr instanceof Expr.Bool bool) {
      Value value = new Value();
      value.setInt(bool.value() ? 1 : 0);
      return new ConstantNode(SqlType.BOOL, value);
    } else if (expr instanceof Expr.Num number) {
      return number(number);
    } else if (expr instanceof Expr.Str text) {
      return text(text);
    } else if (expr instanceof Expr.Bits bits) {
      return bits(bits);
    } else if (expr instanceof Expr.Temporal temporal) {
      return temporal(temporal.type(), temporal.text());
    }
    return null;
  }

  private static Node number(Expr.Num number) {
    Value value = new Value();
    BigDecimal decimal = new BigDecimal(number.text());
    if (number.kind() == Expr.NumKind.FLOAT) {
      value.setDouble(Double.parseDouble(number.text()));
      int width = FloatText.plain(value.asDouble()).length();
      return new ConstantNode(SqlType.REAL.withFlen(width), value);
    }
    if (number.kind() == Expr.NumKind.INTEGER && decimal.compareTo(TWO_TO_64) < 0) {
      if (decimal.compareTo(TWO_TO_63) < 0) {
        return ConstantNode.integer(decimal.longValueExact());
      }
      value.setUint(decimal.toBigInteger().longValue());
      return new ConstantNode(SqlType.UINT.withFlen(decimal.precision()), value);
    }
    byte[] text = number.text().getBytes(StandardCharsets.US_ASCII);
    if (value.decimal().parse(text, 0, text.length) != Decimal.Outcome.OK) {
      throw new UnsupportedExpression("the number " + number.text());
    }
    value.setDecimal();
    int scale = value.decimal().fractionDigits();
    // With the point, and a place more.
    int width = value.decimal().toString().length() + 1;
    return new ConstantNode(SqlType.decimal(width, scale), value);
  }

  private static Node text(Expr.Str text) {
    Value value = new Value();
    value.setText(text.value());
    boolean ascii = text.value().chars().allMatch(c -> c < 0x80);
    String charset = text.charset();
    SqlType type =
        switch (charset) {
          case "", "utf8mb4", "utf8", "utf8mb3" -> SqlType.text();
          case "binary" -> SqlType.bytes();
          case "latin1", "ascii" -> {
            if (!ascii) {
              throw new UnsupportedExpression("a _" + charset + " string that is not ASCII");
            }
            yield SqlType.text(charset, charset + "_bin", Collations.COERCIBLE);
          }
          default -> throw new UnsupportedExpression("a _" + charset + " string");
        };
    int length = text.value().codePointCount(0, text.value().length());
    return new ConstantNode(type.withFlen(length), value);
  }

  private static Node bits(Expr.Bits bits) {
    byte[] bytes;
    if (bits.bits()) {
      BigInteger number =
          bits.digits().isEmpty() ? BigInteger.ZERO : new BigInteger(bits.digits(), 2);
      int size = (bits.digits().length() + 7) / 8;
      bytes = new byte[size];
      byte[] magnitude = number.toByteArray();
      int used = Math.min(size, magnitude.length);
      System.arraycopy(magnitude, magnitude.length - used, bytes, size - used, used);
    } else {
      String digits = bits.digits();
      bytes = HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
    }
    Value value = new Value();
    value.setSlice(ValueKind.BINARY_LITERAL, bytes, 0, bytes.length);
    ConstantNode literal = new ConstantNode(SqlType.bytes().withFlen(bytes.length), value);
    return bits.bits() ? literal.withSign() : literal;
  }

  private Node temporal(String kind, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int point = text.lastIndexOf('.');
    int fsp = point < 0 ? 0 : Math.min(6, text.length() - point - 1);
    Value value = new Value();
    try {
      switch (kind) {
        case "date" -> tools.times().textToTime(bytes, 0, bytes.length, ValueKind.DATE, 0, value);
        case "time" -> tools.times().textToDuration(bytes, 0, bytes.length, fsp, value);
        default -> tools.times().textToTime(bytes, 0, bytes.length, ValueKind.DATETIME, fsp, value);
      }
    } catch (ConversionException wrong) {
      value.setNull();
    }
    if (value.isNull()) {
      throw new UnsupportedExpression("the literal " + kind + " '" + text + "'");
    }
    SqlType type =
        switch (kind) {
          case "date" -> SqlType.time(MysqlType.DATE, 0);
          case "time" -> SqlType.duration(fsp);
          default -> SqlType.time(MysqlType.DATETIME, fsp);
        };
    return new ConstantNode(type, value);
  }
}
