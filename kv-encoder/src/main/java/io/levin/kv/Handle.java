package io.levin.kv;

import io.levin.base.Bytes;
import io.levin.base.KvBuffer;

/**
 * What identifies a row in its table: a 64-bit integer, or the key form of a clustered primary key.
 * A reusable holder; bytes are a slice of the record key that was just written.
 */
final class Handle {
  /** Before the length and the bytes of a common handle in an index value. */
  private static final byte COMMON_HANDLE_FLAG = 0x7F;

  private final byte[] own = new byte[8];
  private boolean isInt;
  private long number;
  private byte[] array;
  private int offset;
  private int length;

  void setInt(long value) {
    isInt = true;
    number = value;
    KeyCodec.putInt(own, 0, value);
    array = own;
    offset = 0;
    length = 8;
  }

  void setBytes(byte[] from, int start, int bytes) {
    isInt = false;
    array = from;
    offset = start;
    length = bytes;
  }

  boolean isInt() {
    return isInt;
  }

  /** The array of the record key's part behind the prefix. */
  byte[] array() {
    return array;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  /** Appends the handle as a part of an index key. */
  void appendToKey(KvBuffer out) {
    if (isInt) {
      byte[] to = out.ensure(9);
      to[out.position()] = KeyCodec.INT_FLAG;
      out.position(KeyCodec.putInt(to, out.position() + 1, number));
    } else {
      out.write(array, offset, length);
    }
  }

  /** Appends an integer handle as the value of a unique index entry: no sign flip. */
  void appendRaw(KvBuffer out) {
    byte[] to = out.ensure(8);
    Bytes.putBigEndianLong(to, out.position(), number);
    out.position(out.position() + 8);
  }

  /** Appends a common handle as a segment of an index value: flag, length, bytes. */
  void appendSegment(KvBuffer out) {
    byte[] to = out.ensure(3);
    int at = out.position();
    to[at] = COMMON_HANDLE_FLAG;
    to[at + 1] = (byte) (length >> 8);
    to[at + 2] = (byte) length;
    out.position(at + 3);
    out.write(array, offset, length);
  }
}
