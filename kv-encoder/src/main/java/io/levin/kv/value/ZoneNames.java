package io.levin.kv.value;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Time zones by the names of the tz database. The JDK has some names not at all, and others with
 * rules of their own, which the database has made links since its release 2024b.
 */
public final class ZoneNames {
  private static final Map<String, String> LINKS =
      Map.of(
          "GMT+0", "GMT0",
          "GMT-0", "GMT0",
          "EST", "America/Panama",
          "MST", "America/Phoenix",
          "HST", "Pacific/Honolulu",
          "ROC", "Asia/Taipei",
          "WET", "Europe/Lisbon",
          "CET", "Europe/Brussels",
          "MET", "Europe/Brussels",
          "EET", "Europe/Athens");

  /** The names of the database that the JDK has; those it adds to them are none of them. */
  private static final Set<String> NAMES =
      ZoneId.getAvailableZoneIds().stream()
          .filter(name -> !name.startsWith("SystemV/"))
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern OFFSET = Pattern.compile("[+-][0-9]{2}:[0-9]{2}");

  private ZoneNames() {}

  /**
   * The zone of a name, or of an offset such as {@code +08:00}.
   *
   * @throws DateTimeException for one that is not known, such as {@code GMT+8} or {@code Z}, which
   *     the JDK has forms for
   */
  public static ZoneId of(String name) {
    if (!LINKS.containsKey(name) && !NAMES.contains(name) && !OFFSET.matcher(name).matches()) {
      throw new DateTimeException("unknown time zone " + name);
    }
    return ZoneId.of(name, LINKS);
  }

  /**
   * The zone of a name in any case, or of an offset such as {@code +08:00}.
   *
   * @throws DateTimeException for one that is not known
   */
  public static ZoneId ofAnyCase(String name) {
    boolean exact = LINKS.containsKey(name) || NAMES.contains(name);
    return of(
        exact
            ? name
            : NAMES.stream()
                .filter(known -> known.equalsIgnoreCase(name))
                .findFirst()
                .orElse(name));
  }
}
