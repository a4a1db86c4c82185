package io.levin.kv.collation;

import io.levin.base.Bytes;
import io.levin.kv.charset.TableResource;
import io.levin.kv.charset.Utf8;

/**
 * The collations of the Unicode Collation Algorithm as TiDB has them: the primary weights of each
 * character by itself, two bytes each, without contractions. {@code utf8mb4_unicode_ci} has the
 * weights of UCA 4.0.0 for the basic plane and one for everything above it, and blanks at the end
 * do not count; {@code utf8mb4_0900_ai_ci} has those of UCA 9.0.0, and blanks count.
 */
final class UcaCollation implements Collation {
  /** In a table: the weights follow from the code point. */
  static final int BY_RULE = 0xFF;

  /** TiDB reads past the end of its table here, and fails. */
  private static final int BEYOND_TABLE = 0x2CEA1;

  private static final int MOST_WEIGHTS = 8;
  private static final int PAGE_BITS = 8;
  private static final int PAGE = 1 << PAGE_BITS;

  /** Bit of an entry whose two weights are computed from a base in its lower bits. */
  private static final int COMPUTED = 1 << 31;

  private final boolean uca900;

  /**
   * One entry a code point: its number of weights in the bits from 24 on, and the weight itself if
   * it is one, else where its weights are in the pool; or {@link #COMPUTED}.
   */
  private final int[][] pages;

  private final char[] pool;

  /** The weight of an ASCII character that has exactly one, else -1. */
  private final int[] ascii = new int[128];

  private UcaCollation(boolean uca900, String resource) {
    this.uca900 = uca900;
    byte[] table = WeightTables.inflated(resource);
    int size = uca900 ? BEYOND_TABLE : TableResource.PLANE;
    this.pages = new int[(size + PAGE - 1) >> PAGE_BITS][PAGE];
    char[] weights = new char[table.length / 2 + 3 * 11_172 + 2 * 0x1B00];
    int used = 0;
    int at = 0;
    for (int codePoint = 0; codePoint < size; codePoint++) {
      int count = table[at++] & 0xFF;
      boolean known = false;
      int entry;
      if (count == BY_RULE) {
        count = uca900 ? listed(codePoint, weights, used) : 0;
      } else {
        for (int i = 0; i < count; i++, at += 2) {
          weights[used + i] = (char) (table[at] << 8 | table[at + 1] & 0xFF);
        }
        known = true;
      }
      if (count == 0 && !known) {
        entry = COMPUTED | base(codePoint, uca900);
      } else if (count == 1) {
        entry = 1 << 24 | weights[used];
      } else {
        entry = count << 24 | used;
        used += count;
      }
      pages[codePoint >> PAGE_BITS][codePoint & PAGE - 1] = entry;
    }
    this.pool = java.util.Arrays.copyOf(weights, used);
    for (int c = 0; c < 128; c++) {
      ascii[c] = pages[0][c] >>> 24 == 1 ? pages[0][c] & 0xFFFF : -1;
    }
  }

  static UcaCollation uca400() {
    return Uca400.INSTANCE;
  }

  static UcaCollation uca900() {
    return Uca900.INSTANCE;
  }

  /** The weights of characters that have a rule of their own; 0 if there is none. */
  private int listed(int codePoint, char[] to, int at) {
    if (codePoint == 0xFFFD) {
      to[at] = 0xFFFD;
      return 1;
    }
    if (codePoint >= 0x17000 && codePoint <= 0x18AFF) {
      to[at] = 0xFB00;
      to[at + 1] = (char) (codePoint - 0x17000 | 0x8000);
      return 2;
    }
    if (codePoint >= 0xAC00 && codePoint <= 0xD7AF) {
      // A Hangul syllable is taken apart; the table has its parts, which come before it.
      int syllable = codePoint - 0xAC00;
      to[at] = first(0x1100 + syllable / 588, to);
      to[at + 1] = first(0x1161 + syllable % 588 / 28, to);
      if (syllable % 28 == 0) {
        return 2;
      }
      to[at + 2] = first(0x11A7 + syllable % 28, to);
      return 3;
    }
    return 0;
  }

  private char first(int codePoint, char[] weights) {
    int entry = pages[codePoint >> PAGE_BITS][codePoint & PAGE - 1];
    return entry >>> 24 == 1 ? (char) entry : weights[entry & 0xFFFFFF];
  }

  /** The base of the first of two weights that follow from the code point. */
  static int base(int cp, boolean uca900) {
    if (cp >= 0x3400 && cp <= 0x4DB5) {
      return 0xFB80;
    }
    if (!uca900) {
      return cp >= 0x4E00 && cp <= 0x9FA5 || cp == 0xFA0E || cp == 0xFA0F ? 0xFB40 : 0xFBC0;
    }
    if (cp >= 0x20000 && cp <= 0x2A6D6
        || cp >= 0x2A700 && cp <= 0x2B734
        || cp >= 0x2B740 && cp <= 0x2B81D
        || cp >= 0x2B820 && cp <= 0x2CEA1) {
      return 0xFB80;
    }
    return cp >= 0x4E00 && cp <= 0x9FD5 || cp >= 0xFA0E && cp <= 0xFA29 ? 0xFB40 : 0xFBC0;
  }

