package io.levin.playground.tidb.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A packet's payload as it is read: a cursor over little-endian fields. Not thread-safe. */
final class Payload {
  private final byte[] bytes;
  private int at;

  Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  int remaining() {
    return bytes.length - at;
  }

  int u8() {
    need(1);
    return bytes[at++] & 0xff;
  }

  int u16() {
    return (int) fixed(2);
  }

  long u32() {
    return fixed(4);
  }

  long i64() {
    return fixed(8);
  }

  /** An unsigned little-endian number of so many bytes. */
  long fixed(int size) {
    need(size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (long) (bytes[at++] & 0xff) << (8 * i);
    }
    return value;
  }

  /** A length-encoded integer. */
  long lengthEncoded() {
    int first = u8();
    return switch (first) {
      case 0xfc -> fixed(2);
      case 0xfd -> fixed(3);
      case 0xfe -> fixed(8);
      default -> first;
    };
  }

  byte[] bytes(long length) {
    if (length < 0 || length > remaining()) {
      throw SqlError.malformedPacket();
    }
    byte[] out = Arrays.copyOfRange(bytes, at, at + (int) length);
    at += (int) length;
    return out;
  }

  byte[] lengthEncodedBytes() {
    return bytes(lengthEncoded());
  }

  byte[] rest() {
    return bytes(remaining());
  }

  /** Text up to a zero byte, or to the end where there is none. */
  String zeroTerminated() {
    int end = at;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    String text = new String(bytes, at, end - at, StandardCharsets.UTF_8);
    at = Math.min(bytes.length, end + 1);
    return text;
  }

  void skip(int count) {
    need(count);
    at += count;
  }

  private void need(int count) {
    if (remaining() < count) {
      throw SqlError.malformedPacket();
    }
  }
}
