package io.levin.base;

import java.util.regex.Pattern;

/**
 * What texts for people may show of rows ({@code security.redact-info-log}): everything, or {@code
 * ?} in the place of values and keys. Messages are made without values by whoever knows them; keys,
 * which many messages name, are taken out where a text leaves the process.
 *
 * @param on whether values and keys are hidden
 */
public record Redaction(boolean on) {
  /** Shows everything. */
  public static final Redaction OFF = new Redaction(false);

  private static final String HIDDEN = "?";

  /**
   * Keys of tables in hexadecimal: {@code t}, an id, and what follows; maybe in the store's form.
   */
  private static final Pattern KEY = Pattern.compile("(?i)\\b(?:7a)?7480[0-9a-f]{14,}");

  /** A value, or what stands for it. */
  public String value(String value) {
    return on ? HIDDEN : value;
  }

  /** One of two texts of which the first holds a value. */
  public String either(String withValue, String withoutValue) {
    return on ? withoutValue : withValue;
  }

  /** A text that leaves the process, without keys. */
  public String keys(String text) {
    return on && text != null ? KEY.matcher(text).replaceAll(HIDDEN) : text;
  }
}
