package io.levin.storage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding as URLs use it for paths. */
final class PercentText {
  private static final String PLAIN = "-._~/!$&'()*+,;=:@";

  private PercentText() {}

  static String encodePath(String path) {
    StringBuilder out = new StringBuilder(path.length() + 16);
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (letterOrDigit || PLAIN.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(hexDigit(c >>> 4)).append(hexDigit(c & 15));
      }
    }
    return out.toString();
  }

  /** The bytes that a text stands for, or null if an escape in it is not two digits. */
  static byte[] decode(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '%') {
        out.write(in[i]);
        continue;
      }
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return null;
      }
      out.write(high << 4 | low);
      i += 2;
    }
    return out.toByteArray();
  }

  /** As {@link #decode}, but a text with a broken escape stands for itself. */
  static byte[] decodeOrSame(String text) {
    byte[] decoded = decode(text);
    return decoded == null ? text.getBytes(StandardCharsets.UTF_8) : decoded;
  }

  private static char hexDigit(int value) {
    return "0123456789ABCDEF".charAt(value);
  }
}
