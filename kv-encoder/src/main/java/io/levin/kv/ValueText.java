package io.levin.kv;

import io.levin.base.Bytes;
import io.levin.kv.cast.Rendering;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.FloatText;
import io.levin.kv.value.Value;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.StringJoiner;

/** A column's values as the text or the bytes that a SELECT gives. */
final class ValueText {
  private final FieldType type;
  private final Rendering rendering = new Rendering();
  private final Value rendered = new Value();

  ValueText(FieldType type) {
    this.type = type;
  }

  /** The bytes that the server's text protocol has for a value; null for NULL. */
  byte[] of(Value value) {
    return switch (value.kind()) {
      case NULL -> null;
      case ENUM -> utf8(member(value.bits() - 1));
      case SET -> utf8(members(value.bits()));
      case BIT -> bits(value.bits());
      case DOUBLE -> utf8(number(value.asDouble()));
      case INT -> utf8(type.tp() == MysqlType.YEAR ? year(value.bits()) : "" + value.bits());
      case VECTOR -> utf8(vector(value));
      case DECIMAL -> decimal(value);
      default -> {
        rendering.render(value, rendered);
        yield rendered.copyBytes();
      }
    };
  }

  /** The bytes that KEY partitions are made by: as {@link #of}, but numbers never in exponents. */
  byte[] plain(Value value) {
    return switch (value.kind()) {
      case DOUBLE ->
          utf8(
              type.tp() == MysqlType.FLOAT
                  ? FloatText.plain((float) value.asDouble())
                  : FloatText.plain(value.asDouble()));
      case DECIMAL -> decimal(value);
      default -> of(value);
    };
  }

  /** A decimal with exactly as many digits behind the point as its column has. */
  private byte[] decimal(Value value) {
    byte[] text = new byte[Decimal.MAX_TEXT];
    return Arrays.copyOf(text, value.decimal().writeText(Math.max(0, type.decimal()), text, 0));
  }

  private static String year(long year) {
    return year == 0 ? "0000" : Long.toString(year);
  }

  private String member(long index) {
    return index < 0 || index >= type.elems().size() ? "" : type.elems().get((int) index);
  }

  private String members(long mask) {
    StringJoiner names = new StringJoiner(",");
    for (int i = 0; i < type.elems().size(); i++) {
      if ((mask >>> i & 1) != 0) {
        names.add(type.elems().get(i));
      }
    }
    return names.toString();
  }

  private byte[] bits(long bits) {
    int size = (int) (type.flen() + 7) / 8;
    byte[] bytes = new byte[8];
    Bytes.putBigEndianLong(bytes, 0, bits);
    return Arrays.copyOfRange(bytes, 8 - size, 8);
  }

  private String number(double value) {
    if (type.decimal() >= 0) {
      return new BigDecimal(value).setScale(type.decimal(), RoundingMode.HALF_EVEN).toPlainString();
    }
    double size = Math.abs(value);
    boolean plain = value == 0 || size >= 1e-15 && size < 1e15;
    if (type.tp() == MysqlType.FLOAT) {
      return plain ? FloatText.plain((float) value) : exponent(FloatText.shortest((float) value));
    }
    return plain ? FloatText.plain(value) : exponent(FloatText.shortest(value));
  }

  private static String exponent(BigDecimal value) {
    String digits = value.unscaledValue().abs().toString();
    int power = digits.length() - 1 - value.scale();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return (value.signum() < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + power;
  }

  private static String vector(Value value) {
    StringJoiner out = new StringJoiner(",", "[", "]");
    for (int at = value.offset() + 4; at < value.offset() + value.length(); at += 4) {
      byte[] b = value.array();
      int bits =
          b[at] & 0xFF | (b[at + 1] & 0xFF) << 8 | (b[at + 2] & 0xFF) << 16 | b[at + 3] << 24;
      float element = Float.intBitsToFloat(bits);
      boolean finite = !Float.isInfinite(element) && !Float.isNaN(element);
      out.add(finite ? FloatText.plain(element) : element > 0 ? "+Inf" : "-Inf");
    }
    return out.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
