package io.levin.kv;

import io.levin.base.Bytes;
import java.util.Arrays;

/**
 * The primitive encodings of TiDB's keys and rows. Writers take a target array with enough room and
 * return where they ended; all are stateless.
 *
 * <p>"Memory-comparable" forms sort as unsigned bytes in the order of their values.
 */
public final class KeyCodec {
  /** Flag of NULL: the first byte of an encoded value says what follows. */
  public static final byte NIL_FLAG = 0;

  /** Flag of memory-comparable bytes. */
  public static final byte BYTES_FLAG = 1;

  /** Flag of bytes behind their length (row format 1). */
  public static final byte COMPACT_BYTES_FLAG = 2;

  /** Flag of a signed integer of eight bytes. */
  public static final byte INT_FLAG = 3;

  /** Flag of an unsigned integer of eight bytes. */
  public static final byte UINT_FLAG = 4;

  /** Flag of a double. */
  public static final byte FLOAT_FLAG = 5;

  /** Flag of a decimal: precision, fraction, binary form. */
  public static final byte DECIMAL_FLAG = 6;

  /** Flag of a duration in nanoseconds. */
  public static final byte DURATION_FLAG = 7;

  /** Flag of a signed varint (row format 1). */
  public static final byte VARINT_FLAG = 8;

  /** Flag of an unsigned varint (row format 1). */
  public static final byte UVARINT_FLAG = 9;

  /** Flag of a JSON value (row format 1). */
  public static final byte JSON_FLAG = 10;

  /** Flag of a vector (row format 1). */
  public static final byte VECTOR_FLAG = 20;

  private static final int GROUP = 8;
  private static final long SIGN = Long.MIN_VALUE;

  private KeyCodec() {}

  /** Writes a signed integer memory-comparable: eight bytes, the sign flipped. */
  public static int putInt(byte[] to, int at, long value) {
    Bytes.putBigEndianLong(to, at, value ^ SIGN);
    return at + 8;
  }

  /** Reads what {@link #putInt} wrote. */
  public static long getInt(byte[] from, int at) {
    return Bytes.bigEndianLong(from, at) ^ SIGN;
  }

  /** Writes an unsigned integer memory-comparable: eight bytes. */
  public static int putUint(byte[] to, int at, long value) {
    Bytes.putBigEndianLong(to, at, value);
    return at + 8;
  }

  /** The bits of a double's memory-comparable form; both zeros give the same. */
  public static long comparableDouble(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return value >= 0 ? bits | SIGN : ~bits;
  }

  /** The double of {@link #comparableDouble}'s bits. */
  public static double doubleOf(long comparable) {
    return Double.longBitsToDouble(comparable < 0 ? comparable & ~SIGN : ~comparable);
  }

  /** How many bytes {@link #putBytes} writes for a length. */
  public static int encodedBytesLength(int length) {
    return (length / GROUP + 1) * (GROUP + 1);
  }

  /**
   * Writes bytes memory-comparable: groups of eight, padded with zeros, each behind it a marker
   * that says how many bytes of it count.
   */
  public static int putBytes(byte[] to, int at, byte[] from, int offset, int length) {
    int pos = at;
    int read = offset;
    int left = length;
    while (left >= GROUP) {
      Bytes.putLittleEndianLong(to, pos, Bytes.littleEndianLong(from, read));
      to[pos + GROUP] = (byte) 0xFF;
      pos += GROUP + 1;
      read += GROUP;
      left -= GROUP;
    }
    Bytes.putLittleEndianLong(to, pos, 0);
    for (int i = 0; i < left; i++) {
      to[pos + i] = from[read + i];
    }
    to[pos + GROUP] = (byte) (0xFF - (GROUP - left));
    return pos + GROUP + 1;
  }

  /** The memory-comparable form of bytes, as an array of its own. */
  public static byte[] encodeBytes(byte[] bytes) {
    byte[] out = new byte[encodedBytesLength(bytes.length)];
    putBytes(out, 0, bytes, 0, bytes.length);
    return out;
  }

