package io.levin.kv.json;

import io.levin.base.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * JSON's binary form in a row: a type code and a body, all numbers little-endian, offsets counted
 * from the start of the enclosing container's body.
 */
public final class BinaryJson {
  /** Type code of an object. */
  public static final int OBJECT = 0x01;

  /** Type code of an array. */
  public static final int ARRAY = 0x03;

  /** Type code of null, true, false. */
  public static final int LITERAL = 0x04;

  /** Type code of a signed integer. */
  public static final int INT = 0x09;

  /** Type code of an unsigned integer. */
  public static final int UINT = 0x0A;

  /** Type code of a double. */
  public static final int DOUBLE = 0x0B;

  /** Type code of a string. */
  public static final int STRING = 0x0C;

  /** Type code of a value of another SQL type. */
  public static final int OPAQUE = 0x0D;

  /** Type code of a date. */
  public static final int DATE = 0x0E;

  /** Type code of a datetime. */
  public static final int DATETIME = 0x0F;

  /** Type code of a timestamp. */
  public static final int TIMESTAMP = 0x10;

  /** Type code of a time span. */
  public static final int DURATION = 0x11;

  private static final int HEADER = 8;
  private static final int KEY_ENTRY = 6;
  private static final int VALUE_ENTRY = 5;

  private byte[] out = new byte[256];
  private int used;

  private BinaryJson() {}

  /** The binary form: type code and body. */
  public static byte[] write(Json value) {
    BinaryJson writer = new BinaryJson();
    writer.out[writer.used++] = (byte) typeCode(value);
    writer.body(value);
    return Arrays.copyOf(writer.out, writer.used);
  }

  /**
   * Reads a binary form.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static Json read(byte[] from, int offset, int length) {
    return new BinaryJsonReader(from, offset, length).read();
  }

  /** The type code of a value. */
  public static int typeCode(Json value) {
    if (value instanceof Json.Time time) {
      return switch (time.kind()) {
        case DATE -> DATE;
        case TIMESTAMP -> TIMESTAMP;
        default -> DATETIME;
      };
    }
    if (value instanceof Json.Members) {
      return OBJECT;
    }
    if (value instanceof Json.Array) {
      return ARRAY;
    }
    if (value instanceof Json.Int) {
      return INT;
    }
    if (value instanceof Json.Uint) {
      return UINT;
    }
    if (value instanceof Json.Double) {
      return DOUBLE;
    }
    if (value instanceof Json.Text) {
      return STRING;
    }
    if (value instanceof Json.Opaque) {
      return OPAQUE;
    }
    return value instanceof Json.Duration ? DURATION : LITERAL;
  }

  private void body(Json value) {
    if (value instanceof Json.Members members) {
      object(members.byKey());
    } else if (value instanceof Json.Array array) {
      array(array.items());
    } else if (value instanceof Json.Text text) {
      lengthAndBytes(text.utf8());
    } else if (value instanceof Json.Opaque opaque) {
      room(1);
      out[used++] = (byte) opaque.type();
      lengthAndBytes(opaque.bytes());
    } else if (value instanceof Json.Int number) {
      putLong(number.value());
    } else if (value instanceof Json.Uint number) {
      putLong(number.bits());
    } else if (value instanceof Json.Double number) {
      putLong(Double.doubleToRawLongBits(number.value()));
    } else if (value instanceof Json.Time time) {
      putLong(time.core());
    } else if (value instanceof Json.Duration duration) {
      putLong(duration.nanoseconds());
      putInt(duration.fsp());
    } else if (value instanceof Json.Literal literal) {
      room(1);
      out[used++] = (byte) literal.code();
    }
  }

  private void object(Map<byte[], Json> members) {
    int start = used;
    int count = members.size();
    reserve(HEADER + count * (KEY_ENTRY + VALUE_ENTRY));
    int entry = start + HEADER;
    for (byte[] key : members.keySet()) {
      Bytes.putLittleEndianInt(out, entry, used - start);
      Bytes.putLittleEndianShort(out, entry + 4, key.length);
      entry += KEY_ENTRY;
      write(key);
    }
    for (Json item : members.values()) {
      valueEntry(entry, start, item);
      entry += VALUE_ENTRY;
    }
    Bytes.putLittleEndianInt(out, start, count);
    Bytes.putLittleEndianInt(out, start + 4, used - start);
  }

  private void array(List<Json> items) {
    int start = used;
    reserve(HEADER + items.size() * VALUE_ENTRY);
    int entry = start + HEADER;
    for (Json item : items) {
      valueEntry(entry, start, item);
      entry += VALUE_ENTRY;
    }
    Bytes.putLittleEndianInt(out, start, items.size());
    Bytes.putLittleEndianInt(out, start + 4, used - start);
  }

  private void valueEntry(int entry, int start, Json item) {
    out[entry] = (byte) typeCode(item);
    if (item instanceof Json.Literal literal) {
      Bytes.putLittleEndianInt(out, entry + 1, literal.code());
    } else {
      Bytes.putLittleEndianInt(out, entry + 1, used - start);
      body(item);
    }
  }

  private void lengthAndBytes(byte[] bytes) {
    room(5);
    int rest = bytes.length;
    while (rest >= 0x80) {
      out[used++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[used++] = (byte) rest;
    write(bytes);
  }

  private void putLong(long value) {
    room(8);
    Bytes.putLittleEndianLong(out, used, value);
    used += 8;
  }

  private void putInt(int value) {
    room(4);
    Bytes.putLittleEndianInt(out, used, value);
    used += 4;
  }

  private void write(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, out, used, bytes.length);
    used += bytes.length;
  }

  private void reserve(int bytes) {
    room(bytes);
    used += bytes;
  }

  private void room(int bytes) {
    if (out.length - used < bytes) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, used + bytes));
    }
  }
}
