package io.levin.kv.value;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Regular expressions as Go's package regexp takes them, which TiDB matches with. RE2/J matches the
 * same, but also takes three things that Go refuses: repetitions inside of each other of more than
 * a thousand times together, brackets inside of each other without a limit, and expressions whose
 * repetitions, written out, fill the memory.
 */
public final class GoRegexp {
  private static final int MOST_REPEATS = 1000;

  /**
   * Go refuses an expression whose tree is higher than 1000; brackets, a repetition, a sequence and
   * a choice make it higher by one each. So deep is safe, and what RE2/J has the stack for.
   */
  private static final int SAFE_DEPTH = 240;

  /** Go refuses a multiple of so many parts, by what each of them needs. */
  private static final long SAFE_PARTS = 200_000;

  private final String text;
  private int at;

  private GoRegexp(String text) {
    this.text = text;
  }

  /**
   * Compiles an expression.
   *
   * @param flags of {@link Pattern}
   * @throws PatternSyntaxException if Go takes it for none
   * @throws ConversionException with {@link SqlError#NOT_SUPPORTED} if it is nested so deeply, or
   *     repeats so much, that Go may refuse it
   */
  public static Pattern compile(String text, int flags) throws ConversionException {
    new GoRegexp(text).check();
    return Pattern.compile(text, flags);
  }

  /** The most times that something in an open bracket is repeated, its size, and its last part. */
  private static final class Level {
    private long most = 1;
    private long last = 1;
    private long size;
    private long lastSize;

    void part(long repeats, long parts) {
      most = Math.max(most, last);
      last = repeats;
      size += lastSize;
      lastSize = parts;
    }

    void repeat(long times) {
      // What stands there no time does not count with what is in it.
      last = times == 0 ? 1 : last * times;
      lastSize *= times;
      if (last > MOST_REPEATS) {
        throw new PatternSyntaxException("invalid repeat count");
      }
    }

    long parts() {
      return size + lastSize;
    }

    long repeats() {
      return Math.max(most, last);
    }
  }

  private void check() throws ConversionException {
    Deque<Level> levels = new ArrayDeque<>();
    levels.push(new Level());
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case '\\' -> {
          escape(levels.peek());
        }
        case '[' -> {
          characters();
          levels.peek().part(1, 1);
        }
        case '(' -> {
          levels.push(new Level());
          if (levels.size() > SAFE_DEPTH) {
            throw new ConversionException(
                SqlError.NOT_SUPPORTED,
                "a regular expression with more than " + SAFE_DEPTH + " brackets in each other");
          }
        }
        case ')' -> {
          if (levels.size() > 1) {
            Level inner = levels.pop();
            levels.peek().part(inner.repeats(), inner.parts());
          }
        }
        case '{' -> {
          long times = times();
          if (times >= 0) {
            levels.peek().repeat(times);
          } else {
            levels.peek().part(1, 1);
          }
        }
        case '*', '+', '?' -> {
          // Does not count, and what it repeats keeps its own count.
        }
        default -> levels.peek().part(1, 1);
      }
      if (levels.peek().parts() > SAFE_PARTS) {
        throw new ConversionException(
            SqlError.NOT_SUPPORTED,
            "a regular expression whose repetitions make more than " + SAFE_PARTS + " parts");
      }
    }
  }

  /**
   * Skips what stands behind a backslash: a letter, a number or name between braces, or characters
   * that are only that between {@code \Q} and {@code \E}.
   */
  private void escape(Level level) {
    if (at < text.length() && text.charAt(at) == 'Q') {
      int close = text.indexOf("\\E", at);
      for (at++; at < (close < 0 ? text.length() : close); at++) {
        level.part(1, 1);
      }
      at = close < 0 ? text.length() : close + 2;
      return;
    }
    level.part(1, 1);
    if (at < text.length()) {
      boolean named = "xpP".indexOf(text.charAt(at++)) >= 0;
      if (named && at < text.length() && text.charAt(at) == '{') {
        int close = text.indexOf('}', at);
        at = close < 0 ? text.length() : close + 1;
      }
    }
  }

  /** Skips a class of characters; a bracket that comes first in it closes nothing. */
  private void characters() {
    at += at < text.length() && text.charAt(at) == '^' ? 1 : 0;
    boolean first = true;
    while (at < text.length() && (first || text.charAt(at) != ']')) {
      if (text.startsWith("[:", at)) {
        int close = text.indexOf(":]", at + 2);
        at = close < 0 ? at + 1 : close + 2;
      } else {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      first = false;
    }
    at++;
  }

  /**
   * Reads a repetition behind its brace: the most times or, where that is open, the fewest; -1 for
   * a brace that is only a character, and nothing is read then.
   */
  private long times() {
    int start = at;
    long least = number();
    long most = least;
    if (least >= 0 && at < text.length() && text.charAt(at) == ',') {
      at++;
      long given = number();
      most = given < 0 ? least : given;
    }
    if (least < 0 || at >= text.length() || text.charAt(at) != '}') {
      at = start;
      return -1;
    }
    at++;
    return most;
  }

  /** A number of up to four digits, of which more are too many anyway; -1 if there is none. */
  private long number() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    String digits = text.substring(start, Math.min(at, start + 4));
    return digits.isEmpty() ? -1 : Long.parseLong(digits);
  }
}
