package io.levin.kv.json;

import io.levin.base.Bytes;
import io.levin.kv.value.ValueKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Reads JSON's binary form; what is damaged is refused, however it is damaged. */
final class BinaryJsonReader {
  private static final int HEADER = 8;
  private static final int KEY_ENTRY = 6;
  private static final int VALUE_ENTRY = 5;
  private static final int MAX_DEPTH = 1000;

  private final byte[] from;
  private final int start;
  private final int end;

  /** How many more values there can be: each takes at least a byte. */
  private int left;

  private int depth;

  BinaryJsonReader(byte[] from, int offset, int length) {
    this.from = from;
    start = offset;
    end = offset + length;
    left = length;
  }

  Json read() {
    try {
      return body(from[start] & 0xFF, start + 1);
    } catch (IndexOutOfBoundsException | NegativeArraySizeException cut) {
      throw malformed();
    }
  }

  private Json body(int type, int at) {
    if (--left < 0 || at < start || at > end) {
      throw malformed();
    }
    switch (type) {
      case BinaryJson.OBJECT -> {
        return object(at);
      }
      case BinaryJson.ARRAY -> {
        return array(at);
      }
      case BinaryJson.LITERAL -> {
        return literal(from[at]);
      }
      case BinaryJson.INT -> {
        return new Json.Int(Bytes.littleEndianLong(from, at));
      }
      case BinaryJson.UINT -> {
        return new Json.Uint(Bytes.littleEndianLong(from, at));
      }
      case BinaryJson.DOUBLE -> {
        return new Json.Double(Double.longBitsToDouble(Bytes.littleEndianLong(from, at)));
      }
      case BinaryJson.STRING -> {
        return new Json.Text(bytes(at));
      }
      case BinaryJson.OPAQUE -> {
        return new Json.Opaque(from[at] & 0xFF, bytes(at + 1));
      }
      case BinaryJson.DATE, BinaryJson.DATETIME, BinaryJson.TIMESTAMP -> {
        return time(type, Bytes.littleEndianLong(from, at));
      }
      case BinaryJson.DURATION -> {
        return new Json.Duration(Bytes.littleEndianLong(from, at), number(at + 8));
      }
      default -> throw malformed();
    }
  }

  private Json array(int at) {
    enter();
    int count = number(at);
    List<Json> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(entry(at, at + HEADER + i * VALUE_ENTRY));
    }
    depth--;
    return new Json.Array(items);
  }

  private Json object(int at) {
    enter();
    int count = number(at);
    TreeMap<byte[], Json> members = new TreeMap<>(Json.KEY_ORDER);
    for (int i = 0; i < count; i++) {
      int entry = at + HEADER + i * KEY_ENTRY;
      int keyStart = at + number(entry);
      int length = from[entry + 4] & 0xFF | (from[entry + 5] & 0xFF) << 8;
      byte[] key = slice(keyStart, length);
      members.put(key, entry(at, at + HEADER + count * KEY_ENTRY + i * VALUE_ENTRY));
    }
    depth--;
    return new Json.Members(members);
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw malformed();
    }
  }

  private Json entry(int container, int entry) {
    int type = from[entry] & 0xFF;
    if (type == BinaryJson.LITERAL) {
      left--;
      return literal(from[entry + 1]);
    }
    return body(type, container + number(entry + 1));
  }

  private Json literal(int code) {
    return switch (code) {
      case 0 -> Json.NULL;
      case 1 -> Json.TRUE;
      case 2 -> Json.FALSE;
      default -> throw malformed();
    };
  }

  private static Json time(int type, long bits) {
    ValueKind kind =
        switch (type) {
          case BinaryJson.DATE -> ValueKind.DATE;
          case BinaryJson.DATETIME -> ValueKind.DATETIME;
          default -> ValueKind.TIMESTAMP;
        };
    int fsp = kind == ValueKind.DATE ? 0 : (int) (bits >> 1 & 7);
    return new Json.Time(kind, bits & ~15L, fsp);
  }

  private byte[] bytes(int at) {
    int length = 0;
    int pos = at;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = from[pos++];
      length |= (b & 0x7F) << shift;
      if (b >= 0) {
        return slice(pos, length);
      }
    }
    throw malformed();
  }

  private byte[] slice(int at, int length) {
    if (length < 0 || at < start || at > end || length > end - at) {
      throw malformed();
    }
    return Arrays.copyOfRange(from, at, at + length);
  }

  private int number(int at) {
    return from[at] & 0xFF
        | (from[at + 1] & 0xFF) << 8
        | (from[at + 2] & 0xFF) << 16
        | from[at + 3] << 24;
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("malformed binary JSON");
  }
}
