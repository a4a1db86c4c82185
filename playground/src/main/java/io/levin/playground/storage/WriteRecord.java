package io.levin.playground.storage;

import java.util.Arrays;

/**
 * A record of the write column family: what kind of change, when its transaction began, and the
 * value when it is at most 255 bytes.
 *
 * <p>Layout: type byte, varint of the start timestamp, then for a short value {@code 'v'}, one
 * length byte and the value.
 *
 * @param type one of {@link #PUT}, {@link #DELETE}, {@link #LOCK}, {@link #ROLLBACK}
 * @param startTs when the transaction began
 * @param shortValue the value, or null when it lies in the default column family or there is none
 */
record WriteRecord(byte type, long startTs, byte[] shortValue) {
  static final byte PUT = 'P';
  static final byte DELETE = 'D';
  static final byte LOCK = 'L';
  static final byte ROLLBACK = 'R';

  /** Values up to this length lie in the write record itself. */
  static final int SHORT_VALUE_MAX = 255;

  private static final byte SHORT_VALUE_PREFIX = 'v';

  /** The record of these bytes. */
  static WriteRecord parse(byte[] array, int length) {
    long ts = 0;
    int at = 1;
    for (int shift = 0; ; shift += 7) {
      byte b = array[at++];
      ts |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        break;
      }
    }
    byte[] value = null;
    if (at < length && array[at] == SHORT_VALUE_PREFIX) {
      int size = array[at + 1] & 0xff;
      value = Arrays.copyOfRange(array, at + 2, at + 2 + size);
    }
    return new WriteRecord(array[0], ts, value);
  }

  /** The bytes of this record. */
  byte[] toBytes() {
    byte[] out = new byte[13 + SHORT_VALUE_MAX];
    int end =
        shortValue == null
            ? write(out, type, startTs)
            : writeWithValue(out, type, startTs, shortValue, 0, shortValue.length);
    return Arrays.copyOf(out, end);
  }

  /** Writes a record without value; returns its length. */
  static int write(byte[] out, byte type, long startTs) {
    out[0] = type;
    int at = 1;
    long v = startTs;
    while ((v & ~0x7fL) != 0) {
      out[at++] = (byte) (v | 0x80);
      v >>>= 7;
    }
    out[at++] = (byte) v;
    return at;
  }

  /** Writes a record with a short value; returns its length. */
  static int writeWithValue(
      byte[] out, byte type, long startTs, byte[] value, int offset, int length) {
    int at = write(out, type, startTs);
    out[at++] = SHORT_VALUE_PREFIX;
    out[at++] = (byte) length;
    System.arraycopy(value, offset, out, at, length);
    return at + length;
  }
}
