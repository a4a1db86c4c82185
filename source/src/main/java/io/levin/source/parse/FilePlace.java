package io.levin.source.parse;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Redaction;
import io.levin.source.compress.DamagedTextException;
import java.io.IOException;
import java.util.Locale;
import java.util.function.LongUnaryOperator;

/**
 * Which file a parser reads, for its error messages.
 *
 * @param path relative to the source folder
 * @param chunkStart offset where the chunk starts
 * @param lineAt the line number (from 1) of an offset, or 0 if it is not known; asked only once
 *     something is wrong
 * @param redaction whether messages may show the text of the file
 */
public record FilePlace(
    String path, long chunkStart, LongUnaryOperator lineAt, Redaction redaction) {
  private static final int CONTEXT_BYTES = 256;

  /** A place whose lines are not known. */
  public static FilePlace of(String path) {
    return new FilePlace(path, 0, offset -> 0, Redaction.OFF);
  }

  /** A syntax error at an offset, with the text around it. */
  ImportException syntaxError(String problem, String remedy, ByteBlock block, long offset) {
    String hint =
        chunkStart > 0
            ? "; the file was split there: if its fields hold line ends, mydumper.strict-format"
                + " must be false"
            : "";
    return new ImportException(
        ErrorCode.ENCODE_KV,
        at(offset) + ": " + problem + lineOf(offset) + near(block, offset),
        remedy + hint);
  }

  /** An error about a row that is no syntax error. */
  public ImportException rowError(String problem, String remedy, long offset) {
    return new ImportException(ErrorCode.ENCODE_KV, at(offset) + ": " + problem, remedy);
  }

  /** A failure to read the file, at an offset, or behind so many rows. */
  public ImportException readError(IOException cause, long offset) {
    return new ImportException(
        ErrorCode.ENCODE_KV,
        at(offset)
            + ": "
            + cause.getMessage()
            + (cause instanceof DamagedTextException ? lineOf(offset) : ""),
        "check that the file is complete and readable, then start again",
        cause);
  }

  private String at(long offset) {
    return "encode kv error in file " + path + ":" + chunkStart + " at offset " + offset;
  }

  private String lineOf(long offset) {
    long line = lineAt.applyAsLong(offset);
    return line > 0 ? " (line " + line + ")" : "";
  }

  private String near(ByteBlock block, long offset) {
    if (redaction.on()) {
      return "";
    }
    int center = (int) Math.max(0, Math.min(block.limit, offset - block.base));
    int from = Math.max(0, center - CONTEXT_BYTES / 2);
    int to = Math.min(block.limit, from + CONTEXT_BYTES);
    if (from >= to) {
      return "";
    }
    return ", near \"" + printable(block.bytes, from, to) + "\"";
  }

  private static String printable(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, java.nio.charset.StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f) {
            out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }
}
