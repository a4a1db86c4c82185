package io.levin.kv.cast;

import io.levin.base.Bytes;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.DoubleText;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;

/** VECTOR(n): text such as {@code [1, 2.5, -3e2]}; every failure is a hard error. */
final class VectorCast extends ColumnCast {
  private static final int MAX_DIMENSION = 16383;

  private final long dimension;
  private byte[] text;
  private int at;
  private int end;

  VectorCast(FieldType type, Session session) {
    super(session);
    dimension = type.flen();
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    int count;
    if (from.kind() == ValueKind.VECTOR) {
      to.set(from);
      count = (from.length() - 4) / 4;
    } else if (from.kind() == ValueKind.STRING) {
      text = from.array();
      at = from.offset();
      end = at + from.length();
      byte[] out = to.buffer(4 + 4 * (from.length() / 2 + 1));
      count = parse(out);
      Bytes.putLittleEndianInt(out, 0, count);
      to.setSlice(ValueKind.VECTOR, out, 0, 4 + 4 * count);
    } else {
      throw wrong("cannot convert to a vector");
    }
    if (count > MAX_DIMENSION) {
      throw wrong("vector cannot have more than " + MAX_DIMENSION + " dimensions");
    }
    if (dimension >= 0 && count != dimension) {
      throw wrong("vector has " + count + " dimensions, does not fit VECTOR(" + dimension + ")");
    }
  }

  /** Reads the elements; what stands behind the closing bracket does not matter. */
  private int parse(byte[] out) throws ConversionException {
    blanks();
    if (isNull()) {
      return 0;
    }
    expect('[');
    blanks();
    if (at < end && text[at] == ']') {
      return 0;
    }
    int count = 0;
    while (true) {
      blanks();
      double number = number();
      if (Double.isInfinite(number)) {
        throw wrong("a number of the vector is out of range");
      }
      float element = (float) number; // One that is too large only for a float is infinite.
      Bytes.putLittleEndianInt(out, 4 + 4 * count, Float.floatToRawIntBits(element));
      count++;
      blanks();
      if (at < end && text[at] == ']') {
        return count;
      }
      expect(',');
    }
  }

  /** True for JSON's null, which is a vector without elements. */
  private boolean isNull() {
    return end - at >= 4
        && text[at] == 'n'
        && text[at + 1] == 'u'
        && text[at + 2] == 'l'
        && text[at + 3] == 'l';
  }

  private double number() throws ConversionException {
    boolean minus = at < end && text[at] == '-';
    at += minus ? 1 : 0;
    int start = at;
    // Behind a plus sign zeros may lead, and digits before the point may be missing.
    boolean plus = at < end && text[at] == '+';
    at += plus ? 1 : 0;
    boolean point = plus && at < end && text[at] == '.';
    if (!plus && at < end && text[at] == '0') {
      at++;
    } else if (!point) {
      digits();
    }
    if (at < end && text[at] == '.') {
      at++;
      digits();
    }
    if (at < end && (text[at] | 0x20) == 'e') {
      at++;
      if (at < end && (text[at] == '+' || text[at] == '-')) {
        at++;
      }
      digits();
    }
    double size = DoubleText.parse(text, start, at);
    return minus ? -size : size;
  }

  private void digits() throws ConversionException {
    int start = at;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    if (at == start) {
      throw wrong("invalid vector text");
    }
  }

  private void expect(char c) throws ConversionException {
    if (at == end || text[at] != c) {
      throw wrong("invalid vector text");
    }
    at++;
  }

  private void blanks() {
    while (at < end
        && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r')) {
      at++;
    }
  }

  private static ConversionException wrong(String why) {
    return new ConversionException(SqlError.OTHER, why);
  }
}
