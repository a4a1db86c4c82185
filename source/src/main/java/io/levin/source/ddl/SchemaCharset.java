package io.levin.source.ddl;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The character sets of schema files that {@code mydumper.character-set} names. */
public enum SchemaCharset {
  /** UTF-8 if the text is valid as such, else GB 18030. */
  AUTO("auto"),
  /** The bytes as they are. */
  BINARY("binary"),
  /** UTF-8, which must be valid. */
  UTF8MB4("utf8mb4"),
  /** GB 18030, which must be valid. */
  GB18030("gb18030"),
  /** Windows-1252. */
  LATIN1("latin1");

  private final String text;

  SchemaCharset(String text) {
    this.text = text;
  }

  /**
   * The set of a configuration value.
   *
   * @throws ImportException if there is no such set
   */
  public static SchemaCharset ofName(String name) {
    for (SchemaCharset set : values()) {
      if (set.text.equals(name)) {
        return set;
      }
    }
    throw new ImportException(
        ErrorCode.INVALID_CONFIG,
        "Unsupported encoding " + name,
        "set mydumper.character-set to one of auto, binary, utf8mb4, gb18030, latin1");
  }

  /**
   * Decodes a schema file.
   *
   * @param path for the message
   * @throws ImportException if the bytes are not valid
   */
  String decode(byte[] bytes, String path) {
    return switch (this) {
      case BINARY -> new String(bytes, StandardCharsets.UTF_8);
      case UTF8MB4 -> strictly(bytes, StandardCharsets.UTF_8, path);
      case GB18030 -> strictly(bytes, Charset.forName("GB18030"), path);
      case LATIN1 -> strictly(bytes, Charset.forName("windows-1252"), path);
      case AUTO -> {
        String utf8 = decoded(bytes, StandardCharsets.UTF_8);
        yield utf8 != null ? utf8 : strictly(bytes, Charset.forName("GB18030"), path);
      }
    };
  }

  private String strictly(byte[] bytes, Charset charset, String path) {
    String decoded = decoded(bytes, charset);
    if (decoded == null || this != UTF8MB4 && decoded.indexOf('\uFFFD') >= 0) {
      throw new ImportException(
          ErrorCode.UNKNOWN,
          "failed to decode " + path + " as " + text + ": invalid schema encoding",
          "set mydumper.character-set to the file's encoding, or convert it to UTF-8");
    }
    return decoded;
  }

  private static String decoded(byte[] bytes, Charset charset) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
