package io.levin.kv.jsonschema;

/**
 * Addresses of the internet protocol as Go reads them: no zone, no leading zeros in dotted form.
 */
final class IpAddress {
  private static final int FIELDS = 8;

  private IpAddress() {}

  static boolean accepts(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '.') {
        return four(text);
      } else if (text.charAt(i) == ':') {
        return six(text);
      }
    }
    return false;
  }

  private static boolean four(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  private static boolean six(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0) {
      String before = text.substring(0, gap);
      String after = text.substring(gap + 2);
      int left = before.isEmpty() ? 0 : fields(before, false);
      int right = after.isEmpty() ? 0 : fields(after, true);
      return left >= 0 && right >= 0 && left + right < FIELDS;
    }
    return fields(text, true) == FIELDS;
  }

  /** How many fields there are, -1 if one is none; a dotted address at the end is two. */
  private static int fields(String text, boolean dotted) {
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].matches("[0-9A-Fa-f]{1,4}")) {
        count++;
      } else if (dotted && i == parts.length - 1 && four(parts[i])) {
        count += 2;
      } else {
        return -1;
      }
    }
    return count;
  }
}
