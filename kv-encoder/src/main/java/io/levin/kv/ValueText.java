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
import java.util.StringJoiner;

/** A column's values as the text or the bytes that a SELECT gives. */
final class ValueText {
  private static final byte[] NO_NAME = {};

  private final FieldType type;
  private final byte[][] members;
  private final Rendering rendering = new Rendering();
  private final Value rendered = new Value();

  ValueText(FieldType type) {
    this.type = type;
    members =
        type.elems().stream()
            .map(element -> element.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  /** The bytes that the server's text protocol has for a value; null for NULL. */
  byte[] of(Value value) {
    return switch (value.kind()) {
      case NULL -> null;
      case ENUM, SET, BIT, DECIMAL -> {
        plain(value, rendered);
        yield rendered.copyBytes();
      }
      case DOUBLE -> utf8(number(value.asDouble()));
      case INT -> utf8(type.tp() == MysqlType.YEAR ? year(value.bits()) : "" + value.bits());
      case VECTOR -> utf8(vector(value));
      default -> {
        rendering.render(value, rendered);
        yield rendered.copyBytes();
      }
    };
  }

  /**
   * What KEY partitions are made by: as {@link #of}, but numbers never in exponents. Allocates
   * nothing unless the value is a float.
   *
   * @param to gets a slice that is valid until the next call
   */
  void plain(Value value, Value to) {
    switch (value.kind()) {
      case DOUBLE ->
          to.setText(
              type.tp() == MysqlType.FLOAT
                  ? FloatText.plain((float) value.asDouble())
                  : FloatText.plain(value.asDouble()));
      case DECIMAL -> {
        // With its own digits: a zero that stands for NULL has none behind the point.
        byte[] text = to.buffer(Decimal.MAX_TEXT);
        int fraction = value.decimal().fractionDigits();
        to.setString(text, 0, value.decimal().writeText(fraction, text, 0));
      }
      case ENUM -> {
        long index = value.bits() - 1;
        byte[] name = index < 0 || index >= members.length ? NO_NAME : members[(int) index];
        to.setString(name, 0, name.length);
      }
      case SET -> names(value.bits(), to);
      case BIT -> {
        int size = value.hasNoBits() ? 0 : (int) (type.flen() + 7) / 8;
        byte[] bytes = to.buffer(8);
        Bytes.putBigEndianLong(bytes, 0, value.bits());
        to.setString(bytes, 8 - size, size);
      }
      default -> rendering.render(value, to);
    }
  }

  /** The members of a mask, with commas between them. */
  private void names(long mask, Value to) {
    int most = 0;
    for (byte[] member : members) {
      most += member.length + 1;
    }
    byte[] text = to.buffer(most);
    int end = 0;
    long left = mask;
    for (int i = 0; i < members.length; i++) {
      if ((mask >>> i & 1) != 0) {
        if (left != mask) {
          text[end++] = ',';
        }
        left &= ~(1L << i);
        System.arraycopy(members[i], 0, text, end, members[i].length);
        end += members[i].length;
      }
    }
    to.setString(text, 0, end);
  }

  private static String year(long year) {
    return year == 0 ? "0000" : Long.toString(year);
  }

  private String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return FloatText.plain(value);
    }
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
