package io.levin.kv.value;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;

/**
 * Time zones by the names of the tz database. The JDK has some names not at all, and others with
 * rules of their own, which the database has made links since its release 2024b.
 */
public final class ZoneNames {
  private static final Map<String, String> LINKS =
      Map.of(
          "EST", "America/Panama",
          "MST", "America/Phoenix",
          "HST", "Pacific/Honolulu",
          "ROC", "Asia/Taipei",
          "WET", "Europe/Lisbon",
          "CET", "Europe/Brussels",
          "MET", "Europe/Brussels",
          "EET", "Europe/Athens");

  private ZoneNames() {}

  /**
   * The zone of a name, or of an offset such as {@code +08:00}.
   *
   * @throws DateTimeException for one that is not known
   */
  public static ZoneId of(String name) {
    return ZoneId.of(name, LINKS);
  }
}
