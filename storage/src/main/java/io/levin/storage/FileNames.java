package io.levin.storage;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Names of local files as text and back, whatever bytes they are made of and whatever locale the
 * process runs in.
 *
 * <p>A Java path is bytes inside, but {@link Path#toString} and {@link Path#of} go through the
 * locale's character set, which is ASCII for a process started by a bare {@code nohup} or in a
 * container. The percent-encoded URI form shows the bytes as they are. Bytes that are no UTF-8
 * become lone surrogates U+DC80 to U+DCFF, one each, which no UTF-8 text can hold.
 */
final class FileNames {
  private static final char ESCAPE_BASE = 0xDC00;

  private FileNames() {}

  /** The last component of a path. */
  static String nameOf(Path path) {
    String plain = path.getFileName().toString();
    if (isAscii(plain)) {
      return plain;
    }
    String raw = path.toUri().getRawPath();
    int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
    String last = raw.substring(raw.lastIndexOf('/', end - 1) + 1, end);
    return text(PercentText.decode(last));
  }

  /** The path of a file whose relative name came from {@link #nameOf}, joined with slashes. */
  static Path resolve(Path root, String relative) {
    if (isAscii(relative)) {
      return root.resolve(relative);
    }
    StringBuilder uri = new StringBuilder(root.toUri().toString());
    if (uri.charAt(uri.length() - 1) != '/') {
      uri.append('/');
    }
    for (byte b : bytes(relative)) {
      boolean plain =
          b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '/';
      if (plain) {
        uri.append((char) b);
      } else {
        uri.append(String.format("%%%02X", b & 0xff));
      }
    }
    return Path.of(URI.create(uri.toString()));
  }

  /** Bytes as text, each byte that does not belong to valid UTF-8 as a lone surrogate. */
  static String text(byte[] bytes) {
    String decoded = new String(bytes, StandardCharsets.UTF_8);
    if (decoded.indexOf('\uFFFD') < 0) {
      return decoded;
    }
    StringBuilder out = new StringBuilder(bytes.length);
    int at = 0;
    while (at < bytes.length) {
      int length = validLength(bytes, at);
      if (length == 0) {
        out.append((char) (ESCAPE_BASE + (bytes[at] & 0xff)));
        at++;
      } else {
        out.append(new String(bytes, at, length, StandardCharsets.UTF_8));
        at += length;
      }
    }
    return out.toString();
  }

  /** The inverse of {@link #text}. */
  static byte[] bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (point >= ESCAPE_BASE + 0x80 && point <= ESCAPE_BASE + 0xff) {
        out.write(point - ESCAPE_BASE);
      } else {
        out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
      }
      i += Character.charCount(point);
    }
    return out.toByteArray();
  }

  /** Compares two names as their bytes compare. */
  static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return isAscii(a) && isAscii(b)
            ? Character.compare(a.charAt(i), b.charAt(i))
            : java.util.Arrays.compareUnsigned(bytes(a), bytes(b));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int validLength(byte[] bytes, int at) {
    for (int length = 1; length <= 4 && at + length <= bytes.length; length++) {
      String one = new String(bytes, at, length, StandardCharsets.UTF_8);
      if (one.codePointCount(0, one.length()) == 1 && one.indexOf('\uFFFD') < 0) {
        return length;
      }
    }
    boolean realReplacement =
        at + 3 <= bytes.length
            && (bytes[at] & 0xff) == 0xef
            && (bytes[at + 1] & 0xff) == 0xbf
            && (bytes[at + 2] & 0xff) == 0xbd;
    return realReplacement ? 3 : 0;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
