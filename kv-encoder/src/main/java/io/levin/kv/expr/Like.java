package io.levin.kv.expr;

import io.levin.kv.charset.Utf8;
import io.levin.kv.collation.Collation;
import io.levin.kv.value.Value;
import io.levin.schema.expr.Expr;

/** LIKE: matches character by character, as the collation sees them. */
final class Like {
  private static final int ONE = -2;
  private static final int MANY = -3;

  private Like() {}

  /** LIKE, or ILIKE, which does not tell capitals of ASCII apart, but all else. */
  static Node node(Tools tools, Node value, Node pattern, Expr.Like like) {
    Tools.Joined texts = tools.join(value, pattern);
    boolean anyCase = like.anyCase();
    SqlType type = anyCase ? Collations.binary(texts.type()) : texts.type();
    Collation collation = tools.collation(type);
    String escape = like.escape();
    boolean bytes = texts.type().binary();
    int escapeCode = escape.isEmpty() ? -1 : escape.codePointAt(0);
    return CallNode.of(
        anyCase ? SqlType.INT : SqlType.BOOL,
        (v, to) -> {
          int[] text = characters(v[0], bytes);
          int[] wanted = characters(v[1], bytes);
          if (anyCase) {
            lower(text);
            lower(wanted);
          }
          wanted = pattern(wanted, escapeCode);
          Logic.set(to, matches(text, wanted, collation));
        },
        texts.nodes());
  }

  private static void lower(int[] text) {
    for (int i = 0; i < text.length; i++) {
      text[i] += text[i] >= 'A' && text[i] <= 'Z' ? 'a' - 'A' : 0;
    }
  }

  /** A pattern whose characters match only themselves. */
  static final class Pattern {
    private static final Collation BINARY = Collation.forName("utf8mb4_bin", true);

    private final int[] wanted;

    private Pattern(int[] wanted) {
      this.wanted = wanted;
    }

    /** Reads a pattern; a character that equals the escape takes the next one as it is. */
    static Pattern of(Value text, int escape) {
      return new Pattern(pattern(characters(text, false), escape));
    }

    boolean matches(byte[] text) {
      Value value = new Value();
      value.setString(text, 0, text.length);
      return Like.matches(characters(value, false), wanted, BINARY);
    }
  }

  private static int[] characters(Value value, boolean bytes) {
    int end = value.offset() + value.length();
    int[] out = new int[value.length()];
    int count = 0;
    for (int at = value.offset(); at < end; ) {
      int decoded = bytes ? value.array()[at] & 0xFF : Utf8.decode(value.array(), at, end);
      if (bytes) {
        out[count++] = decoded;
        at++;
      } else {
        out[count++] = decoded == Utf8.MALFORMED ? 0xFFFD : Utf8.codePoint(decoded);
        at += Utf8.sizeAt(value.array(), at, end);
      }
    }
    return java.util.Arrays.copyOf(out, count);
  }

  /** The pattern with {@link #ONE} and {@link #MANY} for its wildcards and no escapes. */
  private static int[] pattern(int[] source, int escape) {
    int[] out = new int[source.length];
    int count = 0;
    for (int i = 0; i < source.length; i++) {
      int c = source[i];
      if (c == escape && i + 1 < source.length) {
        out[count++] = source[++i];
      } else if (c == '_' && c != escape) {
        out[count++] = ONE;
      } else if (c == '%' && c != escape) {
        out[count++] = MANY;
      } else {
        out[count++] = c;
      }
    }
    return java.util.Arrays.copyOf(out, count);
  }

  private static boolean matches(int[] text, int[] pattern, Collation collation) {
    int t = 0;
    int p = 0;
    int star = -1;
    int mark = 0;
    while (t < text.length) {
      if (p < pattern.length && pattern[p] == MANY) {
        star = p++;
        mark = t;
      } else if (p < pattern.length
          && (pattern[p] == ONE || collation.sameCharacter(pattern[p], text[t]))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == MANY) {
      p++;
    }
    return p == pattern.length;
  }
}
