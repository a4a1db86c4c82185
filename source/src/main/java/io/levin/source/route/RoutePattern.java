package io.levin.source.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;

/**
 * A pattern of a route: {@code *} as the last character, {@code ?} for one byte, {@code [a-z]} and
 * {@code [!a-z]} for one byte of a class; or an expression behind {@code ~}.
 */
final class RoutePattern {
  private final Pattern expression;
  private final byte[] pattern;
  private final boolean open;

  private RoutePattern(Pattern expression, byte[] pattern, boolean open) {
    this.expression = expression;
    this.pattern = pattern;
    this.open = open;
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException if it is none
   */
  static RoutePattern compile(String text) {
    if (text.startsWith("~")) {
      try {
        return new RoutePattern(Pattern.compile(text.substring(1)), null, false);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    int star = text.indexOf('*');
    if (star >= 0 && star < text.length() - 1) {
      throw new IllegalArgumentException(
          "insert into schema selector: pattern " + text + " not valid");
    }
    String body = star < 0 ? text : text.substring(0, star);
    return new RoutePattern(null, body.getBytes(StandardCharsets.UTF_8), star >= 0);
  }

  boolean matches(String name) {
    if (expression != null) {
      return expression.matcher(name).find();
    }
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    int t = 0;
    int p = 0;
    while (p < pattern.length) {
      if (t == text.length) {
        return false;
      }
      int close = pattern[p] == '[' ? classEnd(p) : -1;
      if (close >= 0) {
        if (!inClass(text[t] & 0xff, p + 1, close)) {
          return false;
        }
        p = close + 1;
      } else {
        if (pattern[p] != '?' && pattern[p] != text[t]) {
          return false;
        }
        p++;
      }
      t++;
    }
    return open || t == text.length;
  }

  /** The bracket that closes a class with at least one member, or -1: then it is literal text. */
  private int classEnd(int from) {
    int first = from + 1 < pattern.length && pattern[from + 1] == '!' ? from + 2 : from + 1;
    for (int i = first; i < pattern.length; i++) {
      if (pattern[i] == ']') {
        return i > first ? i : -1;
      }
    }
    return -1;
  }

  private boolean inClass(int value, int from, int to) {
    boolean negated = pattern[from] == '!';
    int i = negated ? from + 1 : from;
    boolean found = false;
    while (i < to) {
      int low = pattern[i] & 0xff;
      boolean range = i + 2 < to && pattern[i + 1] == '-';
      int high = range ? pattern[i + 2] & 0xff : low;
      found |= value >= low && value <= high;
      i += range ? 3 : 1;
    }
    return found != negated;
  }
}
