package io.levin.kv.value;

/**
 * What TiDB takes for white space around numbers: the ASCII blanks and Unicode's White_Space, NEL
 * and the no-break spaces included, in UTF-8. The JDK's own notions differ.
 */
public final class Blanks {
  private Blanks() {}

  /** True if there is nothing but white space from {@code start} to {@code end}. */
  public static boolean isBlank(byte[] text, int start, int end) {
    return skip(text, start, end) == end;
  }

  /** The first position from {@code start} on that is no white space, or {@code end}. */
  public static int skip(byte[] text, int start, int end) {
    int at = start;
    while (at < end) {
      int size = blankAt(text, at, end);
      if (size == 0) {
        return at;
      }
      at += size;
    }
    return end;
  }

  /** The end of the text when white space is taken off behind it; at least {@code start}. */
  public static int trimEnd(byte[] text, int start, int end) {
    int at = end;
    while (at > start) {
      if (text[at - 1] >= 0) {
        if (blankAt(text, at - 1, at) == 0) {
          return at;
        }
        at--;
      } else if (at - start >= 2 && blankAt(text, at - 2, at) == 2) {
        at -= 2;
      } else if (at - start >= 3 && blankAt(text, at - 3, at) == 3) {
        at -= 3;
      } else {
        return at;
      }
    }
    return at;
  }

  /** How many bytes the white space at a position has; 0 if there is none. */
  private static int blankAt(byte[] text, int at, int end) {
    int b = text[at];
    if (b >= 0) {
      return b == ' ' || b >= '\t' && b <= '\r' ? 1 : 0;
    }
    int left = end - at;
    if (b == (byte) 0xC2 && left >= 2) {
      return text[at + 1] == (byte) 0x85 || text[at + 1] == (byte) 0xA0 ? 2 : 0;
    }
    if (left < 3) {
      return 0;
    }
    int codePoint = (b & 0x0F) << 12 | (text[at + 1] & 0x3F) << 6 | text[at + 2] & 0x3F;
    boolean threeBytes = (b & 0xF0) == 0xE0 && text[at + 1] < -64 && text[at + 2] < -64;
    return threeBytes
            && (codePoint == 0x1680
                || codePoint >= 0x2000 && codePoint <= 0x200A
                || codePoint == 0x2028
                || codePoint == 0x2029
                || codePoint == 0x202F
                || codePoint == 0x205F
                || codePoint == 0x3000)
        ? 3
        : 0;
  }
}
