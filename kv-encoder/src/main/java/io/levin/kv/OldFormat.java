package io.levin.kv;

import io.levin.kv.value.Decimal;

/** Walks over values that have their flags before them: row format 1, and keys. */
final class OldFormat {
  private final byte[] bytes;
  private final int limit;
  private int start;
  private int end;
  private long number;

  OldFormat(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  OldFormat(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    limit = to;
    end = from;
  }

  /** Goes to the next value; false at the end. */
  boolean next() {
    start = end;
    if (start >= limit) {
      return false;
    }
    int body = start + 1;
    end =
        switch (bytes[start]) {
          case KeyCodec.NIL_FLAG -> body;
          case KeyCodec.INT_FLAG, KeyCodec.UINT_FLAG, KeyCodec.FLOAT_FLAG, KeyCodec.DURATION_FLAG ->
              body + 8;
          case KeyCodec.DECIMAL_FLAG -> body + 2 + decimalSize(body);
          case KeyCodec.BYTES_FLAG -> KeyCodec.endOfBytes(bytes, body, limit);
          case KeyCodec.VARINT_FLAG, KeyCodec.UVARINT_FLAG -> varint(body);
          case KeyCodec.COMPACT_BYTES_FLAG -> {
            int after = varint(body);
            yield after + (int) number;
          }
          case KeyCodec.JSON_FLAG -> body + BinaryLength.ofJson(bytes, body);
          case KeyCodec.VECTOR_FLAG -> body + BinaryLength.ofVector(bytes, body);
          default -> -1;
        };
    if (end <= start || end > limit) {
      throw RowReader.malformed(bytes);
    }
    return true;
  }

  /** Where the value starts, with its flag. */
  int start() {
    return start;
  }

  /** Where the value ends. */
  int end() {
    return end;
  }

  /** The number of a varint that was just passed. */
  long number() {
    return number;
  }

  private int decimalSize(int at) {
    if (at + 2 > limit || bytes[at] < 1 || bytes[at + 1] < 0 || bytes[at + 1] > bytes[at]) {
      throw RowReader.malformed(bytes);
    }
    return Decimal.binarySize(bytes[at], bytes[at + 1]);
  }

  /** Reads a varint, zigzag unless the flag says unsigned; returns where it ends. */
  private int varint(int from) {
    long value = 0;
    int at = from;
    for (int shift = 0; at < limit && shift < 64; shift += 7) {
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        boolean unsigned = bytes[start] == KeyCodec.UVARINT_FLAG;
        number = unsigned ? value : value >>> 1 ^ -(value & 1);
        return at;
      }
    }
    return -1;
  }

  /** How long values are that say it inside. */
  private static final class BinaryLength {
    static int ofVector(byte[] bytes, int at) {
      return 4 + 4 * littleEndianInt(bytes, at);
    }

    static int ofJson(byte[] bytes, int at) {
      return 1
          + switch (bytes[at]) {
            case 0x01, 0x03 -> littleEndianInt(bytes, at + 5);
            case 0x04 -> 1;
            case 0x0C -> lengthAndBytes(bytes, at + 1);
            case 0x0D -> 1 + lengthAndBytes(bytes, at + 2);
            case 0x11 -> 12;
            default -> 8;
          };
    }

    private static int lengthAndBytes(byte[] bytes, int at) {
      int length = 0;
      int size = 0;
      byte b;
      do {
        b = bytes[at + size];
        length |= (b & 0x7F) << 7 * size++;
      } while (b < 0);
      return size + length;
    }

    private static int littleEndianInt(byte[] bytes, int at) {
      return bytes[at] & 0xFF
          | (bytes[at + 1] & 0xFF) << 8
          | (bytes[at + 2] & 0xFF) << 16
          | bytes[at + 3] << 24;
    }
  }
}
