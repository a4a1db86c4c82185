package io.levin.source.parse;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The character sets that {@code mydumper.data-character-set} names. */
public enum DataCharset {
  /** Bytes are passed on as they are: binary, utf8, utf8mb4, ascii. */
  BINARY(null),
  /** GB 18030, one, two or four bytes a character. */
  GB18030("GB18030"),
  /** GBK, that is code page 936. */
  GBK("x-mswin-936"),
  /** Windows-1252, which MySQL calls latin1. */
  LATIN1("windows-1252");

  /** The first byte that may begin a character of several. */
  static final int FIRST_LEAD = 0x81;

  private static final int BASIC_PLANE = 39_420;
  private static final int OTHER_PLANES = 189_000;
  private static final int CHARACTERS_OF_OTHER_PLANES = 0x100000;

  private final String javaName;

  DataCharset(String javaName) {
    this.javaName = javaName;
  }

  /**
   * The set of a configuration value.
   *
   * @throws ImportException if there is no such set
   */
  public static DataCharset ofName(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "", "binary", "utf8mb4", "utf8", "ascii" -> BINARY;
      case "gb18030" -> GB18030;
      case "gbk" -> GBK;
      case "latin1" -> LATIN1;
      default ->
          throw new ImportException(
              ErrorCode.INVALID_CONFIG,
              "invalid `mydumper.data-character-set`: found unsupported data-character-set: "
                  + name,
              "use one of binary, utf8mb4, utf8, ascii, gb18030, gbk, latin1");
    };
  }

  /** Whether a byte of a longer character may look like an ASCII character. */
  public boolean hasAsciiTrailBytes() {
    return this == GBK || this == GB18030;
  }

  /**
   * How many bytes the character at {@code i} has, valid or not; at most those before {@code to}.
   */
  public int characterLength(byte[] b, int i, int to) {
    int lead = b[i] & 0xff;
    if (!isLead(lead) || !hasAsciiTrailBytes() || i + 1 >= to) {
      return 1;
    }
    int trail = b[i + 1] & 0xff;
    if (trail >= 0x40 && trail != 0x7f && trail != 0xff) {
      return 2;
    }
    boolean four =
        this == GB18030
            && isDigit(trail)
            && i + 3 < to
            && isLead(b[i + 2] & 0xff)
            && isDigit(b[i + 3] & 0xff);
    return four && isAssigned(fourByteNumber(b, i)) ? 4 : 1;
  }

  /**
   * Whether a character always ends with this byte, wherever it stands: the next one begins behind
   * it. So a text can be read from its middle on.
   */
  public boolean endsCharacter(byte b) {
    int c = b & 0xff;
    return switch (this) {
      case GBK -> c < FIRST_LEAD;
      case GB18030 -> c < FIRST_LEAD && !isDigit(c);
      default -> true;
    };
  }

  private static boolean isLead(int c) {
    return c >= FIRST_LEAD && c != 0xff;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** The number of a character of four bytes in the order of the standard. */
  private static int fourByteNumber(byte[] b, int i) {
    int first = ((b[i] & 0xff) - FIRST_LEAD) * 10 + b[i + 1] - '0';
    int second = ((b[i + 2] & 0xff) - FIRST_LEAD) * 10 + b[i + 3] - '0';
    return first * 1260 + second;
  }

  /** Those of the basic plane come first; behind a gap, those of the others. */
  private static boolean isAssigned(int number) {
    return number < BASIC_PLANE
        || number >= OTHER_PLANES && number < OTHER_PLANES + CHARACTERS_OF_OTHER_PLANES;
  }

  /**
   * The bytes of a text in this set.
   *
   * @throws ImportException if the set cannot write it
   */
  byte[] encode(String text) {
    Charset charset = this == BINARY ? StandardCharsets.UTF_8 : Charset.forName(javaName);
    if (!charset.newEncoder().canEncode(text)) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "'"
              + text
              + "' cannot be written in the character set of the data, "
              + name().toLowerCase(Locale.ROOT),
          "correct mydumper.data-character-set, or the separator, delimiter and terminator of"
              + " mydumper.csv");
    }
    return text.getBytes(charset);
  }

  /**
   * What decodes one character. That of GB 18030 has all pairs of the original's table, where code
   * page 936 lacks some, such as A2 E3, the euro sign; those that it has beyond that table, {@code
   * CharacterDecoder} leaves out.
   */
  Charset charset() {
    return Charset.forName(this == GBK ? GB18030.javaName : javaName);
  }
}
