package io.levin.kv.cast;

import io.levin.kv.value.Blanks;

/**
 * A date or time text cut into its fields: the numbers between separators, the fraction, the zone.
 * What looks like a fraction or a zone is a field after all where too few fields stand before it.
 * Only positions are kept; one instance is reused.
 */
final class TimeFields {
  /** More fields than these are only counted. */
  private static final int MAX_FIELDS = 12;

  /** So many digits fit an int. */
  private static final int SAFE_DIGITS = 9;

  private final int[] starts = new int[MAX_FIELDS];
  private final int[] ends = new int[MAX_FIELDS];

  private byte[] text;
  private int count;
  private int fractionStart;
  private int fractionEnd;
  private boolean junk;

  private int zoneAt;
  private int zoneHour;
  private int zoneMinute;
  private boolean zoneMinus;
  private boolean zoneUtc;

  /** Cuts a text. */
  void split(byte[] source, int start, int end) {
    text = source;
    count = 0;
    junk = false;
    fractionStart = 0;
    fractionEnd = 0;
    int stop = end;
    findZone(start, stop);
    int at = zoneAt;
    int hour = zoneHour;
    int minute = zoneMinute;
    boolean minus = zoneMinus;
    boolean utc = zoneUtc;
    if (at > start) {
      stop = skipPunctuation(start, at);
    }
    int dot = findFraction(start, stop);
    if (dot > start) {
      fractionStart = dot + 1;
      fractionEnd = fractionStart;
      while (fractionEnd < stop && isDigit(text[fractionEnd])) {
        fractionEnd++;
      }
      junk = fractionEnd != stop;
      stop = skipPunctuation(start, dot);
    }
    splitFields(start, stop);
    zoneAt = at > start ? at : -1;
    zoneHour = hour;
    zoneMinute = minute;
    zoneMinus = minus;
    zoneUtc = utc;
    if (fractionEnd > fractionStart && canAbsorb()) {
      add(fractionStart, fractionEnd);
      fractionEnd = fractionStart;
    }
    boolean together = zoneMinute >= 0 && zoneMinute == zoneHour + 2;
    if (zoneAt >= 0 && !zoneUtc && canAbsorb() && !together) {
      add(zoneHour, zoneHour + 2);
      if (zoneMinute >= 0) {
        add(zoneMinute, zoneMinute + 2);
      }
      zoneAt = -1;
    }
  }

  /** How much stands behind the point of a text's fraction, up to 6; what else it may be counts. */
  int behindPoint(byte[] source, int start, int end) {
    text = source;
    int dot = findFraction(start, end);
    return dot < 0 ? 0 : Math.min(6, end - dot - 1);
  }

  /** How many fields there are. */
  int count() {
    return count;
  }

  /** How many characters a field has. */
  int length(int field) {
    return ends[field] - starts[field];
  }

