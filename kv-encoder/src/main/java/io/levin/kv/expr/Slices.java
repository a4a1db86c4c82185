package io.levin.kv.expr;

import io.levin.kv.charset.Utf8;
import io.levin.kv.value.Value;

/**
 * Strings as functions count them: in characters, or in bytes where the string is binary. A
 * malformed byte counts as one character.
 */
final class Slices {
  private static final int NO_CHARACTER = 0xFFFD;

  private final boolean bytes;

  Slices(boolean bytes) {
    this.bytes = bytes;
  }

  /** Characters of a string. */
  long count(Value text) {
    return bytes ? text.length() : Utf8.count(text.array(), text.offset(), text.length());
  }

  /** Where so many characters of a string end, as a position in its array. */
  int skip(Value text, long characters) {
    if (characters <= 0) {
      return text.offset();
    }
    if (bytes) {
      return text.offset() + (int) Math.min(characters, text.length());
    }
    return Utf8.skip(text.array(), text.offset(), text.length(), characters);
  }

  /** Characters before a position. */
  long countTo(Value text, int position) {
    int length = position - text.offset();
    return bytes ? length : Utf8.count(text.array(), text.offset(), length);
  }

  /** A part of a string by characters. */
  void part(Value text, long from, long characters, Value to) {
    int start = skip(text, from);
    int end = text.offset() + text.length();
    int stop =
        characters >= end - start
            ? end
            : bytes
                ? start + (int) Math.max(0, characters)
                : Utf8.skip(text.array(), start, end - start, Math.max(0, characters));
    to.setString(text.array(), start, stop - start);
    if (!bytes) {
      toCharacters(to, NO_CHARACTER);
    }
  }

  /** Makes a string well-formed, as a function does that takes it for characters. */
  static void toCharacters(Value text) {
    toCharacters(text, NO_CHARACTER);
  }

  /**
   * Makes a string well-formed, as it may not be where a BIT is one of several values.
   *
   * @param instead stands for each malformed byte
   */
  static void toCharacters(Value text, int instead) {
    byte[] from = text.array();
    int start = text.offset();
    int end = start + text.length();
    if (Utf8.validEnd(from, start, end) == end) {
      return;
    }
    byte[] out = new byte[3 * text.length()];
    int used = 0;
    for (int at = start; at < end; at += Utf8.sizeAt(from, at, end)) {
      int decoded = Utf8.decode(from, at, end);
      int codePoint = decoded == Utf8.MALFORMED ? instead : Utf8.codePoint(decoded);
      used = Utf8.encode(codePoint, out, used);
    }
    text.setString(out, 0, used);
  }

  /** The first position from one on where the other string stands byte by byte; -1 if nowhere. */
  static int find(Value text, int from, Value wanted) {
    int last = text.offset() + text.length() - wanted.length();
    for (int at = from; at <= last; at++) {
      if (startsAt(text, at, wanted)) {
        return at;
      }
    }
    return -1;
  }

  static boolean startsAt(Value text, int at, Value wanted) {
    return java.util.Arrays.equals(
        text.array(),
        at,
        at + wanted.length(),
        wanted.array(),
        wanted.offset(),
        wanted.offset() + wanted.length());
  }
}
