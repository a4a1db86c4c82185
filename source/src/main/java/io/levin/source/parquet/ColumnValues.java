package io.levin.source.parquet;

import io.levin.base.Row;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;

/** The values of the types that can be imported, as TiDB Lightning reads them. */
final class ColumnValues {
  private static final long DAY_MICROS = 86_400_000_000L;
  private static final long JULIAN_DAY_OF_1970 = 2_440_588;

  /** No text of a date, a time or a decimal of 64 bits is longer. */
  private static final int TEXT_ROOM = 64;

  /** A decimal of an array of up to so many bytes fits a long. */
  private static final int LONG_BYTES = 8;

  private ColumnValues() {}

  static void bool(ColumnReader reader, Row row) {
    row.addNumber(Row.UNSIGNED, reader.getBoolean() ? 1 : 0);
  }

  static void int32(ColumnReader reader, Row row) {
    row.addNumber(Row.SIGNED, reader.getInteger());
  }

  static void unsigned32(ColumnReader reader, Row row) {
    row.addNumber(Row.UNSIGNED, reader.getInteger() & 0xffffffffL);
  }

  static void int64(ColumnReader reader, Row row) {
    row.addNumber(Row.SIGNED, reader.getLong());
  }

  static void unsigned64(ColumnReader reader, Row row) {
    row.addNumber(Row.UNSIGNED, reader.getLong());
  }

  static void float32(ColumnReader reader, Row row) {
    row.addNumber(Row.DOUBLE, Double.doubleToRawLongBits(reader.getFloat()));
  }

  static void float64(ColumnReader reader, Row row) {
    row.addNumber(Row.DOUBLE, Double.doubleToRawLongBits(reader.getDouble()));
  }

  static void bytes(ColumnReader reader, Row row) {
    ByteBuffer bytes = reader.getBinary().toByteBuffer();
    if (bytes.hasArray()) {
      row.addSlice(
          Row.TEXT, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } else {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      row.addSlice(Row.TEXT, copy, 0, copy.length);
    }
  }

  /** Nanoseconds of the day and the Julian day, both little-endian, in UTC. */
  static void int96(ColumnReader reader, Row row) {
    ByteBuffer bytes = reader.getBinary().toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong(bytes.position());
    long day = bytes.getInt(bytes.position() + 8) - JULIAN_DAY_OF_1970;
    addTimestamp(row, day * DAY_MICROS + Math.floorDiv(nanos, 1000), true);
  }

  static void date(ColumnReader reader, Row row) {
    byte[] out = row.scratch(TEXT_ROOM);
    int from = row.scratchPosition();
    row.addScratch(Row.TEXT, TimeText.date(out, from, reader.getInteger()) - from);
  }

  static ColumnValue timestamp(TimeUnit unit, boolean utc) {
    return (reader, row) -> addTimestamp(row, unit.micros(reader.getLong()), utc);
  }

  static ColumnValue time(TimeUnit unit, boolean utc) {
    return (reader, row) -> {
      long micros = unit.micros(unit.isInt32() ? reader.getInteger() : reader.getLong());
      byte[] out = row.scratch(TEXT_ROOM);
      int from = row.scratchPosition();
      row.addScratch(Row.TEXT, TimeText.time(out, from, micros, utc) - from);
    };
  }

  static ColumnValue decimal32(int scale) {
    return scale == 0
        ? ColumnValues::int32
        : (reader, row) -> addDecimal(row, reader.getInteger(), scale);
  }

  static ColumnValue decimal64(int scale) {
    return scale == 0
        ? ColumnValues::int64
        : (reader, row) -> addDecimal(row, reader.getLong(), scale);
  }

  /** Big-endian two's complement. */
  static ColumnValue decimalBytes(int scale) {
    return (reader, row) -> {
      Binary value = reader.getBinary();
      if (value.length() <= LONG_BYTES) {
        ByteBuffer bytes = value.toByteBuffer();
        long number = 0;
        for (int i = bytes.position(); i < bytes.limit(); i++) {
          number = i == bytes.position() ? bytes.get(i) : number << 8 | bytes.get(i) & 0xff;
        }
        addDecimal(row, number, scale);
      } else {
        addDigits(row, new BigInteger(value.getBytesUnsafe()).toString(), scale);
      }
    };
  }

  private static void addTimestamp(Row row, long micros, boolean utc) {
    byte[] out = row.scratch(TEXT_ROOM);
    int from = row.scratchPosition();
    row.addScratch(Row.TEXT, TimeText.timestamp(out, from, micros, utc) - from);
  }

  private static void addDecimal(Row row, long unscaled, int scale) {
    byte[] out = row.scratch(TEXT_ROOM + scale);
    int at = row.scratchPosition();
    int from = at;
    if (unscaled < 0) {
      out[at++] = '-';
    }
    // Worked out as a negative number, of which there is one more.
    long left = unscaled < 0 ? unscaled : -unscaled;
    int digits = 1;
    for (long v = left / 10; v != 0; v /= 10) {
      digits++;
    }
    digits = Math.max(digits, scale + 1);
    int end = at + digits + (scale > 0 ? 1 : 0);
    for (int i = end - 1, n = 0; i >= at; i--, n++) {
      if (scale > 0 && n == scale) {
        out[i--] = '.';
      }
      out[i] = (byte) ('0' - left % 10);
      left /= 10;
    }
    row.addScratch(Row.TEXT, end - from);
  }

  private static void addDigits(Row row, String number, int scale) {
    boolean negative = number.startsWith("-");
    String digits = negative ? number.substring(1) : number;
    if (digits.length() <= scale) {
      digits = "0".repeat(scale + 1 - digits.length()) + digits;
    }
    int point = digits.length() - scale;
    String text =
        (negative ? "-" : "")
            + digits.substring(0, point)
            + (scale > 0 ? "." + digits.substring(point) : "");
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    row.addSlice(Row.TEXT, bytes, 0, bytes.length);
  }
}
