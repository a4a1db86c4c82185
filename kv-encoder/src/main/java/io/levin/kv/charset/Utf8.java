package io.levin.kv.charset;

import io.levin.base.Bytes;

/**
 * UTF-8 over slices, without allocation, by the rules of Go, which TiDB counts and cuts by: no
 * overlong forms, no surrogates, nothing above U+10FFFF; a malformed byte counts as one character.
 */
public final class Utf8 {
  /** What {@link #decode} gives for a byte that starts no well-formed character. */
  public static final int MALFORMED = -1;

  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /**
   * The character at a position.
   *
   * @param end where the text ends; must be behind {@code at}
   * @return its code point in the lower 24 bits, its length in bytes above them (see {@link
   *     #codePoint}, {@link #size}); or {@link #MALFORMED}
   */
  public static int decode(byte[] text, int at, int end) {
    int b0 = text[at];
    if (b0 >= 0) {
      return b0 | 1 << 24;
    }
    if (b0 < (byte) 0xC2 || end - at < 2) {
      return MALFORMED;
    }
    int b1 = text[at + 1];
    if (b1 >= -64) {
      return MALFORMED;
    }
    if (b0 < (byte) 0xE0) {
      return (b0 & 0x1F) << 6 | b1 & 0x3F | 2 << 24;
    }
    if (end - at < 3 || text[at + 2] >= -64) {
      return MALFORMED;
    }
    int b2 = text[at + 2];
    if (b0 < (byte) 0xF0) {
      int codePoint = (b0 & 0x0F) << 12 | (b1 & 0x3F) << 6 | b2 & 0x3F;
      return codePoint < 0x800 || codePoint >= 0xD800 && codePoint < 0xE000
          ? MALFORMED
          : codePoint | 3 << 24;
    }
    if (end - at < 4 || text[at + 3] >= -64 || b0 > (byte) 0xF4) {
      return MALFORMED;
    }
    int codePoint = (b0 & 0x07) << 18 | (b1 & 0x3F) << 12 | (b2 & 0x3F) << 6 | text[at + 3] & 0x3F;
    return codePoint < 0x10000 || codePoint > 0x10FFFF ? MALFORMED : codePoint | 4 << 24;
  }

  /** The code point of what {@link #decode} gave. */
  public static int codePoint(int decoded) {
    return decoded & 0xFFFFFF;
  }

  /** The length in bytes of what {@link #decode} gave. */
  public static int size(int decoded) {
    return decoded >>> 24;
  }

  /** How many bytes the character at a position has; 1 for a malformed byte. */
  public static int sizeAt(byte[] text, int at, int end) {
    if (text[at] >= 0) {
      return 1;
    }
    int decoded = decode(text, at, end);
    return decoded == MALFORMED ? 1 : decoded >>> 24;
  }

  /** How many bytes the character that ends at a position has; 1 for a malformed byte. */
  public static int sizeBefore(byte[] text, int start, int end) {
    for (int size = 1; size <= 4 && end - size >= start; size++) {
      byte b = text[end - size];
      if (b >= -64) {
        int decoded = decode(text, end - size, end);
        return decoded != MALFORMED && decoded >>> 24 == size ? size : 1;
      }
    }
    return 1;
  }

  /** Writes a code point; returns where it ends. Surrogates and what is no code point: U+FFFD. */
  public static int encode(int codePoint, byte[] to, int at) {
    if (codePoint >= 0 && codePoint < 0x80) {
      to[at] = (byte) codePoint;
      return at + 1;
    }
    if (codePoint >= 0 && codePoint < 0x800) {
      to[at] = (byte) (0xC0 | codePoint >> 6);
      to[at + 1] = (byte) (0x80 | codePoint & 0x3F);
      return at + 2;
    }
    int cp = codePoint;
    if (cp < 0 || cp > 0x10FFFF || cp >= 0xD800 && cp < 0xE000) {
      cp = 0xFFFD;
    }
    if (cp < 0x10000) {
      to[at] = (byte) (0xE0 | cp >> 12);
      to[at + 1] = (byte) (0x80 | cp >> 6 & 0x3F);
      to[at + 2] = (byte) (0x80 | cp & 0x3F);
      return at + 3;
    }
    to[at] = (byte) (0xF0 | cp >> 18);
    to[at + 1] = (byte) (0x80 | cp >> 12 & 0x3F);
    to[at + 2] = (byte) (0x80 | cp >> 6 & 0x3F);
    to[at + 3] = (byte) (0x80 | cp & 0x3F);
    return at + 4;
  }

  /** Where the run of ASCII that starts at a position ends: eight bytes a step. */
  public static int endOfAscii(byte[] text, int at, int end) {
    int pos = at;
    while (end - pos >= 8) {
      if ((Bytes.bigEndianLong(text, pos) & HIGH_BITS) != 0) {
        break;
      }
      pos += 8;
    }
    while (pos < end && text[pos] >= 0) {
      pos++;
    }
    return pos;
  }

  /** The first position that starts no well-formed character, or {@code end}. */
  public static int validEnd(byte[] text, int start, int end) {
    int at = start;
    while ((at = endOfAscii(text, at, end)) < end) {
      int decoded = decode(text, at, end);
      if (decoded == MALFORMED) {
        return at;
      }
      at += decoded >>> 24;
    }
    return end;
  }

  /** How many characters a slice has, malformed bytes counted one each. */
  public static int count(byte[] text, int offset, int length) {
    int end = offset + length;
    int at = endOfAscii(text, offset, end);
    int count = at - offset;
    while (at < end) {
      at += sizeAt(text, at, end);
      count++;
    }
    return count;
  }

  /** Where the first {@code characters} of a slice end; its end if it has fewer. */
  public static int skip(byte[] text, int offset, int length, long characters) {
    int end = offset + length;
    if (length <= characters) {
      return end;
    }
    // Fewer characters than bytes from here on, so the count fits an int.
    int left = (int) characters;
    int at = endOfAscii(text, offset, Math.min(end, offset + left));
    left -= at - offset;
    while (left > 0 && at < end) {
      at += sizeAt(text, at, end);
      left--;
    }
    return at;
  }
}
