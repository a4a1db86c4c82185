package io.levin.kv;

import io.levin.base.Bytes;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.SessionZone;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import java.util.Arrays;

/** Reads a column's values back from their bytes in rows and keys. */
final class ValueBytes {
  private static final int MOST_DIGITS = 65;

  private final FieldType type;
  private final SessionZone zone;

  ValueBytes(FieldType type, SessionZone zone) {
    this.type = type;
    this.zone = zone;
  }

  /** Reads a value of row format 2. */
  void readRow(byte[] from, int start, int end, Value to) {
    int length = end - start;
    switch (type.tp()) {
      case MysqlType.FLOAT, MysqlType.DOUBLE ->
          to.setDouble(KeyCodec.doubleOf(Bytes.bigEndianLong(from, start)));
      case MysqlType.DECIMAL -> {
        int precision = from[start];
        int fraction = from[start + 1];
        if (precision < 1
            || precision > MOST_DIGITS
            || fraction < 0
            || fraction > precision
            || start + 2 + Decimal.binarySize(precision, fraction) != end) {
          throw RowReader.malformed(Arrays.copyOfRange(from, start, end));
        }
        to.decimal().readBinary(from, start + 2, precision, fraction);
        to.setDecimal();
      }
      case MysqlType.JSON -> to.setSlice(ValueKind.JSON, from, start, length);
      case MysqlType.VECTOR -> {
        if (length < 4 || length % 4 != 0) {
          throw RowReader.malformed(Arrays.copyOfRange(from, start, end));
        }
        to.setSlice(ValueKind.VECTOR, from, start, length);
      }
      default -> {
        if (MysqlType.isString(type.tp())) {
          to.setString(from, start, length);
        } else {
          setNumber(isSigned() ? signed(from, start, length) : unsigned(from, start, length), to);
        }
      }
    }
  }

  /** Reads a value with its flag: of row format 1, or of a key that gives its value back. */
  void readFlagged(byte[] from, int start, int end, Value to) {
    int body = start + 1;
    switch (from[start]) {
      case KeyCodec.NIL_FLAG -> to.setNull();
      case KeyCodec.INT_FLAG, KeyCodec.DURATION_FLAG -> setNumber(KeyCodec.getInt(from, body), to);
      case KeyCodec.UINT_FLAG -> setNumber(Bytes.bigEndianLong(from, body), to);
      case KeyCodec.VARINT_FLAG, KeyCodec.UVARINT_FLAG -> {
        OldFormat value = new OldFormat(from, start, end);
        value.next();
        setNumber(value.number(), to);
      }
      case KeyCodec.COMPACT_BYTES_FLAG -> {
        int size = body;
        while (from[size] < 0) {
          size++;
        }
        to.setString(from, size + 1, end - size - 1);
      }
      case KeyCodec.BYTES_FLAG -> {
        byte[] bytes = KeyCodec.decodeBytes(from, body, end);
        to.setString(bytes, 0, bytes.length);
      }
      default -> readRow(from, body, end, to);
    }
  }

  private boolean isSigned() {
    return switch (type.tp()) {
      case MysqlType.YEAR, MysqlType.TIME -> true;
      default -> MysqlType.isInteger(type.tp()) && !type.unsigned();
    };
  }

  /** Makes a value of the number that stands for it. */
  void setNumber(long number, Value to) {
    int fsp = Math.max(0, type.decimal());
    switch (type.tp()) {
      case MysqlType.DATE, MysqlType.NEWDATE ->
          to.setTime(ValueKind.DATE, CoreTime.unpack(number), 0);
      case MysqlType.DATETIME -> to.setTime(ValueKind.DATETIME, CoreTime.unpack(number), fsp);
      case MysqlType.TIMESTAMP -> to.setTime(ValueKind.TIMESTAMP, local(number), fsp);
      case MysqlType.TIME -> to.setDuration(number, fsp);
      case MysqlType.ENUM -> to.setBits(ValueKind.ENUM, number);
      case MysqlType.SET -> to.setBits(ValueKind.SET, number);
      case MysqlType.BIT -> to.setBits(ValueKind.BIT, number);
      case MysqlType.YEAR -> to.setInt(number);
      default -> to.setBits(type.unsigned() ? ValueKind.UINT : ValueKind.INT, number);
    }
  }

  private long local(long packedUtc) {
    if (packedUtc == 0) {
      return 0;
    }
    long core = CoreTime.unpack(packedUtc);
    return CoreTime.ofWallSeconds(zone.wallOf(CoreTime.wallSeconds(core)), CoreTime.micro(core));
  }

  private static long signed(byte[] from, int start, int length) {
    return switch (length) {
      case 1 -> from[start];
      case 2 -> (short) unsigned(from, start, 2);
      case 4 -> (int) unsigned(from, start, 4);
      default -> unsigned(from, start, length);
    };
  }

  private static long unsigned(byte[] from, int start, int length) {
    if (length != 1 && length != 2 && length != 4 && length != 8) {
      throw RowReader.malformed(Arrays.copyOfRange(from, start, start + length));
    }
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | from[start + i] & 0xFF;
    }
    return value;
  }
}
