package io.levin.schema.ddl;

import io.levin.schema.TtlInfo;
import java.util.Locale;
import java.util.Map;

/**
 * The options of a table as they are written.
 *
 * @param values by name in upper case ({@code CHARSET} and {@code COLLATE} for all spellings); the
 *     last of several counts
 * @param ttl TTL; null where there is none
 */
public record TableOptions(Map<String, String> values, TtlInfo ttl) {
  /** Copies the map. */
  public TableOptions {
    values = Map.copyOf(values);
  }

  /** The text of an option; empty where it is not given. */
  public String text(String name) {
    return values.getOrDefault(name.toUpperCase(Locale.ROOT), "");
  }

  /** The number of an option, unsigned; 0 where it is not given. */
  public long number(String name) {
    String text = text(name);
    return text.isEmpty() ? 0 : Long.parseUnsignedLong(text);
  }
}
