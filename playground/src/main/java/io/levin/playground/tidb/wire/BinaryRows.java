package io.levin.playground.tidb.wire;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The binary form of rows and parameters that prepared statements use. */
final class BinaryRows {
  private BinaryRows() {}

  /** Writes one row whose values are given as text. */
  static void write(PayloadBuilder out, List<ResultColumn> columns, byte[][] row) {
    out.clear().u8(0);
    int map = out.length();
    out.zeros((columns.size() + 9) / 8);
    for (int i = 0; i < row.length; i++) {
      if (row[i] == null) {
        out.setBit(map, i + 2);
      } else {
        value(out, columns.get(i), row[i]);
      }
    }
  }

  private static void value(PayloadBuilder out, ResultColumn column, byte[] text) {
    switch (column.type()) {
      case 1 -> out.u8((int) integer(text));
      case 2, 13 -> out.u16((int) integer(text));
      case 3, 9 -> out.u32(integer(text));
      case 8 -> out.i64(integer(text));
      case 4 -> out.u32(Float.floatToIntBits(Float.parseFloat(ascii(text))));
      case 5 -> out.i64(Double.doubleToLongBits(Double.parseDouble(ascii(text))));
      case 7, 10, 12 -> dateTime(out, ascii(text));
      case 11 -> time(out, ascii(text));
      default -> out.lengthEncodedBytes(text);
    }
  }

  private static long integer(byte[] text) {
    return new BigInteger(ascii(text)).longValue();
  }

  private static void dateTime(PayloadBuilder out, String text) {
    int year = Integer.parseInt(text.substring(0, 4));
    int month = Integer.parseInt(text.substring(5, 7));
    int day = Integer.parseInt(text.substring(8, 10));
    boolean hasTime = text.length() > 10;
    int hour = hasTime ? Integer.parseInt(text.substring(11, 13)) : 0;
    int minute = hasTime ? Integer.parseInt(text.substring(14, 16)) : 0;
    int second = hasTime ? Integer.parseInt(text.substring(17, 19)) : 0;
    long micros = micros(text);
    boolean zeroTime = hour == 0 && minute == 0 && second == 0 && micros == 0;
    if (zeroTime && year == 0 && month == 0 && day == 0) {
      out.u8(0);
      return;
    }
    out.u8(micros != 0 ? 11 : zeroTime ? 4 : 7).u16(year).u8(month).u8(day);
    if (!zeroTime) {
      out.u8(hour).u8(minute).u8(second);
    }
    if (micros != 0) {
      out.u32(micros);
    }
  }

  private static void time(PayloadBuilder out, String text) {
    boolean negative = text.startsWith("-");
    String[] parts = text.substring(negative ? 1 : 0).split("[:.]");
    int hours = Integer.parseInt(parts[0]);
    int minutes = Integer.parseInt(parts[1]);
    int seconds = Integer.parseInt(parts[2]);
    long micros = micros(text);
    if (hours == 0 && minutes == 0 && seconds == 0 && micros == 0) {
      out.u8(0);
      return;
    }
    out.u8(micros == 0 ? 8 : 12).u8(negative ? 1 : 0).u32(hours / 24).u8(hours % 24);
    out.u8(minutes).u8(seconds);
    if (micros != 0) {
      out.u32(micros);
    }
  }

  private static long micros(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      return 0;
    }
    return Long.parseLong((text.substring(dot + 1) + "000000").substring(0, 6));
  }

  private static String ascii(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Reads a parameter's value: a Long, BigInteger, Float, Double, String or byte[]. */
  static Object parameter(Payload in, int type, boolean unsigned) {
    return switch (type) {
      case 1 -> unsigned ? (Object) (long) in.u8() : (Object) (long) (byte) in.u8();
      case 2, 13 -> unsigned ? (Object) (long) in.u16() : (Object) (long) (short) in.u16();
      case 3, 9 -> unsigned ? (Object) in.u32() : (Object) (long) (int) in.u32();
      case 8 -> {
        long value = in.i64();
        yield unsigned && value < 0
            ? (Object) new BigInteger(Long.toUnsignedString(value))
            : (Object) value;
      }
      case 4 -> Float.intBitsToFloat((int) in.u32());
      case 5 -> Double.longBitsToDouble(in.i64());
      case 6 -> null;
      case 7, 10, 12 -> dateTime(in);
      case 11 -> time(in);
      case 0, 15, 16, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254 -> in.lengthEncodedBytes();
      default -> throw SqlError.malformedPacket();
    };
  }

  private static String dateTime(Payload in) {
    int length = in.u8();
    if (length == 0) {
      return "0000-00-00 00:00:00";
    }
    String date = String.format(Locale.ROOT, "%04d-%02d-%02d", in.u16(), in.u8(), in.u8());
    if (length == 4) {
      return date;
    }
    String time = String.format(Locale.ROOT, " %02d:%02d:%02d", in.u8(), in.u8(), in.u8());
    return date + time + (length == 7 ? "" : String.format(Locale.ROOT, ".%06d", in.u32()));
  }

  private static String time(Payload in) {
    int length = in.u8();
    if (length == 0) {
      return "00:00:00";
    }
    String sign = in.u8() == 1 ? "-" : "";
    long hours = in.u32() * 24 + in.u8();
    String time = sign + String.format(Locale.ROOT, "%02d:%02d:%02d", hours, in.u8(), in.u8());
    return time + (length == 8 ? "" : String.format(Locale.ROOT, ".%06d", in.u32()));
  }
}
