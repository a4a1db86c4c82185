package io.levin.kv.cast;

import io.levin.kv.value.CoreTime;
import io.levin.kv.value.SessionZone;

/** Datetimes with fewer digits of a second's fraction. */
public final class TimeRounding {
  /** No time has these bits; those of years from 8192 on are negative, too. */
  public static final long NONE = -1;

  private static final int MICROS = 1_000_000;

  private TimeRounding() {}

  /**
   * Rounds half up to so many digits. A second that is carried goes by the zone's clock; where the
   * fields are no time of that clock, it goes up to the end of the day only.
   *
   * @return {@link #NONE} if the second that is carried leads out of a day that is no date
   */
  public static long round(long core, int fsp, SessionZone zone) {
    int unit = 1;
    for (int i = fsp; i < 6; i++) {
      unit *= 10;
    }
    int micro = CoreTime.micro(core);
    if (micro % unit == 0) {
      return core;
    }
    int rounded = (micro + unit / 2) / unit * unit;
    if (rounded < MICROS) {
      return core & ~(0xFFFFFL << 4) | (long) rounded << 4;
    }
    if (TimeText.exists(core, zone)) {
      long instant = zone.instantOf(CoreTime.wallSeconds(core)) + 1;
      return CoreTime.ofWallSeconds(zone.wallOf(instant), 0);
    }
    int clock = CoreTime.hour(core) * 3600 + CoreTime.minute(core) * 60 + CoreTime.second(core) + 1;
    if (clock >= 86_400) {
      return NONE;
    }
    return CoreTime.of(
        CoreTime.year(core),
        CoreTime.month(core),
        CoreTime.day(core),
        clock / 3600,
        clock / 60 % 60,
        clock % 60,
        0);
  }
}
