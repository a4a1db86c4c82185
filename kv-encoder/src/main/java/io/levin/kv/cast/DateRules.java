package io.levin.kv.cast;

import io.levin.kv.value.CoreTime;
import io.levin.kv.value.SqlMode;

/** Which dates a session's SQL mode lets pass. */
public final class DateRules {
  private static final int LAST_YEAR = 9999;
  private static final int MOST_DAYS = 31;

  private final boolean zeroInDate;
  private final boolean invalidDates;

  /** The rules of a mode. */
  public DateRules(SqlMode mode) {
    zeroInDate = mode.allowZeroInDate();
    invalidDates = mode.allowInvalidDates();
  }

  /** True if the fields are a date and a time of day, or what the mode takes for one. */
  public boolean allows(long time) {
    int year = CoreTime.year(time);
    int month = CoreTime.month(time);
    int day = CoreTime.day(time);
    boolean noDate = year == 0 && month == 0 && day == 0;
    if (!zeroInDate && !noDate && (month == 0 || day == 0)) {
      return false;
    }
    int days = invalidDates || month == 0 ? MOST_DAYS : CoreTime.daysInMonth(year, month);
    return year <= LAST_YEAR
        && month <= 12
        && day <= days
        && CoreTime.hour(time) < 24
        && CoreTime.minute(time) < 60
        && CoreTime.second(time) < 60;
  }
}
