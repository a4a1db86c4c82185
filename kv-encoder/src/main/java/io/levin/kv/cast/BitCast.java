package io.levin.kv.cast;

import io.levin.kv.json.BinaryJson;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;

/** BIT(n): a text's bytes are the number, not its digits. */
final class BitCast extends ColumnCast {
  private final long maximum;
  private final Numbers numbers;

  BitCast(FieldType type, Session session) {
    super(session);
    int width = type.flen() < 1 ? 1 : (int) type.flen();
    maximum = -1L >>> 64 - width;
    numbers = new Numbers(session);
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    boolean told = false;
    long value;
    switch (from.kind()) {
      case STRING, BINARY_LITERAL -> value = ofBytes(from);
      case INT -> value = from.bits();
      default -> {
        value = ofNumber(from);
        told = !session.strict() && numbers.toldOutOfRange();
      }
    }
    if (Long.compareUnsigned(value, maximum) > 0) {
      if (!told) {
        session.soft(SqlError.DATA_TOO_LONG);
      }
      value = maximum;
    }
    to.setBits(ValueKind.BIT, value);
  }

  /** A number that 64 bits cannot hold is simply too long for fewer bits, as is a negative one. */
  private long ofNumber(Value from) throws ConversionException {
    if (from.kind() == ValueKind.DECIMAL && from.decimal().isNegative()) {
      // Even one that rounds to zero.
      session.soft(SqlError.OUT_OF_RANGE);
      return 0;
    }
    try {
      return numbers.toUnsigned(from);
    } catch (ConversionException outOfRange) {
      boolean wide =
          from.kind() == ValueKind.DOUBLE
              || from.kind() == ValueKind.JSON && from.array()[from.offset()] == BinaryJson.DOUBLE
              || from.kind() == ValueKind.DECIMAL && !from.decimal().isNegative();
      if (wide && maximum != -1) {
        return -1;
      }
      throw outOfRange;
    }
  }

  /** Bytes as a number; what 64 bits cannot hold is simply too long for fewer bits. */
  private long ofBytes(Value from) throws ConversionException {
    if (maximum == -1 || Numbers.countingBytes(from) <= Long.BYTES) {
      return numbers.bigEndian(from.array(), from.offset(), from.length());
    }
    if (!session.strict()) {
      session.warn(); // beside the one for its length
    }
    return -1;
  }
}
