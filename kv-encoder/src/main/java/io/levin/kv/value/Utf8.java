package io.levin.kv.value;

import io.levin.base.Bytes;

/**
 * UTF-8 as Go decodes it: no surrogates, no overlong forms, nothing above U+10FFFF; a malformed
 * byte is one character of its own. Works on bytes and allocates nothing.
 */
public final class Utf8 {
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** The first position that is not ASCII, or {@code end}. */
  public static int asciiEnd(byte[] text, int start, int end) {
    int at = start;
    while (end - at >= 8) {
      long high = Bytes.littleEndianLong(text, at) & HIGH_BITS;
      if (high != 0) {
        return at + (Long.numberOfTrailingZeros(high) >>> 3);
      }
      at += 8;
    }
    while (at < end && text[at] >= 0) {
      at++;
    }
    return at;
  }

  /** The first position that starts no well-formed character, or {@code end}. */
  public static int validEnd(byte[] text, int start, int end) {
    int at = start;
    while (true) {
      at = asciiEnd(text, at, end);
      if (at == end) {
        return end;
      }
      int size = size(text, at, end);
      if (size == 0) {
        return at;
      }
      at += size;
    }
  }

  /** Bytes of the character at a position, 1 to 4; 0 if it is malformed or cut off. */
  public static int size(byte[] text, int at, int end) {
    int b = text[at];
    if (b >= 0) {
      return 1;
    }
    int left = end - at;
    if (b < -62 || left < 2) {
      return 0; // A continuation byte, or an overlong form.
    }
    int second = text[at + 1];
    if (second >= -64) {
      return 0;
    }
    if (b < -32) {
      return 2;
    }
    if (left < 3 || text[at + 2] >= -64) {
      return 0;
    }
    if (b < -16) {
      boolean overlong = b == -32 && second < -96;
      boolean surrogate = b == -19 && second >= -96;
      return overlong || surrogate ? 0 : 3;
    }
    if (b > -12 || left < 4 || text[at + 3] >= -64) {
      return 0;
    }
    boolean overlong = b == -16 && second < -112;
    boolean tooLarge = b == -12 && second >= -112;
    return overlong || tooLarge ? 0 : 4;
  }

  /** The code point of a well-formed character of so many bytes. */
  public static int codePoint(byte[] text, int at, int size) {
    return switch (size) {
      case 1 -> text[at];
      case 2 -> (text[at] & 0x1F) << 6 | text[at + 1] & 0x3F;
      case 3 -> (text[at] & 0x0F) << 12 | (text[at + 1] & 0x3F) << 6 | text[at + 2] & 0x3F;
      default ->
          (text[at] & 0x07) << 18
              | (text[at + 1] & 0x3F) << 12
              | (text[at + 2] & 0x3F) << 6
              | text[at + 3] & 0x3F;
    };
  }

  /** Writes a code point. */
  public static int put(byte[] to, int at, int codePoint) {
    if (codePoint < 0x80) {
      to[at] = (byte) codePoint;
      return at + 1;
    }
    if (codePoint < 0x800) {
      to[at] = (byte) (0xC0 | codePoint >> 6);
      to[at + 1] = (byte) (0x80 | codePoint & 0x3F);
      return at + 2;
    }
    if (codePoint < 0x10000) {
      to[at] = (byte) (0xE0 | codePoint >> 12);
      to[at + 1] = (byte) (0x80 | codePoint >> 6 & 0x3F);
      to[at + 2] = (byte) (0x80 | codePoint & 0x3F);
      return at + 3;
    }
    to[at] = (byte) (0xF0 | codePoint >> 18);
    to[at + 1] = (byte) (0x80 | codePoint >> 12 & 0x3F);
    to[at + 2] = (byte) (0x80 | codePoint >> 6 & 0x3F);
    to[at + 3] = (byte) (0x80 | codePoint & 0x3F);
    return at + 4;
  }

  /** How many characters there are, a malformed byte counting as one. */
  public static int count(byte[] text, int start, int end) {
    int runes = 0;
    int at = start;
    while (at < end) {
      int plain = asciiEnd(text, at, end);
      runes += plain - at;
      at = plain;
      if (at < end) {
        at += Math.max(1, size(text, at, end));
        runes++;
      }
    }
    return runes;
  }

  /** The position behind so many characters, or {@code end} if there are fewer. */
  public static int skip(byte[] text, int start, int end, long runes) {
    if (end - start <= runes) {
      return end;
    }
    int at = start;
    long left = runes;
    while (at < end && left > 0) {
      at += text[at] >= 0 ? 1 : Math.max(1, size(text, at, end));
      left--;
    }
    return at;
  }
}
