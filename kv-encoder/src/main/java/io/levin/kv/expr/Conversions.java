package io.levin.kv.expr;

import io.levin.kv.cast.Numbers;
import io.levin.kv.cast.Rendering;
import io.levin.kv.cast.TimeRounding;
import io.levin.kv.json.BinaryJson;
import io.levin.kv.json.Json;
import io.levin.kv.json.JsonParser;
import io.levin.kv.value.Blanks;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.FloatText;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import java.nio.charset.StandardCharsets;

/**
 * Conversions of values inside an expression. They differ from those to a column in details: text
 * becomes an integer by its leading digits alone, an empty text is the double 0 without complaint,
 * what is no date is NULL. Keeps scratch space.
 */
final class Conversions {
  private final Session session;
  private final Numbers numbers;
  private final Rendering rendering = new Rendering();
  private final Times times;

  // Of the text that was read last: whether its number is no signed one, or has a minus.
  private boolean oddSign;
  private boolean minusSign;

  Conversions(Session session) {
    this.session = session;
    numbers = new Numbers(session);
    times = new Times(session);
  }

  Session session() {
    return session;
  }

  Times times() {
    return times;
  }

  /** Integers: the bits of a signed or an unsigned one, whichever is wanted. */
  long toInt(Value value, boolean unsigned) throws ConversionException {
    return switch (value.kind()) {
      case INT, UINT -> value.bits();
      case STRING -> {
        long bits = textToInt(value.array(), value.offset(), value.length());
        if (oddSign && unsigned == minusSign) {
          session.warn();
        }
        yield bits;
      }
      case DOUBLE -> realToInt(value.asDouble(), unsigned);
      case JSON -> jsonToInt(json(value), unsigned);
      // Rounded as a time; a negative time span wraps around where no sign is wanted.
      case DATE, DATETIME, TIMESTAMP -> {
        if (TimeRounding.round(value.bits(), 0, session.zone()) == TimeRounding.NONE) {
          throw new ConversionException(SqlError.INCORRECT_VALUE);
        }
        yield numbers.toSigned(value);
      }
      case DURATION -> numbers.toSigned(value);
      default -> unsigned ? numbers.toUnsigned(value) : numbers.toSigned(value);
    };
  }

  private long realToInt(double value, boolean unsigned) throws ConversionException {
    double rounded = Math.rint(value);
    if (!unsigned) {
      if (Double.isNaN(value)) {
        return Long.MIN_VALUE; // as a processor has it
      }
      // 2^63 itself passes silently, as it does not differ from the largest integer as a double.
      if (rounded < -0x1p63 || rounded > 0x1p63) {
        session.soft(SqlError.OUT_OF_RANGE);
      }
      return (long) rounded;
    }
    if (rounded < 0) {
      session.soft(SqlError.OUT_OF_RANGE);
      return (long) rounded;
    }
    if (rounded >= 0x1p64) {
      session.soft(SqlError.OUT_OF_RANGE);
      return -1;
    }
    return rounded < 0x1p63 ? (long) rounded : (long) (rounded - 0x1p63) ^ Long.MIN_VALUE;
  }

  /** The leading digits as a number; above the signed range the bits of an unsigned one. */
  private long textToInt(byte[] text, int offset, int length) throws ConversionException {
    int at = Blanks.skip(text, offset, offset + length);
    int start = at;
    int end = Blanks.trimEnd(text, at, offset + length);
    boolean minus = at < end && text[at] == '-';
    if (at < end && (text[at] == '-' || text[at] == '+')) {
      at++;
    }
    int first = at;
    long magnitude = 0;
    boolean overflow = false;
    for (; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
      int digit = text[at] - '0';
      overflow |= Long.compareUnsigned(magnitude, Long.divideUnsigned(-1L - digit, 10)) > 0;
      magnitude = magnitude * 10 + digit;
    }
    boolean tooLow = overflow || magnitude < 0 && magnitude != Long.MIN_VALUE;
    minusSign = minus;
    oddSign = minus ? end - start > 1 && !tooLow : !overflow && magnitude < 0;
    boolean outOfRange = minus ? tooLow : overflow;
    // Of two errors it is the one that a strict mode tells of.
    if (outOfRange) {
      session.soft(SqlError.OUT_OF_RANGE);
    }
    if (at == first || at < end) {
      session.soft(SqlError.INCORRECT_VALUE);
    }
    if (outOfRange) {
      return minus ? Long.MIN_VALUE : -1;
    }
    return minus ? -magnitude : magnitude;
  }

