package io.levin.engine.share;

import java.util.Map;
import java.util.TreeMap;

/**
 * By what an instance finds its fleet.
 *
 * @param digest of the tables and files, 64 digits: members of one fleet have the same
 * @param settings what decides about the bytes of a row, by the key's name: must be the same
 * @param source where this instance reads, without secrets
 * @param homeId of its sorted-kv-dir
 * @param host this machine
 */
public record FleetIdentity(
    String digest, Map<String, String> settings, String source, String homeId, String host) {
  /** Copies the map. */
  public FleetIdentity {
    settings = new TreeMap<>(settings);
  }

  /** The settings as a fleet's row has them: a {@code key = value} a line. */
  String settingsText() {
    StringBuilder text = new StringBuilder();
    settings.forEach(
        (key, value) ->
            text.append(key).append(" = ").append(value.replace("\n", "\\n")).append('\n'));
    return text.toString();
  }

  /** How the settings of a fleet differ from these; empty when they do not. */
  String differences(String others) {
    Map<String, String> theirs = new TreeMap<>();
    others
        .lines()
        .forEach(
            line -> {
              int at = line.indexOf(" = ");
              if (at > 0) {
                theirs.put(line.substring(0, at), line.substring(at + 3));
              }
            });
    StringBuilder text = new StringBuilder();
    settings.forEach(
        (key, value) -> {
          String own = value.replace("\n", "\\n");
          String other = theirs.getOrDefault(key, "");
          if (!own.equals(other)) {
            text.append(text.length() == 0 ? "" : "; ")
                .append(key)
                .append(" is '")
                .append(own)
                .append("' here and '")
                .append(other)
                .append("' there");
          }
        });
    return text.toString();
  }
}
