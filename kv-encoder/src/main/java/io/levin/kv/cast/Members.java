package io.levin.kv.cast;

import io.levin.kv.charset.Utf8;
import io.levin.kv.collation.Collation;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The members of an ENUM or SET, found by the sort key of their text. Keeps scratch space. */
final class Members {
  private final Collation collation;
  private final byte[][] keys;

  /** Numbers of members counted from 1 in a hash table of their keys; 0 is an empty slot. */
  private final int[] slots;

  private byte[] scratch = new byte[64];

  /** True for a collation that looks at characters, not at bytes. */
  private final boolean comparesCharacters;

  /** True if a text that is malformed where a member ends is equal to it. */
  private final boolean endsMalformed;

  Members(FieldType type, boolean newCollation) {
    collation = Collation.forName(type.collate(), newCollation);
    comparesCharacters = newCollation && type.collate().endsWith("_ci");
    endsMalformed = type.collate().contains("_unicode_") || type.collate().contains("_0900_");
    keys = new byte[type.elems().size()][];
    for (int i = 0; i < keys.length; i++) {
      byte[] name = type.elems().get(i).getBytes(StandardCharsets.UTF_8);
      int end = sortKey(name, 0, name.length);
      keys[i] = Arrays.copyOf(scratch, Math.max(0, end));
    }
    slots = new int[Integer.highestOneBit(keys.length + 1) * 4];
    fill();
  }

  int count() {
    return keys.length;
  }

  /** The number of a member counted from 0, or -1 for a text that is none. */
  int find(byte[] text, int offset, int length) {
    int end = sortKey(text, offset, length);
    for (int slot = hash(scratch, end); slots[slot & slots.length - 1] != 0; slot++) {
      int i = slots[slot & slots.length - 1] - 1;
      if (keys[i].length == end && Arrays.equals(keys[i], 0, end, scratch, 0, end)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * As {@link #find}, but by comparing with one member after the other. That differs for malformed
   * text: where it is malformed, it is equal to whatever the member has there.
   */
  int findEqual(byte[] text, int offset, int length) {
    if (!comparesCharacters || Utf8.validEnd(text, offset, offset + length) == offset + length) {
      return find(text, offset, length);
    }
    // The key ends where the text is malformed.
    int end = sortKey(text, offset, length);
    if (end == Collation.UNSORTABLE) {
      return -1;
    }
    for (int i = 0; i < keys.length; i++) {
      boolean goesOn = endsMalformed || keys[i].length > end;
      if (goesOn && keys[i].length >= end && Arrays.equals(keys[i], 0, end, scratch, 0, end)) {
        return i;
      }
    }
    return -1;
  }

  /** Puts the members into their slots; of equal ones the first is found. */
  private void fill() {
    for (int i = 0; i < keys.length; i++) {
      int slot = hash(keys[i], keys[i].length);
      while (slots[slot & slots.length - 1] != 0) {
        slot++;
      }
      slots[slot & slots.length - 1] = i + 1;
    }
  }

  private static int hash(byte[] key, int length) {
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = hash * 31 + key[i];
    }
    return hash ^ hash >>> 15;
  }

  /** A number as that of a member, or as a mask of members. */
  static long number(Numbers numbers, Value from) throws ConversionException {
    if (from.kind() == ValueKind.DECIMAL && from.decimal().isNegative()) {
      // Even one that rounds to zero.
      return -1;
    }
    try {
      return numbers.toUnsigned(from);
    } catch (ConversionException tooLarge) {
      throw new ConversionException(SqlError.DATA_TRUNCATED);
    }
  }

  /**
   * A text as an unsigned number in Go's syntax: {@code 12}, {@code 0x1F}, {@code 0b11}, {@code
   * 0o17}, {@code 017}, {@code 1_000}; all of it must be the number.
   *
   * @return the number, or -1 (no member and no mask of 64 members but all has it) if it is none
   */
  static long number(byte[] text, int offset, int length) {
    int at = offset;
    int end = offset + length;
    int base = 10;
    boolean prefixed = false;
    if (length > 1 && text[at] == '0') {
      int letter = text[at + 1] | 0x20;
      base = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
      at += letter == 'x' || letter == 'b' || letter == 'o' ? 2 : 1;
      prefixed = true;
    }
    if (at == end) {
      return -1;
    }
    long value = 0;
    // An underscore may stand between digits, or between the base's prefix and a digit.
    boolean afterDigit = prefixed;
    for (; at < end; at++) {
      if (text[at] == '_') {
        if (!afterDigit) {
          return -1;
        }
        afterDigit = false;
        continue;
      }
      int digit = Character.digit(text[at], base);
      if (digit < 0 || Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0) {
        return -1;
      }
      value = value * base + digit;
      afterDigit = true;
    }
    return afterDigit ? value : -1;
  }

  private int sortKey(byte[] text, int offset, int length) {
    int most = collation.maxKeyLength(length);
    if (scratch.length < most) {
      scratch = new byte[Math.max(most, scratch.length * 2)];
    }
    return collation.sortKey(text, offset, length, scratch, 0);
  }
}