  private int entry(int codePoint) {
    int page = codePoint >> PAGE_BITS;
    if (page < pages.length && !(uca900 && codePoint >= BEYOND_TABLE)) {
      return pages[page][codePoint & PAGE - 1];
    }
    return uca900 ? COMPUTED | base(codePoint, uca900) : 1 << 24 | 0xFFFD;
  }

  private static int count(int entry) {
    return entry < 0 ? 2 : entry >>> 24;
  }

  private char weight(int entry, int codePoint, int index) {
    if (entry < 0) {
      return index == 0
          ? (char) ((entry & 0xFFFF) + (codePoint >> 15))
          : (char) (codePoint & 0x7FFF | 0x8000);
    }
    return entry >>> 24 == 1 ? (char) entry : pool[(entry & 0xFFFFFF) + index];
  }

  /** The weights of a character; returns how many. */
  int weights(int codePoint, char[] to) {
    int entry = entry(codePoint);
    int count = count(entry);
    for (int i = 0; i < count; i++) {
      to[i] = weight(entry, codePoint, i);
    }
    return count;
  }

  /** At most eight weights, and those only for characters of three bytes or more. */
  @Override
  public int maxKeyLength(int length) {
    return (int) Math.min(Integer.MAX_VALUE - 64, length * 2L * MOST_WEIGHTS / 3 + 2);
  }

  @Override
  public int sortKey(byte[] from, int offset, int length, byte[] to, int at) {
    int end = end(from, offset, length);
    int out = at;
    int in = offset;
    while (in < end) {
      int b = from[in];
      if (b >= 0 && ascii[b] >= 0) {
        Bytes.putLittleEndianShort(to, out, Character.reverseBytes((char) ascii[b]));
        out += 2;
        in++;
        continue;
      }
      int decoded = Utf8.decode(from, in, end);
      if (decoded == Utf8.MALFORMED) {
        return out;
      }
      int codePoint = Utf8.codePoint(decoded);
      if (codePoint == BEYOND_TABLE && uca900) {
        return UNSORTABLE;
      }
      in += Utf8.size(decoded);
      int entry = entry(codePoint);
      int count = count(entry);
      for (int i = 0; i < count; i++) {
        char weight = weight(entry, codePoint, i);
        Bytes.putLittleEndianShort(to, out, Character.reverseBytes(weight));
        out += 2;
      }
    }
    return out;
  }

  @Override
  public int compare(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
    int aEnd = end(a, aOffset, aLength);
    int bEnd = end(b, bOffset, bLength);
    int i = aOffset;
    int j = bOffset;
    // The characters whose weights are being compared, and how many of their weights are behind.
    int x = 0;
    int y = 0;
    int xDone = 0;
    int yDone = 0;
    int xCount = 0;
    int yCount = 0;
    while (true) {
      while (xDone == xCount && i < aEnd) {
        x = Utf8.decode(a, i, aEnd);
        if (x == Utf8.MALFORMED) {
          aEnd = i;
          break;
        }
        i += Utf8.size(x);
        x = Utf8.codePoint(x);
        xDone = 0;
        xCount = count(entry(x));
      }
      while (yDone == yCount && j < bEnd) {
        y = Utf8.decode(b, j, bEnd);
        if (y == Utf8.MALFORMED) {
          bEnd = j;
          break;
        }
        j += Utf8.size(y);
        y = Utf8.codePoint(y);
        yDone = 0;
        yCount = count(entry(y));
      }
      if (xDone == xCount || yDone == yCount) {
        return Boolean.compare(yDone == yCount, xDone == xCount);
      }
      int difference = weight(entry(x), x, xDone++) - weight(entry(y), y, yDone++);
      if (difference != 0) {
        return difference;
      }
    }
  }

  @Override
  public boolean sameCharacter(int codePoint, int other) {
    if (codePoint == other) {
      return true;
    }
    int x = entry(codePoint);
    int y = entry(other);
    if (count(x) != count(y)) {
      return false;
    }
    for (int i = 0; i < count(x); i++) {
      if (weight(x, codePoint, i) != weight(y, other, i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean padSpace() {
    return !uca900;
  }

  @Override
  public boolean bin() {
    return false;
  }

  @Override
  public boolean needsRestored(boolean varchar) {
    return true;
  }

  private int end(byte[] from, int offset, int length) {
    return uca900 ? offset + length : PaddedCollation.trimmedEnd(from, offset, length);
  }

  /** Reads the table when it is first asked for. */
  private static final class Uca400 {
    static final UcaCollation INSTANCE = new UcaCollation(false, "unicode_ci.weights");
  }

  /** Reads the table when it is first asked for. */
  private static final class Uca900 {
    static final UcaCollation INSTANCE = new UcaCollation(true, "0900_ai_ci.weights");
  }
}
