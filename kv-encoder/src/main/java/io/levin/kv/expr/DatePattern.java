package io.levin.kv.expr;

import io.levin.kv.charset.Utf8;
import io.levin.kv.value.Blanks;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Punctuation;
import io.levin.kv.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * A format of STR_TO_DATE, and what it found in a text. Both are read byte by byte: white space
 * matters in neither, {@code %} and a letter is a field, and all else must stand in the text as it
 * is, also {@code %} and what is no letter of a field.
 */
final class DatePattern {
  /** No half of the day was asked for. */
  private static final int WHOLE_DAY = -1;

  private static final int AM = 1;
  private static final int PM = 2;
  private static final int BRIEF_NAME = 3;

  private final byte[] format;
  private final boolean date;
  private final boolean clock;
  private final boolean fraction;

  private byte[] text;
  private int at;
  private int end;

  private int year;
  private int month;
  private int day;
  private int hour;
  private int minute;
  private int second;
  private int micro;

  /** AM, PM, 0 where the text ended before it, or {@link #WHOLE_DAY}. */
  private int half;

  private boolean twelveHours;
  private boolean fullHours;

  DatePattern(String format) {
    this.format = format.getBytes(StandardCharsets.UTF_8);
    boolean hasDate = false;
    boolean hasClock = false;
    int next = Blanks.skip(this.format, 0, this.format.length);
    for (int size; (size = tokenSize(next)) > 0; next += size) {
      if (size == 2) {
        hasDate |= "yYmMcbDde".indexOf(this.format[next + 1]) >= 0;
        hasClock |= "hHiIsSklfrT".indexOf(this.format[next + 1]) >= 0;
      }
    }
    date = hasDate || !hasClock;
    clock = hasClock || !hasDate;
    fraction = format.contains("%f");
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
    return at < end;
  }

  /** What was found, as the fields of a time. */
  long core() {
    return CoreTime.of(year, month, day, hour, minute, second, micro);
  }

  /**
   * Reads a text; false if it does not look like the format. One that ends early leaves its other
   * fields at zero.
   */
  boolean read(Value source) {
    text = source.array();
    at = source.offset();
    end = at + source.length();
    year = 0;
    month = 0;
    day = 0;
    hour = 0;
    minute = 0;
    second = 0;
    micro = 0;
    half = WHOLE_DAY;
    twelveHours = false;
    fullHours = false;
    int next = 0;
    while (true) {
      blanks();
      next = Blanks.skip(format, next, format.length);
      int size = tokenSize(next);
      if (size < 0) {
        return false;
      } else if (size == 0) {
        return settleHour();
      } else if (at == end) {
        ended(size == 2 ? format[next + 1] : 0);
        return settleHour();
      } else if (!(size == 2 ? field(next) : literal(next, 1))) {
        return false;
      }
      next += size;
    }
  }

  /** How long the field or character is that stands in the format; -1 for a lone percent sign. */
  private int tokenSize(int next) {
    int left = format.length - next;
    boolean percent = left > 0 && format[next] == '%';
    return left == 0 ? 0 : !percent ? 1 : left == 1 ? -1 : 2;
  }

  /** Notes the first field that the text is too short for, which counts as asked for. */
  private void ended(int letter) {
    switch (letter) {
      case 'p' -> half = 0;
      case 'H' -> fullHours = true;
      case 'h' -> twelveHours = true;
      default -> {}
    }
  }

  /** Makes one hour of the hour and the half of the day; false where they do not go together. */
  private boolean settleHour() {
    if (half == WHOLE_DAY) {
      hour = twelveHours && hour == 12 ? 0 : hour;
    } else if (fullHours || hour == 0) {
      return false;
    } else if (hour == 12) {
      hour = half == AM ? 0 : hour;
    } else if (half == PM) {
      hour = hour + 12 & 31; // TiDB keeps five bits of it, so that 20 becomes 0.
    }
    return hour < 24;
  }

  private void blanks() {
    at = Blanks.skip(text, at, end);
  }

  private boolean literal(int next, int size) {
    boolean same =
        end - at >= size && Arrays.equals(text, at, at + size, format, next, next + size);
    at += same ? size : 0;
    return same;
  }

