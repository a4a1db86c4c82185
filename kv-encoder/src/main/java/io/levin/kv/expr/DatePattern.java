package io.levin.kv.expr;

import io.levin.kv.value.CoreTime;
import java.util.Locale;

/** A format of STR_TO_DATE, and what it found in a text. */
final class DatePattern {
  private static final String SUPPORTED = "bcdefHhIiklMmprSsTyY%#.@";

  private final String format;
  private final boolean date;
  private final boolean clock;
  private final boolean fraction;

  private String text;
  private int at;
  private int year;
  private int month;
  private int day;
  private int hour;
  private int minute;
  private int second;
  private int micro;
  private boolean twelveHours;
  private int half;

  DatePattern(String format) {
    this.format = format;
    boolean hasDate = false;
    boolean hasClock = false;
    boolean hasFraction = false;
    for (int i = 0; i + 1 < format.length(); i++) {
      if (format.charAt(i) == '%') {
        char letter = format.charAt(++i);
        if (SUPPORTED.indexOf(letter) < 0) {
          throw new UnsupportedExpression("%" + letter + " in the format of str_to_date");
        }
        hasDate |= "bcdeMmyY".indexOf(letter) >= 0;
        hasClock |= "fHhIiklprSsT".indexOf(letter) >= 0;
        hasFraction |= letter == 'f';
      }
    }
    date = hasDate || !hasClock;
    clock = hasClock || !hasDate;
    fraction = hasFraction;
  }

  boolean hasDate() {
    return date;
  }

  boolean hasClock() {
    return clock;
  }

  boolean hasFraction() {
    return fraction;
  }

  /** True if the text that was read goes on behind what the format wants. */
  boolean hasMore() {
    skipBlanks();
    return at < text.length();
  }

  /** What was found, as the fields of a time. */
  long core() {
    return CoreTime.of(year, month, day, hour, minute, second, micro);
  }

  /**
   * Reads a text; false if it does not look like the format. One that ends early leaves its other
   * fields at zero.
   */
  boolean read(String source) {
    text = source;
    at = 0;
    year = 0;
    month = 0;
    day = 0;
    hour = 0;
    minute = 0;
    second = 0;
    micro = 0;
    twelveHours = false;
    half = 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (Character.isWhitespace(c)) {
        continue;
      }
      skipBlanks();
      if (at == text.length()) {
        return finish();
      }
      if (c == '%' && i + 1 < format.length()) {
        if (!field(format.charAt(++i))) {
          return false;
        }
      } else if (text.charAt(at) == c) {
        at++;
      } else {
        return false;
      }
    }
    return finish();
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean field(char letter) {
    switch (letter) {
      case 'Y' -> year = year(4);
      case 'y' -> year = year(2);
      case 'm', 'c' -> month = number(2);
      case 'd', 'e' -> day = number(2);
      case 'H', 'k' -> hour = number(2);
      case 'h', 'I', 'l' -> {
        hour = number(2);
        twelveHours = true;
        if (hour == 0 || hour > 12) {
          return false;
        }
      }
      case 'i' -> minute = number(2);
      case 's', 'S' -> second = number(2);
      case 'f' -> {
        int start = at;
        int digits = Math.max(0, number(6));
        for (int i = at - start; i < 6; i++) {
          digits *= 10;
        }
        micro = digits;
      }
      case 'b' -> month = monthName(true);
      case 'M' -> month = monthName(false);
      case 'p' -> half = half();
      case 'T' -> {
        return clock(false);
      }
      case 'r' -> {
        return clock(true);
      }
      case '#' -> skipWhile(Character::isDigit);
      case '@' -> skipWhile(Character::isLetter);
      case '.' -> skipWhile(c -> !Character.isLetterOrDigit(c) && !Character.isWhitespace(c));
      default -> {
        if (text.charAt(at) != letter) {
          return false;
        }
        at++;
      }
    }
    return year >= 0
        && month >= 0
        && day >= 0
        && hour >= 0
        && minute >= 0
        && second >= 0
        && half >= 0
        && month <= 12
        && day <= 31
        && hour < 24
        && minute < 60
        && second < 60;
  }

  private void skipWhile(java.util.function.IntPredicate what) {
    while (at < text.length() && what.test(text.charAt(at))) {
      at++;
    }
  }

  private int number(int most) {
    int start = at;
    int value = 0;
    while (at < text.length() && at - start < most && isDigit(text.charAt(at))) {
      value = value * 10 + (text.charAt(at++) - '0');
    }
    return at == start ? -1 : value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Two digits are a year from 1970 to 2069. */
  private int year(int most) {
    int start = at;
    int value = number(most);
    if (value < 0 || at - start > 2) {
      return value;
    }
    return value < 70 ? 2000 + value : 1900 + value;
  }

  private int monthName(boolean brief) {
    for (int i = 0; i < 12; i++) {
      String name = DateFunctions.MONTHS[i];
      name = brief ? name.substring(0, 3) : name;
      if (text.regionMatches(true, at, name, 0, name.length())) {
        at += name.length();
        return i + 1;
      }
    }
    return -1;
  }

  private int half() {
    if (at + 2 > text.length()) {
      return -1;
    }
    String word = text.substring(at, at + 2).toUpperCase(Locale.ROOT);
    at += 2;
    return word.equals("AM") ? 1 : word.equals("PM") ? 2 : -1;
  }

  private boolean clock(boolean twelve) {
    String parts = twelve ? "h:i:s p" : "H:i:s";
    for (char c : parts.toCharArray()) {
      skipBlanks();
      if (at == text.length()) {
        return true;
      }
      if (Character.isLetter(c)) {
        if (!field(c)) {
          return false;
        }
      } else if (c == ':') {
        if (text.charAt(at++) != ':') {
          return false;
        }
      }
    }
    return true;
  }

  private boolean finish() {
    if (half != 0 && !twelveHours) {
      return false;
    }
    if (twelveHours) {
      hour = hour % 12 + (half == 2 ? 12 : 0);
    }
    return true;
  }
}
