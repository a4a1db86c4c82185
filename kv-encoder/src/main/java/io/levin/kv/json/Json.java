package io.levin.kv.json;

import io.levin.kv.value.ValueKind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A JSON value as TiDB knows it: JSON's own kinds, three kinds of numbers, and SQL's times. */
public sealed interface Json {
  /** The order of keys in an object: plain byte order of their UTF-8. */
  Comparator<byte[]> KEY_ORDER = Arrays::compareUnsigned;

  /** How deep the value is: 1 for a scalar or an empty container. */
  default int depth() {
    return 1;
  }

  /** The literal null. */
  Literal NULL = new Literal(0);

  /** The literal true. */
  Literal TRUE = new Literal(1);

  /** The literal false. */
  Literal FALSE = new Literal(2);

  /**
   * {@code null}, {@code true} or {@code false}.
   *
   * @param code 0, 1, 2 as in the binary form
   */
  record Literal(int code) implements Json {}

  /** An integer that fits 64 bits with sign. */
  record Int(long value) implements Json {}

  /** An integer that fits 64 bits without sign. */
  record Uint(long bits) implements Json {}

  /** Any other number. */
  record Double(double value) implements Json {}

  /** A string in UTF-8. */
  record Text(byte[] utf8) implements Json {
    @Override
    public boolean equals(Object other) {
      return other instanceof Text text && Arrays.equals(utf8, text.utf8);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(utf8);
    }
  }

  /**
   * A value of another SQL type, such as a binary string.
   *
   * @param type the MySQL type code
   */
  record Opaque(int type, byte[] bytes) implements Json {
    @Override
    public boolean equals(Object other) {
      return other instanceof Opaque opaque
          && type == opaque.type
          && Arrays.equals(bytes, opaque.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * type + Arrays.hashCode(bytes);
    }
  }

  /**
   * A date, datetime or timestamp.
   *
   * @param kind DATE, DATETIME or TIMESTAMP
   * @param core its fields, see {@link io.levin.kv.value.CoreTime}
   * @param fsp digits of its fraction
   */
  record Time(ValueKind kind, long core, int fsp) implements Json {}

  /** A time span in nanoseconds. */
  record Duration(long nanoseconds, int fsp) implements Json {}

  /** An array. */
  record Array(List<Json> items) implements Json {
    @Override
    public int depth() {
      int deepest = 0;
      for (Json item : items) {
        deepest = Math.max(deepest, item.depth());
      }
      return deepest + 1;
    }
  }

  /** An object, its members in {@link #KEY_ORDER}. */
  record Members(SortedMap<byte[], Json> byKey) implements Json {
    /** An object without members that can be added to. */
    public static Members empty() {
      return new Members(new TreeMap<>(KEY_ORDER));
    }

    @Override
    public int depth() {
      int deepest = 0;
      for (Json item : byKey.values()) {
        deepest = Math.max(deepest, item.depth());
      }
      return deepest + 1;
    }
  }
}
