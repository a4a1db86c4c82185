package io.levin.kv.jsonschema;

import java.time.YearMonth;

/**
 * Reads a date with a time and a zone as Go does: an hour may have one digit, a fraction may follow
 * a comma, and a zone is up to 24:60 away.
 */
final class Rfc3339 {
  private static final int MAX_ZONE_HOUR = 24;
  private static final int MAX_ZONE_MINUTE = 60;

  private final String text;
  private int at;
  private boolean valid = true;

  private Rfc3339(String text) {
    this.text = text;
  }

  static boolean accepts(String text) {
    Rfc3339 reader = new Rfc3339(text);
    reader.read();
    return reader.valid && reader.at == text.length();
  }

  private void read() {
    int year = digits(4);
    expect('-');
    int month = digits(2);
    expect('-');
    int day = digits(2);
    letter('t');
    int hour = digitAt(at + 1) ? digits(2) : digits(1);
    expect(':');
    int minute = digits(2);
    expect(':');
    int second = digits(2);
    valid &= month >= 1 && month <= 12 && hour < 24 && minute < 60 && second < 60;
    if (!valid) {
      return;
    }
    valid = day >= 1 && day <= YearMonth.of(year, month).lengthOfMonth();
    if ((next() == '.' || next() == ',') && digitAt(at + 1)) {
      at++;
      while (digitAt(at)) {
        at++;
      }
    }
    zone();
  }

  private void zone() {
    if (next() == 'Z' || next() == 'z') {
      at++;
      return;
    }
    valid &= next() == '+' || next() == '-';
    at++;
    int hour = digits(2);
    expect(':');
    int minute = digits(2);
    valid &= hour <= MAX_ZONE_HOUR && minute <= MAX_ZONE_MINUTE;
  }

  private char next() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean digitAt(int position) {
    return position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9';
  }

  private int digits(int count) {
    int number = 0;
    for (int i = 0; i < count; i++, at++) {
      valid &= digitAt(at);
      number = valid ? number * 10 + text.charAt(at) - '0' : 0;
    }
    return number;
  }

  private void expect(char wanted) {
    valid &= next() == wanted;
    at++;
  }

  private void letter(char lower) {
    valid &= (next() | 0x20) == lower;
    at++;
  }
}
