package io.levin.engine.target;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.source.DumpFile;
import io.levin.source.compress.CompressedFiles;
import io.levin.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads schema files as {@code mydumper.character-set} says. */
final class SchemaText {
  private SchemaText() {}

  /**
   * The text of a schema file.
   *
   * @param characterSet one of auto, binary, utf8mb4, gb18030, latin1
   * @throws ImportException {@link ErrorCode#INVALID_SCHEMA_FILE} if the bytes are not of that set
   */
  static String read(Storage storage, DumpFile file, String characterSet) throws IOException {
    byte[] bytes;
    try (InputStream in = CompressedFiles.open(storage, file.path(), file.compression(), 0)) {
      bytes = in.readAllBytes();
    }
    try {
      return switch (characterSet) {
        case "binary" -> new String(bytes, StandardCharsets.UTF_8);
        case "utf8mb4" -> decode(bytes, StandardCharsets.UTF_8);
        case "gb18030" -> decode(bytes, Charset.forName("GB18030"));
        case "latin1" -> decode(bytes, Charset.forName("windows-1252"));
        default -> guess(bytes);
      };
    } catch (CharacterCodingException e) {
      throw new ImportException(
          ErrorCode.INVALID_SCHEMA_FILE,
          "failed to decode " + file.path() + " as " + characterSet + ": invalid schema encoding",
          "convert the file to UTF-8, or set mydumper.character-set",
          e);
    }
  }

  private static String guess(byte[] bytes) throws CharacterCodingException {
    try {
      return decode(bytes, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      return decode(bytes, Charset.forName("GB18030"));
    }
  }

  private static String decode(byte[] bytes, Charset charset) throws CharacterCodingException {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(bytes))
        .toString();
  }
}
