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
  boolean hasAsciiTrailBytes() {
    return this == GBK || this == GB18030;
  }

  byte[] encode(String text) {
    return text.getBytes(this == BINARY ? StandardCharsets.UTF_8 : Charset.forName(javaName));
  }

  Charset charset() {
    return Charset.forName(javaName);
  }
}
