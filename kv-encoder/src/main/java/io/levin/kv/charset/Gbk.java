package io.levin.kv.charset;

/**
 * GBK as TiDB has it: ASCII and units of two bytes. The euro sign and the characters that later
 * editions of GB 18030 put into GBK's user-defined area are not in it.
 */
public final class Gbk {
  /** What stands for a character that GBK does not have. */
  public static final char UNKNOWN = '?';

  private static final char[] ENCODE = TableResource.units(Gbk.class, "gbk.units");

  private static final char[] DECODE = new char[0x8000];

  static {
    for (int codePoint = 0x80; codePoint < ENCODE.length; codePoint++) {
      if (ENCODE[codePoint] > 0xFF) {
        DECODE[ENCODE[codePoint] - 0x8000] = (char) codePoint;
      }
    }
    // A second form of the ideographic space, which nothing is encoded to.
    DECODE[0xA3A0 - 0x8000] = 0x3000;
    // So is the euro sign: it is read, and never written.
    DECODE[0xA2E3 - 0x8000] = 0x20AC;
  }

  private Gbk() {}

  /**
   * The GBK form of a character: one byte (below 0x100) or two, or {@link #UNKNOWN}.
   *
   * @param codePoint any code point
   */
  public static char encode(int codePoint) {
    return codePoint > 0xFFFF ? UNKNOWN : ENCODE[codePoint];
  }

  /** True if GBK has the character. */
  public static boolean has(int codePoint) {
    return codePoint == UNKNOWN || encode(codePoint) != UNKNOWN;
  }

  /** How many bytes the unit at a position has, by its lead byte alone and cut off at the end. */
  public static int unitSize(byte[] text, int at, int end) {
    int lead = text[at] & 0xFF;
    int size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return Math.min(size, end - at);
  }

  /** The GBK form of the unit at a position; {@link #UNKNOWN} if it is malformed. */
  public static char encodeUnit(byte[] text, int at, int end) {
    int decoded = Utf8.decode(text, at, end);
    return decoded == Utf8.MALFORMED ? UNKNOWN : encode(Utf8.codePoint(decoded));
  }

  /**
   * Turns GBK bytes into UTF-8.
   *
   * @param to has room for twice as many bytes, at {@code at}
   * @return where the text ends in {@code to}; the complement of it ({@code ~end}) if the bytes are
   *     not all GBK, with the text up to the first unit that is not
   */
  public static int decode(byte[] from, int offset, int length, byte[] to, int at) {
    int end = offset + length;
    int out = at;
    int in = offset;
    while (in < end) {
      if (from[in] >= 0) {
        to[out++] = from[in++];
        continue;
      }
      char character = in + 1 < end ? DECODE[(from[in] & 0x7F) << 8 | from[in + 1] & 0xFF] : 0;
      if (character == 0) {
        return ~out;
      }
      out = Utf8.encode(character, to, out);
      in += 2;
    }
    return out;
  }
}
