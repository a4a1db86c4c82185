package io.levin.kv.cast;

import io.levin.base.Bytes;
import io.levin.kv.json.BinaryJson;
import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.DoubleText;
import io.levin.kv.value.FloatText;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Values of any kind as 64-bit integers, doubles and decimals. Keeps scratch space. */
public final class Numbers {
  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final double TWO_TO_63 = 0x1p63;
  private static final double TWO_TO_64 = 0x1p64;

  private final Session session;
  private final NumberPrefix prefix;

  // Whether the integer that was made last was told to be out of range.
  private boolean outOfRange;

  /** Numbers as a session takes them. */
  public Numbers(Session session) {
    this.session = session;
    prefix = new NumberPrefix(session);
  }

  /** True if the value is a number that cannot be negative. */
  boolean isUnsigned(Value from) {
    return switch (from.kind()) {
      case UINT, BINARY_LITERAL, ENUM, SET, BIT -> true;
      case JSON -> from.array()[from.offset()] == BinaryJson.UINT;
      default -> false;
    };
  }

  /** The value as a signed integer, rounded and clamped; what is lost is a soft error. */
  public long toSigned(Value from) throws ConversionException {
    outOfRange = false;
    return switch (from.kind()) {
      case STRING -> textToSigned(from, Long.MIN_VALUE, Long.MAX_VALUE);
      case UINT, ENUM, SET, BIT, BINARY_LITERAL -> {
        long value = toUnsigned(from);
        if (value < 0) {
          tellOutOfRange();
          yield Long.MAX_VALUE;
        }
        yield value;
      }
      case DOUBLE -> signed(from.asDouble());
      case DECIMAL -> signed(from.decimal().toBigDecimal());
      case DATE, DATETIME, TIMESTAMP -> timeNumber(from);
      case DURATION -> durationNumber(from);
      case JSON -> jsonSigned(BinaryJson.read(from.array(), from.offset(), from.length()));
      default -> from.bits();
    };
  }

  /** The value as an unsigned integer, rounded and clamped; what is lost is a soft error. */
  public long toUnsigned(Value from) throws ConversionException {
    outOfRange = false;
    return switch (from.kind()) {
      case STRING -> textToUnsigned(from, -1);
      case BINARY_LITERAL -> bigEndian(from.array(), from.offset(), from.length());
      case DOUBLE -> unsigned(from.asDouble());
      case DECIMAL -> unsigned(from.decimal().toBigDecimal());
      // The digits are rounded here, not the time: 23:59:59.9 is 235960.
      case DATE, DATETIME, TIMESTAMP, DURATION -> {
        long value = exactNumber(from).setScale(0, RoundingMode.HALF_UP).longValue();
        if (value < 0) {
          tellOutOfRange();
          yield 0;
        }
        yield value;
      }
      case JSON -> jsonUnsigned(BinaryJson.read(from.array(), from.offset(), from.length()));
      default -> from.bits();
    };
  }

  /** A text as a signed integer, clamped to two bounds. */
  long textToSigned(Value from, long low, long high) throws ConversionException {
    return textToSigned(from.array(), from.offset(), from.length(), low, high);
  }

  private long textToSigned(byte[] text, int offset, int length, long low, long high)
      throws ConversionException {
    prefix.scanInteger(text, offset, length);
    long value = prefix.signedValue(low, high);
    outOfRange = prefix.toldOutOfRange();
    return value;
  }

  /** A text as an unsigned integer, clamped to at most so much. */
  long textToUnsigned(Value from, long most) throws ConversionException {
    return textToUnsigned(from.array(), from.offset(), from.length(), most);
  }

  private long textToUnsigned(byte[] text, int offset, int length, long most)
      throws ConversionException {
    prefix.scanInteger(text, offset, length);
    long value = prefix.unsignedValue(most);
    outOfRange = prefix.toldOutOfRange();
    return value;
  }

  /** A text as an integer: the bits of a signed one behind a minus, else of an unsigned one. */
  public long textToInteger(byte[] text) throws ConversionException {
    return text.length > 1 && text[0] == '-'
        ? textToSigned(text, 0, text.length, Long.MIN_VALUE, Long.MAX_VALUE)
        : textToUnsigned(text, 0, text.length, -1);
  }

  /**
   * True if it was told of the integer that was made last that it is out of range: whoever wants it
   * in a narrower range tells no more.
   */
  boolean toldOutOfRange() {
    return outOfRange;
  }

  private void tellOutOfRange() throws ConversionException {
    outOfRange = true;
    session.soft(SqlError.OUT_OF_RANGE);
  }

  /** The value as a double. */
  public double toDouble(Value from) throws ConversionException {
    return switch (from.kind()) {
      case STRING -> textDouble(from.array(), from.offset(), from.length());
      case INT -> from.bits();
      case DOUBLE -> from.asDouble();
      case UINT, ENUM, SET, BIT, BINARY_LITERAL -> unsignedDouble(toUnsigned(from));
      case DECIMAL -> from.decimal().toDouble();
      case DATE, DATETIME, TIMESTAMP, DURATION -> exactNumber(from).doubleValue();
      case JSON -> jsonDouble(BinaryJson.read(from.array(), from.offset(), from.length()));
      default -> 0;
    };
  }

