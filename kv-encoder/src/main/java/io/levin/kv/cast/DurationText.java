package io.levin.kv.cast;

import io.levin.kv.value.Blanks;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Punctuation;
import io.levin.kv.value.Session;

/**
 * Reads time spans from text: {@code D hh:mm:ss}, {@code hh:mm[:ss]}, {@code hhmmss}, each with a
 * sign and a fraction, or the time of day of a datetime. One instance is reused.
 */
public final class DurationText {
  /** The longest span, 838:59:59, in nanoseconds. */
  public static final long MAX = (838 * 3600L + 59 * 60 + 59) * 1_000_000_000L;

  private static final long SECOND = 1_000_000_000L;
  private static final int MAX_HOURS = 838;

  /** A text that long with something left over behind the time is not taken for one. */
  private static final int DATETIME_LENGTH = 12;

  private final Session session;
  private final TimeText datetime;
  private final DateRules rules;
  private byte[] text;
  private int at;
  private int end;
  private long result;
  private boolean matched;

  private long hours;
  private long minutes;
  private long seconds;

  /** Reads texts as a session does. */
  public DurationText(Session session) {
    this.session = session;
    datetime = new TimeText(session.zone());
    rules = new DateRules(session.sqlMode());
  }

  /** What was read, clamped to the longest span. */
  public long nanoseconds() {
    return result;
  }

  /** False if the last text had nothing of a time in it. */
  public boolean matched() {
    return matched;
  }

  /**
   * Reads a text.
   *
   * @param fsp digits of the fraction that are kept, the rest rounds
   * @return false if it is no time, is out of range, or something is left over
   */
  public boolean read(byte[] source, int offset, int length, int fsp) {
    text = source;
    int start = Blanks.skip(source, offset, offset + length);
    end = Blanks.trimEnd(source, start, offset + length);
    at = start;
    result = 0;
    matched = false;
    if (match(fsp)) {
      return true;
    }
    if (!looksLikeDatetime(start)) {
      return false;
    }
    result = 0;
    matched = false;
    TimeText.Outcome outcome =
        datetime.read(text, start, end - start, datetime.fractionDigits(text, start, end));
    for (int i = datetime.junkWarnings(); i > 0; i--) {
      session.warn();
    }
    if (outcome != TimeText.Outcome.OK) {
      return false;
    }
    long core = datetime.core();
    if (!rules.allows(core)) {
      return false;
    }
    long clock = CoreTime.hour(core) * 3600L + CoreTime.minute(core) * 60L + CoreTime.second(core);
    matched = true;
    result = round(clock * SECOND + CoreTime.micro(core) * 1000L, fsp);
    return true;
  }

  /** Rounds to so many digits of a second's fraction; a half upwards, also below zero. */
  public static long round(long nanoseconds, int fsp) {
    long unit = SECOND;
    for (int i = 0; i < fsp; i++) {
      unit /= 10;
    }
    return Math.floorDiv(nanoseconds + unit / 2, unit) * unit;
  }

  private boolean match(int fsp) {
    if (at == end) {
      return false;
    }
    boolean minus = text[at] == '-';
    if (minus) {
      at++;
    }
    spaces();
    int length = end - at;
    int start = at;
    if (!dayAndClock()) {
      at = start;
      if (!clock(true)) {
        at = start;
        if (!compact()) {
          return false;
        }
      }
    }
    spaces();
    long nanoseconds = fraction(fsp);
    if (at < end && length >= DATETIME_LENGTH) {
      return false;
    }
    if (minutes >= 60 || seconds >= 60) {
      return false;
    }
    long sign = minus ? -1 : 1;
    if (hours > MAX_HOURS) {
      result = sign * MAX;
      matched = true;
      return false;
    }
    long total = (hours * 3600 + minutes * 60 + seconds) * SECOND + nanoseconds;
    if (total > MAX) {
      result = sign * MAX;
      matched = true;
      return false;
    }
    result = sign * total;
    matched = true;
    return at == end;
  }

  private boolean dayAndClock() {
    long days = number();
    if (days < 0 || at == end || !isSpace(text[at])) {
      return false;
    }
    spaces();
    if (!clock(false)) {
      return false;
    }
    hours = Math.min(hours, 1_000_000) + Math.min(days, 1000) * 24;
    return true;
  }

  private boolean clock(boolean needsColon) {
    hours = number();
    minutes = 0;
    seconds = 0;
    if (hours < 0) {
      return false;
    }
    if (!colon()) {
      return !needsColon;
    }
    minutes = number();
    if (minutes < 0) {
      return false;
    }
    if (colon()) {
      seconds = number();
    }
    return seconds >= 0;
  }

  private boolean compact() {
    long value = number();
    if (value < 0) {
      return false;
    }
    hours = value / 10_000;
    minutes = value / 100 % 100;
    seconds = value % 100;
    return true;
  }

  /** Reads a fraction, rounded to its first digits; a carry goes into it as a whole second. */
  private long fraction(int fsp) {
    if (at == end || text[at] != '.') {
      return 0;
    }
    at++;
    long unit = SECOND;
    long value = 0;
    int digits = 0;
    for (; at < end && isDigit(text[at]); at++, digits++) {
      int digit = text[at] - '0';
      if (digits < fsp) {
        unit /= 10;
        value += digit * unit;
      } else if (digits == fsp && digit >= 5) {
        value += unit;
      }
    }
    return value;
  }

  /** True if a colon, with or without spaces around it, was passed. */
  private boolean colon() {
    int before = at;
    spaces();
    if (at < end && text[at] == ':') {
      at++;
      spaces();
      return true;
    }
    at = before;
    return false;
  }

  /** A number; -1 if there is none or it is too large for 64 bits. */
  private long number() {
    int start = at;
    boolean tooMany = false;
    long value = 0;
    while (at < end && isDigit(text[at])) {
      int digit = text[at] - '0';
      tooMany |= value > (Long.MAX_VALUE - digit) / 10;
      value = value * 10 + digit;
      at++;
    }
    return at == start || tooMany ? -1 : value;
  }

  /** {@code YYYYMMDDhhmmss}, {@code YYMMDDhhmmss} or {@code Y-M-D} and a clock behind it. */
  private boolean looksLikeDatetime(int start) {
    at = start;
    int digits = skipDigits();
    if (digits == 12 || digits == 14) {
      return true;
    }
    for (int i = 0; i < 2; i++) {
      // A byte counts as the character below U+0100 of that number.
      if (digits == 0 || at == end || !Punctuation.is(text[at] & 0xFF)) {
        return false;
      }
      at++;
      digits = skipDigits();
    }
    return digits > 0 && at < end && (text[at] == ' ' || text[at] == 'T');
  }

  private int skipDigits() {
    int start = at;
    while (at < end && isDigit(text[at])) {
      at++;
    }
    return at - start;
  }

  private void spaces() {
    while (at < end && isSpace(text[at])) {
      at++;
    }
  }

  /** The bytes 85 and A0 count, as TiDB looks at bytes here. */
  private static boolean isSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r' || b == (byte) 0x85 || b == (byte) 0xA0;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