  private boolean field(int next) {
    switch (format[next + 1]) {
      case 'Y' -> {
        return (year = year(4)) >= 0;
      }
      case 'y' -> {
        return (year = year(2)) >= 0;
      }
      case 'm', 'c' -> {
        return (month = number(2, 12)) >= 0;
      }
      case 'd', 'e' -> {
        return (day = number(2, 31)) >= 0;
      }
      case 'H', 'k' -> {
        fullHours = true;
        return (hour = number(2, 23)) >= 0;
      }
      case 'h', 'I', 'l' -> {
        twelveHours = true;
        return (hour = number(2, 12)) > 0;
      }
      case 'i' -> {
        return (minute = number(2, 59)) >= 0;
      }
      case 's', 'S' -> {
        return (second = number(2, 59)) >= 0;
      }
      case 'j' -> {
        return number(3, 999) > 0; // passed over
      }
      case 'f' -> micro = micros();
      case 'b' -> {
        return monthName(BRIEF_NAME);
      }
      case 'M' -> {
        return monthName(Integer.MAX_VALUE);
      }
      case 'p' -> {
        return (half = half()) > 0;
      }
      case 'T' -> {
        return (hour = number(2, 23)) >= 0 && minutesAndSeconds() != Clock.WRONG;
      }
      case 'r' -> {
        return twelveHourClock();
      }
      case '#' -> pass(DatePattern::isNumber);
      case '@' -> pass(Character::isLetter);
      case '.' -> pass(Punctuation::is);
      default -> {
        return literal(next, 2);
      }
    }
    return true;
  }

  /** A number of so many digits; -1 if there is none or it is too large. */
  private int number(int digits, int most) {
    int start = at;
    int value = 0;
    while (at < end && at - start < digits && text[at] >= '0' && text[at] <= '9') {
      value = value * 10 + (text[at++] - '0');
    }
    return at == start || value > most ? -1 : value;
  }

  /** Two digits are a year from 1970 to 2069. */
  private int year(int digits) {
    int start = at;
    int value = number(digits, 9999);
    if (value < 0 || at - start > 2) {
      return value;
    }
    return value < 70 ? 2000 + value : 1900 + value;
  }

  private int micros() {
    int start = at;
    int value = Math.max(0, number(6, 999_999));
    for (int digits = at - start; digits < 6; digits++) {
      value *= 10;
    }
    return value;
  }

  private boolean monthName(int most) {
    for (int i = 0; i < DateFunctions.MONTHS.length; i++) {
      String name = DateFunctions.MONTHS[i];
      if (word(name.substring(0, Math.min(most, name.length())))) {
        month = i + 1;
        return true;
      }
    }
    return false;
  }

  /** Passes a word of ASCII letters in any case. */
  private boolean word(String word) {
    if (end - at < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      int letter = text[at + i];
      int lower = letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter;
      if (lower != Character.toLowerCase(word.charAt(i))) {
        return false;
      }
    }
    at += word.length();
    return true;
  }

  private int half() {
    return word("AM") ? AM : word("PM") ? PM : 0;
  }

  /** How the fields of a clock were read. */
  private enum Clock {
    WRONG,
    /** The text ended behind one of them. */
    ENDED,
    COMPLETE
  }

  /** {@code :mm:ss} behind an hour; the text may end behind any of them. */
  private Clock minutesAndSeconds() {
    Clock read = colon();
    if (read != Clock.COMPLETE) {
      return read;
    }
    minute = number(2, 59);
    if (minute < 0) {
      return Clock.WRONG;
    }
    read = colon();
    if (read != Clock.COMPLETE) {
      return read;
    }
    second = number(2, 59);
    return second < 0 ? Clock.WRONG : Clock.COMPLETE;
  }

  private Clock colon() {
    blanks();
    if (at == end) {
      return Clock.ENDED;
    }
    if (text[at] != ':') {
      return Clock.WRONG;
    }
    at++;
    blanks();
    return at == end ? Clock.ENDED : Clock.COMPLETE;
  }

  /** {@code hh:mm:ss AM}, whose half has nothing to do with one that is a field of its own. */
  private boolean twelveHourClock() {
    hour = number(2, 12);
    if (hour <= 0) {
      return false;
    }
    hour %= 12;
    Clock read = minutesAndSeconds();
    if (read != Clock.COMPLETE) {
      return read == Clock.ENDED;
    }
    blanks();
    if (at == end) {
      return true;
    }
    int given = half();
    hour += given == PM ? 12 : 0;
    return given > 0;
  }

  /** Passes characters; of the last one only the first byte, as TiDB does. */
  private void pass(IntPredicate what) {
    int passed = at;
    for (int next = at; next < end; ) {
      int decoded = Utf8.decode(text, next, end);
      if (decoded == Utf8.MALFORMED || !what.test(Utf8.codePoint(decoded))) {
        break;
      }
      passed = next + 1;
      next += Utf8.size(decoded);
    }
    at = passed;
  }

  private static boolean isNumber(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }
}