  /** Reads a text as a double by its numeric prefix. */
  double textDouble(byte[] text, int offset, int length) throws ConversionException {
    prefix.scan(text, offset, length);
    double value = DoubleText.parse(text, prefix.start(), prefix.end());
    if (Double.isInfinite(value)) {
      session.soft(SqlError.INCORRECT_VALUE);
      return value > 0 ? Double.MAX_VALUE : -Double.MAX_VALUE;
    }
    return value;
  }

  /** Fills a decimal from the value; digits are not cut to any width. */
  public void toDecimal(Value from, Decimal to) throws ConversionException {
    switch (from.kind()) {
      case STRING -> report(to.parse(from.array(), from.offset(), from.length()));
      case INT -> to.setInt(from.bits());
      case UINT, ENUM, SET, BIT, BINARY_LITERAL -> to.setUint(toUnsigned(from));
      case DOUBLE -> {
        if (!Double.isFinite(from.asDouble())) {
          to.setZero();
          session.soft(SqlError.INCORRECT_VALUE);
          return;
        }
        // With an exponent, so that what is far too large becomes the largest number.
        byte[] text = finite(from.asDouble()).toString().getBytes(StandardCharsets.US_ASCII);
        report(to.parse(text, 0, text.length));
      }
      case DECIMAL -> to.set(from.decimal());
      case DATE, DATETIME, TIMESTAMP, DURATION -> report(to.set(exactNumber(from)));
      case JSON -> jsonDecimal(BinaryJson.read(from.array(), from.offset(), from.length()), to);
      default -> to.setZero();
    }
  }

  /** Fills a decimal from a double; digits for which it has no room are no error. */
  public void realToDecimal(double from, Decimal to) throws ConversionException {
    if (!Double.isFinite(from)) {
      throw new ConversionException(SqlError.INCORRECT_VALUE);
    }
    byte[] text = finite(from).toString().getBytes(StandardCharsets.US_ASCII);
    Decimal.Outcome outcome = to.parse(text, 0, text.length);
    if (outcome != Decimal.Outcome.TRUNCATED) {
      report(outcome);
    }
  }

  private void report(Decimal.Outcome outcome) throws ConversionException {
    switch (outcome) {
      case OK -> {}
      case OVERFLOW -> tellOutOfRange();
      case BAD_EXPONENT -> session.soft(SqlError.BAD_NUMBER);
      default -> session.soft(SqlError.INCORRECT_VALUE);
    }
  }

  /** How many bytes of a slice count as a number: zeros before it do not. */
  static int countingBytes(Value slice) {
    int zeros = 0;
    while (zeros < slice.length() && slice.array()[slice.offset() + zeros] == 0) {
      zeros++;
    }
    return slice.length() - zeros;
  }

  /** Bytes as a big-endian number; more than eight that count give all ones. */
  long bigEndian(byte[] bytes, int offset, int length) throws ConversionException {
    int at = offset;
    int end = offset + length;
    while (at < end && bytes[at] == 0) {
      at++;
    }
    if (end - at > 8) {
      session.soft(SqlError.INCORRECT_VALUE);
      return -1;
    }
    if (end - at == 8) {
      return Bytes.bigEndianLong(bytes, at);
    }
    long value = 0;
    for (; at < end; at++) {
      value = value << 8 | bytes[at] & 0xFF;
    }
    return value;
  }

  private long signed(double value) throws ConversionException {
    if (Double.isNaN(value)) {
      return Long.MIN_VALUE; // as a processor has it
    }
    double rounded = Math.rint(value);
    // 2^63 itself passes silently, as it does not differ from the largest integer as a double.
    if (!(rounded >= -TWO_TO_63 && rounded <= TWO_TO_63)) {
      tellOutOfRange();
    }
    return (long) rounded;
  }

  private long unsigned(double value) throws ConversionException {
    double rounded = Math.rint(value);
    if (rounded < 0) {
      tellOutOfRange();
      return (long) rounded;
    }
    if (!(rounded < TWO_TO_64)) {
      tellOutOfRange();
      return -1;
    }
    return rounded < TWO_TO_63 ? (long) rounded : (long) (rounded - TWO_TO_63) ^ Long.MIN_VALUE;
  }

  private long signed(BigDecimal value) throws ConversionException {
    BigInteger rounded = value.setScale(0, RoundingMode.HALF_UP).toBigInteger();
    if (rounded.bitLength() > 63) {
      tellOutOfRange();
      return rounded.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return rounded.longValue();
  }

  private long unsigned(BigDecimal value) throws ConversionException {
    BigInteger rounded = value.setScale(0, RoundingMode.HALF_UP).toBigInteger();
    if (rounded.signum() < 0) {
      tellOutOfRange();
      return 0;
    }
    if (rounded.compareTo(MAX_UNSIGNED) > 0) {
      tellOutOfRange();
      return -1;
    }
    return rounded.longValue();
  }

  private BigDecimal finite(double value) throws ConversionException {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      session.soft(SqlError.OUT_OF_RANGE);
      return BigDecimal.ZERO;
    }
    return FloatText.shortest(value);
  }