  /**
   * Where the memory-comparable bytes that start at a position end.
   *
   * @return -1 if they are malformed or cut off
   */
  public static int endOfBytes(byte[] from, int at, int end) {
    for (int pos = at + GROUP; pos < end; pos += GROUP + 1) {
      int marker = from[pos] & 0xFF;
      if (marker != 0xFF) {
        return marker >= 0xFF - GROUP && zeros(from, pos - (0xFF - marker), pos) ? pos + 1 : -1;
      }
    }
    return -1;
  }

  /**
   * Decodes memory-comparable bytes that lie between two positions exactly.
   *
   * @throws IllegalArgumentException if they are malformed or something follows them
   */
  public static byte[] decodeBytes(byte[] from, int at, int end) {
    if (endOfBytes(from, at, end) != end) {
      throw new IllegalArgumentException(
          "these bytes are not memory-comparable: " + Bytes.hex(Arrays.copyOfRange(from, at, end)));
    }
    int groups = (end - at) / (GROUP + 1);
    int length = groups * GROUP - (0xFF - (from[end - 1] & 0xFF));
    byte[] out = new byte[length];
    for (int g = 0, left = length; left > 0; g++, left -= GROUP) {
      System.arraycopy(from, at + g * (GROUP + 1), out, g * GROUP, Math.min(left, GROUP));
    }
    return out;
  }

  /** Decodes {@link #encodeBytes}. */
  public static byte[] decodeBytes(byte[] encoded) {
    return decodeBytes(encoded, 0, encoded.length);
  }

  /** Writes a number in groups of seven bits, the lowest first. */
  public static int putUvarint(byte[] to, int at, long value) {
    int pos = at;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      to[pos++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    to[pos++] = (byte) rest;
    return pos;
  }

  /** Writes a signed number as a zigzag {@link #putUvarint}. */
  public static int putVarint(byte[] to, int at, long value) {
    return putUvarint(to, at, value << 1 ^ value >> 63);
  }

  /** Writes bytes behind their length as a varint: row format 1, not comparable. */
  public static int putCompactBytes(byte[] to, int at, byte[] from, int offset, int length) {
    int pos = putVarint(to, at, length);
    System.arraycopy(from, offset, to, pos, length);
    return pos + length;
  }

  /** Writes a number of 1 to 9 bytes that sort as the numbers do: the suffix of equal keys. */
  public static int putComparableVarint(byte[] to, int at, long value) {
    if (value >= 0) {
      return putComparableUvarint(to, at, value);
    }
    int bytes = 8;
    for (int n = 1; n < 8; n++) {
      if (value >= -((1L << 8 * n) - 1)) {
        bytes = n;
        break;
      }
    }
    to[at] = (byte) (8 - bytes);
    return putLow(to, at + 1, value, bytes);
  }

  /** Writes an unsigned number of 1 to 9 bytes that sort as the numbers do. */
  public static int putComparableUvarint(byte[] to, int at, long value) {
    if (value >= 0 && value <= 239) {
      to[at] = (byte) (value + 8);
      return at + 1;
    }
    int bytes = (64 - Long.numberOfLeadingZeros(value) + 7) / 8;
    to[at] = (byte) (0xF7 + bytes);
    return putLow(to, at + 1, value, bytes);
  }

  /** How many bytes the smallest of 1, 2, 4, 8 bytes is that holds the signed number. */
  public static int signedWidth(long value) {
    if (value == (byte) value) {
      return 1;
    }
    return value == (short) value ? 2 : value == (int) value ? 4 : 8;
  }

  /** How many bytes the smallest of 1, 2, 4, 8 bytes is that holds the unsigned number. */
  public static int unsignedWidth(long value) {
    if ((value & ~0xFFL) == 0) {
      return 1;
    }
    return (value & ~0xFFFFL) == 0 ? 2 : (value & ~0xFFFFFFFFL) == 0 ? 4 : 8;
  }

  private static int putLow(byte[] to, int at, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      to[at + i] = (byte) (value >>> 8 * (bytes - 1 - i));
    }
    return at + bytes;
  }

  private static boolean zeros(byte[] from, int start, int end) {
    for (int i = start; i < end; i++) {
      if (from[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
