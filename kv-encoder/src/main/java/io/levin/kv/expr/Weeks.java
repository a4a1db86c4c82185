package io.levin.kv.expr;

import io.levin.kv.value.CoreTime;

/** Weeks of the year, in all of MySQL's ways to count them. */
final class Weeks {
  private static final long NO_YEAR = 0xFFFF_FFFFL;

  private Weeks() {}

  /**
   * The week of the year by WEEK()'s modes, and the year that it belongs to.
   *
   * @param mode 0 to 7; 8 more to have weeks of the year before counted as such and not as 0
   * @return the year times 100, plus the week
   */
  static int yearWeek(long core, int mode) {
    boolean mondayFirst = (mode & 1) != 0;
    // The bit means the opposite for weeks that begin with Sunday.
    boolean firstDayDecides = (mode & 4) != 0 ^ !mondayFirst;
    return week(core, mondayFirst, (mode & (2 | 8)) != 0, firstDayDecides);
  }

  private static int week(
      long core, boolean mondayFirst, boolean weekOfYear, boolean firstDayDecides) {
    long day = Times.dayNumber(core);
    int year = CoreTime.year(core);
    long first = Times.dayNumber(CoreTime.date(year, 1, 1));
    int weekday = (int) ((first + 5 + (mondayFirst ? 0 : 1)) % 7);
    boolean ofYear = weekOfYear;
    if (CoreTime.month(core) == 1 && CoreTime.day(core) <= 7 - weekday) {
      if (!ofYear && (firstDayDecides && weekday != 0 || !firstDayDecides && weekday >= 4)) {
        return year * 100;
      }
      ofYear = true;
      year--;
      int days = daysInYear(year);
      first -= days;
      weekday = (weekday + 53 * 7 - days) % 7;
    }
    long days =
        firstDayDecides && weekday != 0 || !firstDayDecides && weekday >= 4
            ? day - (first + (7 - weekday))
            : day - (first - weekday);
    if (ofYear && days >= 52 * 7) {
      weekday = (weekday + daysInYear(year)) % 7;
      if (!firstDayDecides && weekday < 4 || firstDayDecides && weekday == 0) {
        return (year + 1) * 100 + 1;
      }
    }
    return year * 100 + (int) (days / 7) + 1;
  }

  private static int daysInYear(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0 && year != 0) ? 366 : 365;
  }

  /** The week of the year alone, see {@link #yearWeek}. */
  static int weekOfYear(long core, int mode) {
    return Math.floorMod(yearWeek(core, mode), 100);
  }

  /** The year that a week belongs to alone; that before the year 0 is the largest number. */
  static long yearOfWeek(long core, int mode) {
    int year = Math.floorDiv(yearWeek(core, mode), 100);
    return year < 0 ? NO_YEAR : year;
  }

  /** YEARWEEK: a week before the year 0 is the largest number of 32 bits. */
  static long yearWeekNumber(long core, int mode) {
    int number = yearWeek(core, mode | 8);
    return number < 0 ? NO_YEAR : number;
  }
}
