package io.levin.kv.cast;

import io.levin.kv.value.Blanks;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import java.nio.charset.StandardCharsets;

/**
 * The number at the start of a text, as TiDB finds it: blanks around it are skipped, the longest
 * prefix that reads as a floating point number counts, the rest is a soft error.
 */
final class NumberPrefix {
  private static final String MIN_LONG = "-9223372036854775808";
  private static final String MAX_UNSIGNED = "18446744073709551615";
  private static final int MAX_INTEGER_POSITIONS = 21;

  private final Session session;

  private byte[] text;
  private int start;
  private int end;
  private boolean outOfRange;
  private int dot;
  private int exponent;

  /** The integer that {@link #scanInteger} found, as an unsigned magnitude. */
  private long magnitude;

  private boolean minus;
  private boolean overflow;

  /** What is wrong with the text beside the integer's size; told only if that is right. */
  private SqlError problem;

  NumberPrefix(Session session) {
    this.session = session;
  }

  /**
   * Finds the prefix.
   *
   * @throws ConversionException if there is none, or more than it, and the mode is strict
   */
  void scan(byte[] source, int offset, int length) throws ConversionException {
    if (!find(source, offset, length)) {
      session.soft(SqlError.INCORRECT_VALUE);
    }
  }

  /** Finds the prefix; false if there is none, or more than it. */
  private boolean find(byte[] source, int offset, int length) {
    text = source;
    start = Blanks.skip(source, offset, offset + length);
    int last = Blanks.trimEnd(source, start, offset + length);
    dot = -1;
    exponent = -1;
    int valid = start;
    boolean digits = false;
    int at = start;
    scan:
    for (; at < last; at++) {
      int c = source[at];
      switch (c) {
        case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
          digits = true;
          valid = at + 1;
        }
        case '+', '-' -> {
          if (at != start && at != exponent + 1) {
            break scan;
          }
        }
        case '.' -> {
          if (dot >= 0 || exponent >= 0) {
            break scan;
          }
          dot = at;
          if (digits) {
            valid = at + 1;
          }
        }
        case 'e', 'E' -> {
          if (!digits || exponent >= 0) {
            break scan;
          }
          exponent = at;
        }
        case 0 -> {
          last = valid;
          break scan;
        }
        default -> {
          break scan;
        }
      }
    }
    end = valid;
    dot = dot < end ? dot : -1;
    exponent = exponent < end ? exponent : -1;
    return valid != start && valid == last;
  }

  /** Where the prefix starts. */
  int start() {
    return start;
  }

  /** Where the prefix ends; the same as {@link #start} when there is none, which counts as 0. */
  int end() {
    return end;
  }

  /**
   * Reads the prefix as an integer, rounding a fraction half away from zero by its first digit.
   * That the text is no number is told when its value is asked for.
   *
   * @throws ConversionException if the number is far too large, in a strict mode
   */
  void scanInteger(byte[] source, int offset, int length) throws ConversionException {
    problem = null;
    outOfRange = false;
    if (!find(source, offset, length)) {
      // A number that is no integer is then read as one, which is the error that TiDB tells.
      boolean plain = dot < 0 && exponent < 0;
      problem = plain ? SqlError.INCORRECT_VALUE : SqlError.OUT_OF_RANGE;
      if (!session.strict()) {
        tellProblem(); // beside what else is wrong
      }
    }
    if (exponent >= 0) {
      scanExponent();
      return;
    }
    int at = start;
    minus = false;
    if (at < end && (text[at] == '-' || text[at] == '+')) {
      minus = text[at] == '-';
      at++;
    }
    int integerEnd = dot >= 0 ? dot : end;
    readDigits(at, integerEnd);
    if (dot >= 0 && dot + 1 < end && text[dot + 1] >= '5') {
      addOne();
    }
  }

  /** True if the integer is within the range of signed ones. */
  boolean fitsSigned() {
    return !overflow && (magnitude >= 0 || minus && magnitude == Long.MIN_VALUE);
  }

  /** The integer as a signed one. */
  long signedValue() throws ConversionException {
    if (!fitsSigned()) {
      tellOutOfRange();
      return minus ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    tellProblem();
    return minus ? -magnitude : magnitude;
  }

  /** The integer as an unsigned one. */
  long unsignedValue() throws ConversionException {
    return unsignedValue(-1);
  }

  /**
   * The integer as an unsigned one that is at most so large. That it is larger is told before what
   * else is wrong with the text.
   */
  long unsignedValue(long most) throws ConversionException {
    if (minus && (overflow || magnitude != 0)) {
      tellOutOfRange();
      return 0;
    }
    if (overflow || Long.compareUnsigned(magnitude, most) > 0) {
      tellOutOfRange();
      return most;
    }
    tellProblem();
    return magnitude;
  }

  /** The integer as a signed one between two bounds. */
  long signedValue(long low, long high) throws ConversionException {
    long value = signedValue();
    if (value < low || value > high) {
      tellOutOfRange();
    }
    return Math.max(low, Math.min(value, high));
  }

  /** True if it was told that the number is out of range, which is told once. */
  boolean toldOutOfRange() {
    return outOfRange;
  }

  /** Tells that the number is out of range, if that was not told yet. */
  void tellOutOfRange() throws ConversionException {
    if (!outOfRange) {
      outOfRange = true;
      session.soft(SqlError.OUT_OF_RANGE);
    }
  }

  private void tellProblem() throws ConversionException {
    if (problem != null) {
      session.soft(problem);
      problem = null;
    }
  }

  private void readDigits(int from, int to) {
    long value = 0;
    overflow = false;
    int at = from;
    while (at < to && text[at] == '0') {
      at++;
    }
    if (to - at > 20) {
      overflow = true;
    } else {
      for (; at < to; at++) {
        int digit = text[at] - '0';
        if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0) {
          overflow = true;
          break;
        }
        value = value * 10 + digit;
      }
    }
    magnitude = value;
  }

  private void addOne() {
    if (magnitude == -1) {
      overflow = true;
    } else {
      magnitude++;
    }
  }

  /** Moves the point by the exponent in the text of the digits; a sign counts as a position. */
  private void scanExponent() throws ConversionException {
    int integers = (dot >= 0 ? dot : exponent) - start;
    String digits = ascii(start, start + integers);
    if (dot >= 0) {
      digits += ascii(dot + 1, exponent);
    }
    String power = ascii(exponent + 1, end);
    long places;
    try {
      places = Long.parseLong(power);
    } catch (NumberFormatException tooLong) {
      tooLarge(digits);
      return;
    }
    boolean signed = digits.charAt(0) == '-' || digits.charAt(0) == '+';
    long count = integers + places;
    if (places >= 0 && (count > MAX_INTEGER_POSITIONS || count < 0)) {
      tooLarge(digits);
      return;
    }
    if (count <= 0) {
      setText(count == 0 && digits.charAt(0) >= '5' && !signed ? "1" : "0");
    } else if (count == 1 && signed) {
      boolean up = digits.length() > 1 && digits.charAt(1) >= '5';
      setText(up ? digits.charAt(0) + "1" : "0");
    } else if (count <= digits.length()) {
      setText(digits.substring(0, (int) count));
      if (count < digits.length() && digits.charAt((int) count) >= '5') {
        addOne();
      }
    } else {
      setText(digits + "0".repeat((int) count - digits.length()));
    }
  }

  private void tooLarge(String digits) throws ConversionException {
    tellOutOfRange();
    setText(digits.charAt(0) == '-' ? MIN_LONG : MAX_UNSIGNED);
  }

  private void setText(String number) {
    byte[] bytes = number.getBytes(StandardCharsets.US_ASCII);
    text = bytes;
    minus = bytes[0] == '-';
    readDigits(minus || bytes[0] == '+' ? 1 : 0, bytes.length);
  }

  private String ascii(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.US_ASCII);
  }
}
