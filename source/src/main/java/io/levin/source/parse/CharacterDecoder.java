package io.levin.source.parse;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns the bytes of a field into UTF-8, by tables that are built once from the JDK's character
 * sets. Each byte that starts no character becomes the replacement, as does every U+FFFD that the
 * set itself can spell.
 */
final class CharacterDecoder {
  private static final int FIRST_LEAD = DataCharset.FIRST_LEAD;
  private static final int TRAILS = 0xff - 0x40 + 1;

  /** The bytes that one byte of a file becomes at most, replacements aside. */
  private static final int LONGEST = 4;

  private static final String IDEOGRAPHIC_SPACE = "\u3000";

  private final DataCharset set;
  private final byte[] replacement;
  private final byte[][] singles = new byte[128][];
  private final byte[][] pairs;
  private byte[] written = new byte[64];

  private CharacterDecoder(DataCharset set, byte[] replacement) {
    this.set = set;
    this.replacement = replacement;
    for (int i = 0; i < 128; i++) {
      singles[i] = set.hasAsciiTrailBytes() ? replacement : utf8(decoded((byte) (0x80 + i)));
    }
    if (set.hasAsciiTrailBytes()) {
      singles[0] = "\u20ac".getBytes(StandardCharsets.UTF_8);
      pairs = new byte[(0xff - FIRST_LEAD) * TRAILS][];
    } else {
      pairs = new byte[0][];
    }
  }

  /** The decoder of a set, or null if its bytes are passed on as they are. */
  static CharacterDecoder of(CsvOptions options) {
    return options.characterSet() == DataCharset.BINARY
        ? null
        : new CharacterDecoder(options.characterSet(), options.replacementBytes());
  }

  /** What {@link #decode} wrote last, from index 0 on. */
  byte[] text() {
    return written;
  }

  /**
   * Decodes a slice into {@link #text}.
   *
   * @return the bytes of the text, or -1 if replacements make it larger than any row may be
   */
  int decode(byte[] b, int from, int to) {
    long most = Math.max(CsvParser.MAX_ROW_BYTES, (long) LONGEST * (to - from));
    if (written.length < to - from) {
      written = new byte[to - from];
    }
    byte[] out = written;
    int o = 0;
    int i = from;
    while (i < to) {
      if (b[i] >= 0) {
        out[o++] = b[i++];
        continue;
      }
      int length = set.characterLength(b, i, to);
      byte[] character = length == 1 ? singles[b[i] & 0x7f] : character(b, i, length);
      i += length;
      // With room for the rest as it is; each of its longer characters makes more.
      long needed = (long) o + character.length + (to - i);
      if (needed > out.length) {
        if (needed > most) {
          return -1;
        }
        written = Arrays.copyOf(out, (int) Math.min(most, Math.max(needed, 2L * out.length)));
        out = written;
      }
      System.arraycopy(character, 0, out, o, character.length);
      o += character.length;
    }
    return o;
  }

  private byte[] character(byte[] b, int i, int length) {
    if (length == 4) {
      return utf8(decoded(Arrays.copyOfRange(b, i, i + 4)));
    }
    int index = ((b[i] & 0xff) - FIRST_LEAD) * TRAILS + (b[i + 1] & 0xff) - 0x40;
    byte[] text = pairs[index];
    if (text == null) {
      text = utf8(pair(b[i], b[i + 1]));
      pairs[index] = text;
    }
    return text;
  }

  /**
   * What a pair stands for by the table of the Encoding Standard for GBK, which the original has:
   * that of GB 18030 in the JDK, but for one space, and without the pairs of which GB 18030 makes
   * private characters, or did so in its first edition: JDKs have different ones.
   *
   * @return null if it stands for nothing
   */
  private String pair(byte lead, byte trail) {
    if (lead == (byte) 0xa3 && trail == (byte) 0xa0) {
      return IDEOGRAPHIC_SPACE;
    }
    String text = decoded(lead, trail);
    return text == null || wasPrivate(text.charAt(0)) ? null : text;
  }

  /** No pair of the table stands for any of these; later editions moved pairs to the last three. */
  private static boolean wasPrivate(char c) {
    return c >= 0xe000 && c <= 0xf8ff
        || c == 0x1e3f
        || c >= 0x9fb4 && c <= 0x9fbb
        || c >= 0xfe10 && c <= 0xfe19;
  }

  private byte[] utf8(String text) {
    return text == null ? replacement : text.getBytes(StandardCharsets.UTF_8);
  }

  private String decoded(byte... character) {
    try {
      CharBuffer decoded =
          set.charset()
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(character));
      String text = decoded.toString();
      return text.equals("\uFFFD") ? null : text;
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
