package io.levin.kv.json;

import io.levin.kv.charset.Utf8;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.FloatText;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** JSON as text, spaced as TiDB prints it: {@code {"a": [1, 2.5, "x"]}}. */
public final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Whether a backspace and a form feed have escapes of one letter. */
  private final boolean shortEscapes;

  private boolean unprintable;

  private JsonText(boolean shortEscapes) {
    this.shortEscapes = shortEscapes;
  }

  /** The text of a value in UTF-8; none for one with a number that is infinite or none. */
  public static byte[] print(Json value) {
    JsonText printer = new JsonText(false);
    printer.write(value);
    return printer.unprintable ? new byte[0] : printer.out.toByteArray();
  }

  /** The text of a binary document, a string without its quotes. */
  public static byte[] unquoted(byte[] binary, int offset, int length) {
    Json json = BinaryJson.read(binary, offset, length);
    return json instanceof Json.Text text ? text.utf8() : print(json);
  }

  /** A string as JSON_QUOTE writes it, which differs in escapes from a document's. */
  public static byte[] quote(byte[] utf8) {
    JsonText printer = new JsonText(true);
    printer.string(utf8);
    return printer.out.toByteArray();
  }

  /**
   * What a string that has quotes around it, which it is rare for, means between them: TiDB takes
   * them off where a document's string becomes a date or time.
   *
   * @throws ConversionException if it is not text in quotes then
   */
  public static byte[] withoutQuotes(byte[] utf8) throws ConversionException {
    boolean quoted = utf8.length >= 2 && utf8[0] == '"' && utf8[utf8.length - 1] == '"';
    return quoted && JsonParser.parse(utf8, 0, utf8.length) instanceof Json.Text text
        ? text.utf8()
        : utf8;
  }

  private void write(Json value) {
    if (value instanceof Json.Members members) {
      String separator = "{";
      for (Map.Entry<byte[], Json> member : members.byKey().entrySet()) {
        ascii(separator);
        string(member.getKey());
        ascii(": ");
        write(member.getValue());
        separator = ", ";
      }
      ascii(members.byKey().isEmpty() ? "{}" : "}");
    } else if (value instanceof Json.Array array) {
      String separator = "[";
      for (Json item : array.items()) {
        ascii(separator);
        write(item);
        separator = ", ";
      }
      ascii(array.items().isEmpty() ? "[]" : "]");
    } else {
      scalar(value);
    }
  }

  private void scalar(Json value) {
    if (value instanceof Json.Text text) {
      string(text.utf8());
    } else if (value instanceof Json.Int number) {
      ascii(Long.toString(number.value()));
    } else if (value instanceof Json.Uint number) {
      ascii(Long.toUnsignedString(number.bits()));
    } else if (value instanceof Json.Double number) {
      unprintable |= Double.isNaN(number.value()) || Double.isInfinite(number.value());
      ascii(unprintable ? "" : number(number.value()));
    } else if (value instanceof Json.Time time) {
      ascii('"' + CoreTime.text(time.core(), time.kind(), 6) + '"');
    } else if (value instanceof Json.Duration duration) {
      byte[] text = new byte[24];
      int end = CoreTime.writeDuration(duration.nanoseconds(), 6, text, 0);
      ascii('"' + new String(text, 0, end, StandardCharsets.US_ASCII) + '"');
    } else if (value instanceof Json.Opaque opaque) {
      String bytes = Base64.getEncoder().encodeToString(opaque.bytes());
      ascii("\"base64:type" + opaque.type() + ":" + bytes + '"');
    } else if (value instanceof Json.Literal literal) {
      ascii(literal.code() == 0 ? "null" : literal.code() == 1 ? "true" : "false");
    }
  }

  /** A double as JSON text: shortest digits, an exponent below 1e-6 and from 1e21 on. */
  public static String number(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    double size = Math.abs(value);
    BigDecimal shortest = FloatText.shortest(value);
    if (size >= 1e-6 && size < 1e21) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String sign = exponent < 0 ? "-" : "+";
    String power = (Math.abs(exponent) < 10 && exponent > 0 ? "0" : "") + Math.abs(exponent);
    return (value < 0 ? "-" : "") + mantissa + "e" + sign + power;
  }

  private void string(byte[] utf8) {
    out.write('"');
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      switch (b) {
        case '"' -> ascii("\\\"");
        case '\\' -> ascii("\\\\");
        case '\n' -> ascii("\\n");
        case '\r' -> ascii("\\r");
        case '\t' -> ascii("\\t");
        default -> {
          if (shortEscapes && (b == '\b' || b == '\f')) {
            ascii(b == '\b' ? "\\b" : "\\f");
          } else if (b >= 0 && b < ' ') {
            ascii("\\u00");
            out.write(HEX[b >> 4]);
            out.write(HEX[b & 15]);
          } else if (isLineSeparator(utf8, i)) {
            ascii(utf8[i + 2] == (byte) 0xA8 ? "\\u2028" : "\\u2029");
            i += 2;
          } else if (b < 0 && Utf8.decode(utf8, i, utf8.length) == Utf8.MALFORMED) {
            ascii("\\ufffd");
          } else if (b < 0) {
            int size = Utf8.sizeAt(utf8, i, utf8.length);
            out.write(utf8, i, size);
            i += size - 1;
          } else {
            out.write(b);
          }
        }
      }
    }
    out.write('"');
  }

  /** U+2028 and U+2029, which are escaped. */
  private static boolean isLineSeparator(byte[] utf8, int at) {
    return utf8[at] == (byte) 0xE2
        && at + 2 < utf8.length
        && utf8[at + 1] == (byte) 0x80
        && (utf8[at + 2] & 0xFE) == 0xA8;
  }

  private void ascii(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.write(bytes, 0, bytes.length);
  }
}