  private long jsonToInt(Json json, boolean unsigned) throws ConversionException {
    if (json instanceof Json.Double number) {
      return realToInt(number.value(), unsigned);
    }
    if (json instanceof Json.Text text) {
      // Rounded, as a text is that becomes a column's integer.
      return numbers.textToInteger(text.utf8());
    }
    if (json instanceof Json.Uint number) {
      if (!unsigned && number.bits() < 0) {
        session.soft(SqlError.OUT_OF_RANGE);
        return Long.MAX_VALUE;
      }
      return number.bits();
    }
    if (json instanceof Json.Int number) {
      return number.value();
    }
    return jsonOther(json);
  }

  /** true is 1, false is 0; what is no number at all is 0 with a soft error. */
  private long jsonOther(Json json) throws ConversionException {
    if (json instanceof Json.Literal && !json.equals(Json.NULL)) {
      return json.equals(Json.TRUE) ? 1 : 0;
    }
    session.soft(SqlError.INCORRECT_VALUE);
    return 0;
  }

  double toReal(Value value) throws ConversionException {
    switch (value.kind()) {
      case DOUBLE -> {
        return value.asDouble();
      }
      case DECIMAL -> {
        return value.decimal().toDouble();
      }
      case STRING -> {
        if (Blanks.isBlank(value.array(), value.offset(), value.offset() + value.length())) {
          return 0;
        }
        return numbers.toDouble(value);
      }
      default -> {
        return numbers.toDouble(value);
      }
    }
  }

  void toDecimal(Value value, Decimal to) throws ConversionException {
    switch (value.kind()) {
      case DECIMAL -> to.set(value.decimal());
      case DOUBLE -> numbers.realToDecimal(value.asDouble(), to);
      default -> numbers.toDecimal(value, to);
    }
  }

  private final Decimal rounded = new Decimal();

  /** The decimal as its text would be. */
  Decimal shown(Decimal decimal) {
    if (decimal.shownDigits() == decimal.fractionDigits()) {
      return decimal;
    }
    rounded.setRounded(decimal, decimal.shownDigits(), true);
    return rounded;
  }

  /**
   * Text of a value of a type.
   *
   * @param to another holder; its slice is valid until it is set again
   */
  void toText(Value value, SqlType type, Value to) {
    switch (value.kind()) {
      case STRING -> to.set(value);
      case DOUBLE -> {
        double number = value.asDouble();
        to.setText(
            type.tp() == MysqlType.FLOAT
                ? FloatText.plain((float) number)
                : FloatText.plain(number));
      }
      case INT -> {
        boolean zeroYear = type.tp() == MysqlType.YEAR && value.bits() == 0;
        to.setText(zeroYear ? "0000" : Long.toString(value.bits()));
      }
      case UINT -> {
        boolean zeroYear = type.tp() == MysqlType.YEAR && value.bits() == 0;
        to.setText(zeroYear ? "0000" : Long.toUnsignedString(value.bits()));
      }
      default -> {
        rendering.render(value, to);
        byte[] own = to.copyBytes();
        to.setString(own, 0, own.length);
      }
    }
  }

  Json json(Value value) {
    return BinaryJson.read(value.array(), value.offset(), value.length());
  }

  /** Makes a value the binary form of a document. */
  static void setJson(Value to, Json json) {
    byte[] binary = BinaryJson.write(json);
    to.setSlice(ValueKind.JSON, binary, 0, binary.length);
  }

  /**
   * A document of any value.
   *
   * @param parse true to read text as a document, false to make it a JSON string
   */
  Json toJson(Value value, SqlType type, boolean parse) throws ConversionException {
    switch (value.kind()) {
      case JSON -> {
        return json(value);
      }
      case INT -> {
        if (type.isTruth()) {
          return value.bits() != 0 ? Json.TRUE : Json.FALSE;
        }
        return type.tp() == MysqlType.YEAR
            ? new Json.Uint(value.bits())
            : new Json.Int(value.bits());
      }
      case UINT -> {
        return new Json.Uint(value.bits());
      }
      case DOUBLE -> {
        return new Json.Double(value.asDouble());
      }
      case DECIMAL -> {
        return new Json.Double(value.decimal().toDouble());
      }
      case DATE, DATETIME, TIMESTAMP -> {
        return new Json.Time(value.kind(), value.bits(), value.fsp());
      }
      case DURATION -> {
        return new Json.Duration(value.bits(), 6);
      }
      default -> {
        if (type.binary()) {
          byte[] bytes = value.copyBytes();
          if (type.tp() == MysqlType.CHAR && type.flen() > bytes.length) {
            bytes = java.util.Arrays.copyOf(bytes, (int) type.flen());
          }
          return new Json.Opaque(type.tp(), bytes);
        }
        return parse
            ? JsonParser.parse(value.array(), value.offset(), value.length())
            : new Json.Text(value.copyBytes());
      }
    }
  }

  /** A text that is a number's or a date's: the ASCII bytes as a string. */
  static void setAscii(Value to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    to.setString(bytes, 0, bytes.length);
  }
}