  /** A field as a number, capped; -1 if it is none or too large for 64 bits. */
  int number(int field) {
    int length = length(field);
    int at = starts[field];
    while (length > 1 && text[at] == '0') {
      at++;
      length--;
    }
    if (length <= SAFE_DIGITS) {
      return digitsAt(at, length);
    }
    long value = 0;
    for (int i = at; i < at + length; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return Integer.MAX_VALUE;
  }

  /** Digits out of a field; -1 if one is none. */
  int digits(int field, int from, int width) {
    return digitsAt(starts[field] + from, width);
  }

  /** The digits that come first in a part of a field; -1 if there is none. */
  int leadingDigits(int field, int from, int width) {
    int at = starts[field] + from;
    int size = 0;
    while (size < width && isDigit(text[at + size])) {
      size++;
    }
    return digitsAt(at, size);
  }

  /** True if the last character of a field is a sign. */
  boolean endsWithSign(int field) {
    byte last = text[ends[field] - 1];
    return last == '+' || last == '-';
  }

  int fractionLength() {
    return fractionEnd - fractionStart;
  }

  /** The first digits of the fraction as a number. */
  long fractionPrefix(int digits) {
    return digitsAt(fractionStart, digits);
  }

  int fractionDigits(int from, int width) {
    return digitsAt(fractionStart + from, width);
  }

  /** True if there was more than digits in the fraction. */
  boolean junk() {
    return junk;
  }

  boolean hasZone() {
    return zoneAt >= 0;
  }

  /** True if the zone is one from -14:00 to +14:00; -00:00 is none. */
  boolean zoneInRange() {
    int hour = zoneUtc ? 0 : digitsAt(zoneHour, 2);
    int minute = zoneMinute < 0 ? 0 : digitsAt(zoneMinute, 2);
    return hour <= 14
        && minute <= 59
        && (hour < 14 || minute == 0)
        && !(zoneMinus && hour == 0 && minute == 0);
  }

  /** Seconds east of Greenwich. */
  int zoneOffset() {
    int hour = zoneUtc ? 0 : digitsAt(zoneHour, 2);
    int minute = zoneMinute < 0 ? 0 : digitsAt(zoneMinute, 2);
    int seconds = hour * 3600 + minute * 60;
    return zoneMinus ? -seconds : seconds;
  }

  /** Too few fields stand there for a fraction or zone to be one. */
  private boolean canAbsorb() {
    return count <= 5 && !(count == 1 && length(0) > 4);
  }

  /**
   * Finds {@code Z}, {@code +hh}, {@code +hhmm} or {@code +hh:mm} at the end. A {@code Z} further
   * before a sign is where the zone begins. In a text of 2, 4 or 5 characters a {@code Z} is none.
   */
  private void findZone(int start, int end) {
    zoneAt = -1;
    zoneHour = -1;
    zoneMinute = -1;
    zoneMinus = false;
    int length = end - start;
    zoneUtc = length > 0 && text[end - 1] == 'Z' && length != 2 && length != 4 && length != 5;
    if (zoneUtc) {
      zoneAt = end - 1;
      return;
    }
    int sign = -1;
    int utc = -1;
    for (int i = end - 1; i >= start && utc < 0; i--) {
      if (text[i] == 'Z') {
        utc = i;
      } else if (sign < 0 && (text[i] == '-' || text[i] == '+')) {
        sign = i;
      }
    }
    if (sign < 0) {
      return;
    }
    int size = end - sign;
    boolean hours = size == 3 && twoDigits(sign + 1);
    boolean both = size == 5 && twoDigits(sign + 1) && twoDigits(sign + 3);
    boolean colon =
        size == 6 && text[sign + 3] == ':' && twoDigits(sign + 1) && twoDigits(sign + 4);
    if (hours || both || colon) {
      zoneAt = utc < 0 ? sign : utc;
      zoneMinus = text[sign] == '-';
      zoneHour = sign + 1;
      zoneMinute = hours ? -1 : colon ? sign + 4 : sign + 3;
    }
  }

  /** The last punctuation that is no sign, if it is a point; -1 if not. */
  private int findFraction(int start, int end) {
    findZone(start, end);
    int from = zoneAt < 0 ? end - 1 : zoneAt - 1;
    for (int i = from; i >= start; i--) {
      if (text[i] != '+' && text[i] != '-' && isPunctuation(text[i])) {
        return text[i] == '.' ? i : -1;
      }
    }
    return -1;
  }

  private int skipPunctuation(int start, int from) {
    int at = from;
    while (at > start && isPunctuation(text[at - 1])) {
      at--;
    }
    return at;
  }

  private void splitFields(int from, int to) {
    int start = Blanks.skip(text, from, to);
    int end = Blanks.trimEnd(text, start, to);
    if (start == end || !isDigit(text[start])) {
      return;
    }
    int fieldStart = start;
    for (int i = start + 1; i < end - 1; i++) {
      if (separates(text[i], count)) {
        int before = count;
        add(fieldStart, i);
        fieldStart = i + 1;
        while (i + 1 < end && separates(text[i + 1], before)) {
          i++;
          fieldStart++;
        }
      } else if (!isDigit(text[i])) {
        count = 0;
        return;
      }
    }
    add(fieldStart, end);
  }

  private static boolean separates(byte c, int fields) {
    if (isPunctuation(c)) {
      return true;
    }
    if (fields == 2 && (c == 'T' || c == ' ' || c >= '\t' && c <= '\r')) {
      return true;
    }
    return fields > 4 && !isDigit(c);
  }

  private void add(int start, int end) {
    if (count < MAX_FIELDS) {
      starts[count] = start;
      ends[count] = end;
    }
    count++;
  }

  private int digitsAt(int at, int width) {
    if (width <= 0) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + width; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private boolean twoDigits(int at) {
    return isDigit(text[at]) && isDigit(text[at + 1]);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** ASCII punctuation, symbols included. */
  static boolean isPunctuation(byte b) {
    return b >= '!' && b <= '/'
        || b >= ':' && b <= '@'
        || b >= '[' && b <= '`'
        || b >= '{' && b <= '~';
  }
}
