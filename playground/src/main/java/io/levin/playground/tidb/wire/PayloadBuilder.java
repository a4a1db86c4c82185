package io.levin.playground.tidb.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A packet's payload as it is written. Reusable after {@link #clear}; not thread-safe. */
final class PayloadBuilder {
  private byte[] bytes = new byte[256];
  private int used;

  PayloadBuilder clear() {
    used = 0;
    if (bytes.length > 1 << 20) {
      bytes = new byte[256];
    }
    return this;
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return used;
  }

  PayloadBuilder u8(int value) {
    ensure(1);
    bytes[used++] = (byte) value;
    return this;
  }

  PayloadBuilder u16(int value) {
    return fixed(value, 2);
  }

  PayloadBuilder u32(long value) {
    return fixed(value, 4);
  }

  PayloadBuilder i64(long value) {
    return fixed(value, 8);
  }

  PayloadBuilder fixed(long value, int size) {
    ensure(size);
    for (int i = 0; i < size; i++) {
      bytes[used++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  PayloadBuilder lengthEncoded(long value) {
    if (value >= 0 && value < 251) {
      return u8((int) value);
    }
    if (value >= 0 && value < 1 << 16) {
      return u8(0xfc).fixed(value, 2);
    }
    if (value >= 0 && value < 1 << 24) {
      return u8(0xfd).fixed(value, 3);
    }
    return u8(0xfe).fixed(value, 8);
  }

  PayloadBuilder bytes(byte[] more) {
    ensure(more.length);
    System.arraycopy(more, 0, bytes, used, more.length);
    used += more.length;
    return this;
  }

  PayloadBuilder zeros(int count) {
    ensure(count);
    Arrays.fill(bytes, used, used + count, (byte) 0);
    used += count;
    return this;
  }

  PayloadBuilder text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  PayloadBuilder zeroTerminated(String text) {
    return text(text).u8(0);
  }

  PayloadBuilder lengthEncodedBytes(byte[] more) {
    return lengthEncoded(more.length).bytes(more);
  }

  PayloadBuilder lengthEncodedText(String text) {
    return lengthEncodedBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets a bit of the null map that starts at the given position. */
  void setBit(int mapStart, int bit) {
    bytes[mapStart + bit / 8] |= (byte) (1 << (bit % 8));
  }

  private void ensure(int more) {
    if (bytes.length - used < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
    }
  }
}
