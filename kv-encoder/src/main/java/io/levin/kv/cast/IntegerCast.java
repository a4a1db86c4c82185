package io.levin.kv.cast;

import io.levin.kv.json.BinaryJson;
import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;

/** TINYINT to BIGINT, signed and unsigned. */
final class IntegerCast extends ColumnCast {
  /** So many digits always fit a signed 64-bit number. */
  private static final int SAFE_DIGITS = 18;

  private final boolean unsigned;
  private final long low;
  private final long high;
  private final Numbers numbers;

  IntegerCast(FieldType type, Session session) {
    super(session);
    unsigned = type.unsigned();
    int bits =
        switch (type.tp()) {
          case MysqlType.TINYINT -> 8;
          case MysqlType.SMALLINT -> 16;
          case MysqlType.MEDIUMINT -> 24;
          case MysqlType.INT -> 32;
          default -> 64;
        };
    low = unsigned ? 0 : Long.MIN_VALUE >> 64 - bits;
    high = unsigned ? -1L >>> 64 - bits : Long.MAX_VALUE >>> 64 - bits;
    numbers = new Numbers(session);
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    switch (from.kind()) {
      case STRING -> convertText(from, to);
      case INT -> {
        if (unsigned) {
          // A negative number is taken for the unsigned one with its bits.
          setUnsigned(from.bits(), false, to);
        } else {
          setSigned(from.bits(), false, to);
        }
      }
      default -> {
        if (unsigned) {
          convertNumber(from, to);
        } else if (from.kind() == ValueKind.UINT || numbers.isUnsigned(from)) {
          setSignedFromUnsigned(numbers.toUnsigned(from), to);
        } else {
          long value = numbers.toSigned(from);
          if (from.kind() == ValueKind.DOUBLE && Double.isNaN(from.asDouble())) {
            to.setInt(value); // What is no number is not looked at.
          } else {
            setSigned(value, numbers.toldOutOfRange(), to);
          }
        }
      }
    }
  }

  /** A number of another kind to an unsigned one. */
  private void convertNumber(Value from, Value to) throws ConversionException {
    if (from.kind() == ValueKind.DECIMAL && from.decimal().isNegative()) {
      // Even one that rounds to zero.
      session.soft(SqlError.OUT_OF_RANGE);
      to.setUint(0);
      return;
    }
    long value = numbers.toUnsigned(from);
    if (value < 0 && isNegativeDouble(from)) {
      // What passes is not cut to the column's width.
      to.setUint(value);
    } else {
      setUnsigned(value, numbers.toldOutOfRange(), to);
    }
  }

  private static boolean isNegativeDouble(Value from) {
    return switch (from.kind()) {
      case DOUBLE -> from.asDouble() < 0;
      case JSON ->
          BinaryJson.read(from.array(), from.offset(), from.length()) instanceof Json.Double number
              && number.value() < 0;
      default -> false;
    };
  }

  private void convertText(Value from, Value to) throws ConversionException {
    byte[] text = from.array();
    int at = from.offset();
    int end = at + from.length();
    boolean minus = at < end && text[at] == '-';
    int first = minus ? at + 1 : at;
    int digits = end - first;
    if (digits > 0 && digits <= SAFE_DIGITS) {
      long value = 0;
      int pos = first;
      for (; pos < end; pos++) {
        int digit = text[pos] - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        value = value * 10 + digit;
      }
      if (pos == end) {
        if (!unsigned) {
          setSigned(minus ? -value : value, false, to);
          return;
        }
        if (!minus || value == 0) {
          setUnsigned(value, false, to);
          return;
        }
      }
    }
    if (unsigned) {
      to.setUint(numbers.textToUnsigned(from, high));
    } else {
      to.setInt(numbers.textToSigned(from, low, high));
    }
  }

  /**
   * @param told true if it was told already that the number is out of range
   */
  private void setSigned(long value, boolean told, Value to) throws ConversionException {
    long result = value;
    if (value < low || value > high) {
      if (!told) {
        session.soft(SqlError.OUT_OF_RANGE);
      }
      result = value < low ? low : high;
    }
    to.setInt(result);
  }

  private void setSignedFromUnsigned(long value, Value to) throws ConversionException {
    if (value < 0) {
      session.soft(SqlError.OUT_OF_RANGE);
      to.setInt(high);
    } else {
      setSigned(value, false, to);
    }
  }

  private void setUnsigned(long value, boolean told, Value to) throws ConversionException {
    long result = value;
    if (Long.compareUnsigned(value, high) > 0) {
      if (!told) {
        session.soft(SqlError.OUT_OF_RANGE);
      }
      result = high;
    }
    to.setUint(result);
  }
}
