package io.levin.kv;

import io.levin.base.Bytes;
import io.levin.kv.cast.Rendering;
import io.levin.kv.charset.Utf8;
import io.levin.kv.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A value as a message shows it: quoted, on one line, shortened, in hexadecimal when it is not
 * printable.
 */
final class ShortText {
  private static final int MOST = 64;

  private ShortText() {}

  static String of(Value value) {
    return switch (value.kind()) {
      case NULL -> "NULL";
      case INT -> Long.toString(value.bits());
      case UINT -> Long.toUnsignedString(value.bits());
      case DOUBLE -> Double.toString(value.asDouble());
      case DECIMAL -> value.decimal().toString();
      case STRING, NAME -> text(value);
      case BINARY_LITERAL -> hex(value);
      case DATE, DATETIME, TIMESTAMP, DURATION, JSON -> {
        Value rendered = new Value();
        new Rendering().render(value, rendered);
        yield text(rendered);
      }
      default -> value.toString();
    };
  }

  private static String text(Value value) {
    byte[] bytes = value.array();
    int start = value.offset();
    int end = start + value.length();
    if (Utf8.validEnd(bytes, start, end) < end) {
      return hex(value);
    }
    int stop = Utf8.skip(bytes, start, end - start, MOST);
    String shown = new String(bytes, start, stop - start, StandardCharsets.UTF_8);
    shown = shown.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    if (shown.codePoints().anyMatch(ShortText::isUnprintable)) {
      return hex(value);
    }
    return "'" + shown + (stop < end ? "…' (" + value.length() + " bytes)" : "'");
  }

  /** Controls, and marks that turn the direction of the text around them. */
  private static boolean isUnprintable(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || codePoint >= 0x202A && codePoint <= 0x202E
        || codePoint >= 0x2066 && codePoint <= 0x2069;
  }

  private static String hex(Value value) {
    int shown = Math.min(value.length(), MOST / 2);
    byte[] bytes = Arrays.copyOfRange(value.array(), value.offset(), value.offset() + shown);
    return "x'"
        + Bytes.hex(bytes)
        + (shown < value.length() ? "…' (" + value.length() + " bytes)" : "'");
  }
}