  /** YYYYMMDDhhmmss with fraction, or YYYYMMDD, or hhmmss. */
  public static BigDecimal exactNumber(Value time) {
    long number;
    int micro;
    if (time.kind() == ValueKind.DURATION) {
      long ns = Math.abs(time.bits());
      number = clockNumber(ns / 1_000_000_000L);
      micro = (int) (ns % 1_000_000_000L / 1000);
    } else {
      number = calendarNumber(time.bits(), time.kind());
      micro = CoreTime.micro(time.bits());
    }
    BigDecimal whole = BigDecimal.valueOf(number);
    BigDecimal exact =
        whole.add(BigDecimal.valueOf(micro, 6)).setScale(time.fsp(), RoundingMode.DOWN);
    return time.kind() == ValueKind.DURATION && time.bits() < 0 ? exact.negate() : exact;
  }

  private static long calendarNumber(long core, ValueKind kind) {
    long date = CoreTime.year(core) * 10_000L + CoreTime.month(core) * 100L + CoreTime.day(core);
    if (kind == ValueKind.DATE) {
      return date;
    }
    return date * 1_000_000
        + CoreTime.hour(core) * 10_000L
        + CoreTime.minute(core) * 100L
        + CoreTime.second(core);
  }

  private static long clockNumber(long seconds) {
    return seconds / 3600 * 10_000 + seconds / 60 % 60 * 100 + seconds % 60;
  }

  private long timeNumber(Value time) throws ConversionException {
    long rounded = TimeRounding.round(time.bits(), 0, session.zone());
    if (rounded == TimeRounding.NONE) {
      session.soft(SqlError.INCORRECT_VALUE);
      return 0;
    }
    return calendarNumber(rounded, time.kind());
  }

  private static long durationNumber(Value time) {
    long seconds = DurationText.round(time.bits(), 0) / 1_000_000_000L;
    long number = clockNumber(Math.abs(seconds));
    return seconds < 0 ? -number : number;
  }

  private static double unsignedDouble(long bits) {
    // For large ones: halve with the lost bit kept sticky, so that the rounding stays right.
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  private long jsonSigned(Json json) throws ConversionException {
    if (json instanceof Json.Int number) {
      return number.value();
    }
    if (json instanceof Json.Uint number) {
      if (number.bits() < 0) {
        tellOutOfRange();
        return Long.MAX_VALUE;
      }
      return number.bits();
    }
    if (json instanceof Json.Double number) {
      return signed(number.value());
    }
    if (json instanceof Json.Text text) {
      return textToSigned(text.utf8(), 0, text.utf8().length, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    return jsonOther(json);
  }

  private long jsonUnsigned(Json json) throws ConversionException {
    if (json instanceof Json.Int number) {
      return number.value();
    }
    if (json instanceof Json.Uint number) {
      return number.bits();
    }
    if (json instanceof Json.Double number) {
      return unsigned(number.value());
    }
    if (json instanceof Json.Text text) {
      return textToUnsigned(text.utf8(), 0, text.utf8().length, -1);
    }
    return jsonOther(json);
  }

  private double jsonDouble(Json json) throws ConversionException {
    if (json instanceof Json.Double number) {
      return number.value();
    }
    if (json instanceof Json.Uint number) {
      return unsignedDouble(number.bits());
    }
    if (json instanceof Json.Int number) {
      return number.value();
    }
    if (json instanceof Json.Text text) {
      return textDouble(text.utf8(), 0, text.utf8().length);
    }
    return jsonOther(json);
  }

  private void jsonDecimal(Json json, Decimal to) throws ConversionException {
    if (json instanceof Json.Text text) {
      jsonDecimal(text.utf8(), to);
    } else if (json instanceof Json.Double number) {
      jsonDecimal(finite(number.value()).toString().getBytes(StandardCharsets.US_ASCII), to);
    } else if (json instanceof Json.Uint number) {
      to.setUint(number.bits());
    } else {
      to.setInt(jsonSigned(json));
    }
  }

  private void jsonDecimal(byte[] text, Decimal to) throws ConversionException {
    Decimal.Outcome outcome = to.parse(text, 0, text.length);
    if (outcome == Decimal.Outcome.TRUNCATED) {
      session.soft(SqlError.DATA_TRUNCATED);
    } else {
      report(outcome);
    }
  }

  /** true is 1, false is 0; what is no number at all is 0 with a soft error. */
  private long jsonOther(Json json) throws ConversionException {
    if (json instanceof Json.Literal && !json.equals(Json.NULL)) {
      return json.equals(Json.TRUE) ? 1 : 0;
    }
    session.soft(SqlError.INCORRECT_VALUE);
    return 0;
  }
}
