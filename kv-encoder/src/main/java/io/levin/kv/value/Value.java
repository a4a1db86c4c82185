package io.levin.kv.value;

import io.levin.base.Row;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One SQL value in a reusable holder: of a source field, of a column, or of an expression's result.
 *
 * <p>Which accessors mean something follows from {@link #kind()}, see {@link ValueKind}. A slice
 * points into an array that the holder may not own: a parser's block, another value, a constant. It
 * stays valid as long as that array is untouched, for a row's fields until the next row. Setting a
 * value allocates nothing, except {@link #setText} and the first use of {@link #decimal()} and of
 * {@link #buffer}. Not thread-safe.
 */
public final class Value {
  private static final int NO_BITS = -1;
  private static final byte[] EMPTY = new byte[0];

  private ValueKind kind = ValueKind.NULL;
  private long bits;
  private int fsp; // or NO_BITS
  private byte[] array = EMPTY;
  private int offset;
  private int length;
  private Decimal decimal;
  private byte[] buffer = EMPTY;

  /** What the value is. */
  public ValueKind kind() {
    return kind;
  }

  /** True for SQL NULL. */
  public boolean isNull() {
    return kind == ValueKind.NULL;
  }

  /**
   * The number of all kinds that are one: integers, the raw bits of a double, a {@link CoreTime},
   * nanoseconds, a member number, a mask.
   */
  public long bits() {
    return bits;
  }

  /** The value of a {@link ValueKind#DOUBLE}. */
  public double asDouble() {
    return Double.longBitsToDouble(bits);
  }

  /** Digits of fractional seconds of a date, time or duration, 0 to 6. */
  public int fsp() {
    return fsp;
  }

  /** The array of a value that is a slice. */
  public byte[] array() {
    return array;
  }

  /** Where the slice starts in {@link #array()}. */
  public int offset() {
    return offset;
  }

  /** How many bytes the slice has. */
  public int length() {
    return length;
  }

  /**
   * The holder's own decimal: the value if the kind is {@link ValueKind#DECIMAL}, else free to be
   * filled before {@link #setDecimal()}.
   */
  public Decimal decimal() {
    if (decimal == null) {
      decimal = new Decimal();
    }
    return decimal;
  }

  /** Makes the value NULL. */
  public void setNull() {
    kind = ValueKind.NULL;
  }

  /** Makes the value a signed integer. */
  public void setInt(long value) {
    kind = ValueKind.INT;
    bits = value;
  }

  /** Makes the value an unsigned integer with these bits. */
  public void setUint(long value) {
    kind = ValueKind.UINT;
    bits = value;
  }

  /** Makes the value a double. */
  public void setDouble(double value) {
    kind = ValueKind.DOUBLE;
    bits = Double.doubleToRawLongBits(value);
  }

  /** Makes the value the decimal that {@link #decimal()} was filled with. */
  public void setDecimal() {
    decimal();
    kind = ValueKind.DECIMAL;
  }

  /** Makes the value a copy of a decimal. */
  public void setDecimal(Decimal value) {
    decimal().set(value);
    kind = ValueKind.DECIMAL;
  }

  /** Makes the value a string that is a slice; the bytes are not copied. */
  public void setString(byte[] from, int start, int bytes) {
    setSlice(ValueKind.STRING, from, start, bytes);
  }

  /** Makes the value a string with the UTF-8 form of a text; allocates. */
  public void setText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    setSlice(ValueKind.STRING, utf8, 0, utf8.length);
  }

  /** Makes the value a slice of the given kind; the bytes are not copied. */
  public void setSlice(ValueKind sliceKind, byte[] from, int start, int bytes) {
    kind = sliceKind;
    array = from;
    offset = start;
    length = bytes;
  }

  /** Makes the value a number-like one: an enum, set, bit, or anything whose content is bits. */
  public void setBits(ValueKind bitsKind, long value) {
    kind = bitsKind;
    bits = value;
    fsp = 0;
  }

  /** Makes the value the BIT that stands for a NULL: a zero that has no bytes as text. */
  public void setNoBits() {
    kind = ValueKind.BIT;
    bits = 0;
    fsp = NO_BITS;
  }

  /** True for what {@link #setNoBits()} makes. */
  public boolean hasNoBits() {
    return kind == ValueKind.BIT && fsp == NO_BITS;
  }

  /** Makes the value a date, datetime or timestamp. */
  public void setTime(ValueKind timeKind, long coreTime, int fractionDigits) {
    kind = timeKind;
    bits = coreTime;
    fsp = fractionDigits;
  }

  /** Makes the value a time span. */
  public void setDuration(long nanoseconds, int fractionDigits) {
    kind = ValueKind.DURATION;
    bits = nanoseconds;
    fsp = fractionDigits;
  }

  /** Takes over another value; a slice keeps pointing to the same bytes. */
  public void set(Value other) {
    kind = other.kind;
    bits = other.bits;
    fsp = other.fsp;
    array = other.array;
    offset = other.offset;
    length = other.length;
    if (kind == ValueKind.DECIMAL) {
      decimal().set(other.decimal);
    }
  }

  /** Takes over a parsed field; a slice keeps pointing into the row. */
  public void set(Row row, int field) {
    switch (row.kind(field)) {
      case Row.TEXT ->
          setSlice(ValueKind.STRING, row.array(field), row.offset(field), row.length(field));
      case Row.SIGNED -> setInt(row.number(field));
      case Row.UNSIGNED -> setUint(row.number(field));
      case Row.BINARY ->
          setSlice(
              ValueKind.BINARY_LITERAL, row.array(field), row.offset(field), row.length(field));
      case Row.DOUBLE -> setBits(ValueKind.DOUBLE, row.number(field));
      default -> setNull();
    }
  }

  /**
   * An array of the holder's own with room for so many bytes, for a slice that must be made; what
   * it held is lost. Fill it, then {@link #setSlice} with it.
   */
  public byte[] buffer(int capacity) {
    if (buffer.length < capacity) {
      buffer = new byte[Math.max(capacity, Math.max(32, buffer.length * 2))];
    }
    return buffer;
  }

  /** A copy of the slice; allocates. */
  public byte[] copyBytes() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** The slice as text, malformed UTF-8 replaced; allocates. */
  public String text() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  /** For messages and tests: kind and content, shortened; allocates. */
  @Override
  public String toString() {
    return switch (kind) {
      case NULL -> "NULL";
      case DOUBLE -> kind + " " + asDouble();
      case UINT, BIT, SET, ENUM -> kind + " " + Long.toUnsignedString(bits);
      case INT -> kind + " " + bits;
      case DECIMAL -> kind + " " + decimal;
      case DATE, DATETIME, TIMESTAMP -> kind + " " + CoreTime.text(bits, kind, fsp);
      case DURATION -> kind + " " + bits + "ns";
      default -> kind + " " + text();
    };
  }
}
