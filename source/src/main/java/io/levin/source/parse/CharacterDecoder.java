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
  private static final int FIRST_LEAD = 0x81;
  private static final int TRAILS = 0xff - 0x40 + 1;

  private final DataCharset set;
  private final byte[] replacement;
  private final byte[][] singles = new byte[128][];
  private final byte[][] pairs;

  private CharacterDecoder(DataCharset set, byte[] replacement) {
    this.set = set;
    this.replacement = replacement;
    for (int i = 0; i < 128; i++) {
      singles[i] = set.hasAsciiTrailBytes() ? replacement : utf8((byte) (0x80 + i));
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

  /** The most bytes that a field of {@code length} bytes can become. */
  int maxLength(int length) {
    return Math.max(4, replacement.length) * length;
  }

  /**
   * How many bytes the character at {@code i} has, valid or not; at most those before {@code to}.
   */
  int characterLength(byte[] b, int i, int to) {
    int lead = b[i] & 0xff;
    if (lead < FIRST_LEAD || lead == 0xff || !set.hasAsciiTrailBytes() || i + 1 >= to) {
      return 1;
    }
    int trail = b[i + 1] & 0xff;
    if (trail >= 0x40 && trail != 0x7f && trail != 0xff) {
      return 2;
    }
    boolean four =
        set == DataCharset.GB18030
            && trail >= 0x30
            && trail <= 0x39
            && i + 3 < to
            && (b[i + 2] & 0xff) >= FIRST_LEAD
            && (b[i + 2] & 0xff) != 0xff
            && b[i + 3] >= 0x30
            && b[i + 3] <= 0x39;
    return four ? 4 : 1;
  }

  /**
   * Decodes a slice.
   *
   * @param out has room for {@link #maxLength}
   * @return where the output ends
   */
  int decode(byte[] b, int from, int to, byte[] out, int start) {
    int o = start;
    int i = from;
    while (i < to) {
      if (b[i] >= 0) {
        out[o++] = b[i++];
        continue;
      }
      int length = characterLength(b, i, to);
      byte[] text = length == 1 ? singles[b[i] & 0x7f] : character(b, i, length);
      System.arraycopy(text, 0, out, o, text.length);
      o += text.length;
      i += length;
    }
    return o;
  }

  private byte[] character(byte[] b, int i, int length) {
    if (length == 4) {
      return utf8(Arrays.copyOfRange(b, i, i + 4));
    }
    int index = ((b[i] & 0xff) - FIRST_LEAD) * TRAILS + (b[i + 1] & 0xff) - 0x40;
    byte[] text = pairs[index];
    if (text == null) {
      text = utf8(b[i], b[i + 1]);
      pairs[index] = text;
    }
    return text;
  }

  private byte[] utf8(byte... character) {
    try {
      CharBuffer decoded =
          set.charset()
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(character));
      String text = decoded.toString();
      return text.equals("\uFFFD") ? replacement : text.getBytes(StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      return replacement;
    }
  }
}
