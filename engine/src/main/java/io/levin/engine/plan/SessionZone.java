package io.levin.engine.plan;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.kv.value.ZoneNames;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The zones that {@code time_zone} may name: {@code SYSTEM}, {@code +8:00}, or a zone's name. */
public final class SessionZone {
  private static final Pattern OFFSET = Pattern.compile("([+-])(\\d{1,2}):(\\d{2})");
  private static final int MOST_EAST = 14 * 60;
  private static final int MOST_WEST = 12 * 60 + 59;

  private SessionZone() {}

  /**
   * The zone of a name. {@code SYSTEM} is this machine's, as for the original importer; names are
   * taken in any case, offsets from -12:59 to +14:00.
   *
   * @throws ImportException {@link ErrorCode#INVALID_CONFIG} for a name that is not known
   */
  public static ZoneId of(String name) {
    if (name.equalsIgnoreCase("SYSTEM")) {
      return ZoneId.systemDefault();
    }
    Matcher offset = OFFSET.matcher(name);
    if (offset.matches()) {
      int minutes = Integer.parseInt(offset.group(2)) * 60 + Integer.parseInt(offset.group(3));
      boolean west = offset.group(1).equals("-");
      boolean inRange =
          Integer.parseInt(offset.group(3)) < 60 && minutes <= (west ? MOST_WEST : MOST_EAST);
      if (!inRange) {
        throw unknown(name, null);
      }
      return ZoneOffset.ofTotalSeconds((west ? -minutes : minutes) * 60);
    }
    try {
      return ZoneNames.ofAnyCase(name);
    } catch (DateTimeException e) {
      throw unknown(name, e);
    }
  }

  private static ImportException unknown(String name, DateTimeException cause) {
    return new ImportException(
        ErrorCode.INVALID_CONFIG,
        "invalid config: Unknown or incorrect time zone: '" + name + "'",
        "set time_zone by [tidb.session-vars] to SYSTEM, an offset such as '+8:00', or a name such"
            + " as 'Asia/Shanghai'",
        cause);
  }
}
