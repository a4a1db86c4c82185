package io.levin.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The configurations of the tasks that a server takes ({@code lightning.server-mode}). A posted
 * TOML is laid over what the server itself was started with: posted, then flags, then the server's
 * file, then defaults. Of the server's file only the keys that have flags count, as in the
 * original. Thread-safe.
 */
public final class TaskConfigs {
  /** What a task inherits. */
  private static final List<String> INHERITED =
      List.of(
          "lightning.check-requirements",
          "tidb.host",
          "tidb.port",
          "tidb.user",
          "tidb.password",
          "tidb.status-port",
          "tidb.pd-addr",
          "mydumper.data-source-dir",
          "mydumper.no-schema",
          "mydumper.filter",
          "mydumper.ignore-columns",
          "tikv-importer.addr",
          "tikv-importer.backend",
          "tikv-importer.sorted-kv-dir",
          "checkpoint.enable",
          "post-restore.checksum",
          "post-restore.analyze",
          "security.ca-path",
          "security.cert-path",
          "security.key-path",
          "security.redact-info-log");

  private static final Map<String, String> TEXT_FLAGS =
      Map.ofEntries(
          Map.entry("tidb-host", "tidb.host"),
          Map.entry("tidb-user", "tidb.user"),
          Map.entry("tidb-password", "tidb.password"),
          Map.entry("pd-urls", "tidb.pd-addr"),
          Map.entry("d", "mydumper.data-source-dir"),
          Map.entry("backend", "tikv-importer.backend"),
          Map.entry("sorted-kv-dir", "tikv-importer.sorted-kv-dir"),
          Map.entry("importer", "tikv-importer.addr"),
          Map.entry("checksum", "post-restore.checksum"),
          Map.entry("analyze", "post-restore.analyze"),
          Map.entry("ca", "security.ca-path"),
          Map.entry("cert", "security.cert-path"),
          Map.entry("key", "security.key-path"));

  private static final Map<String, String> INTEGER_FLAGS =
      Map.of("tidb-port", "tidb.port", "tidb-status", "tidb.status-port");

  /** Booleans with the one value that has an effect. */
  private static final Map<String, Map.Entry<String, Boolean>> BOOLEAN_FLAGS =
      Map.of(
          "enable-checkpoint", Map.entry("checkpoint.enable", false),
          "check-requirements", Map.entry("lightning.check-requirements", false),
          "no-schema", Map.entry("mydumper.no-schema", true),
          "redact-info-log", Map.entry("security.redact-info-log", true));

  /** What only the process has: a posted value has no effect. */
  private static final List<String> OF_THE_PROCESS =
      List.of(
          "lightning.status-addr",
          "lightning.pprof-port",
          "lightning.server-mode",
          "lightning.level",
          "lightning.file",
          "lightning.max-size",
          "lightning.max-days",
          "lightning.max-backups",
          "tidb.log-level");

  private final ConfigLoader loader;
  private final ObjectNode inherited;

  TaskConfigs(ConfigLoader loader, JsonNode file, Flags flags) {
    this.loader = loader;
    this.inherited = JsonNodeFactory.instance.objectNode();
    for (String key : INHERITED) {
      JsonNode value = find(file, key);
      if (value != null) {
        put(key, value);
      }
    }
    TEXT_FLAGS.forEach(
        (flag, key) ->
            flags.text(flag).ifPresent(v -> put(key, JsonNodeFactory.instance.textNode(v))));
    INTEGER_FLAGS.forEach(
        (flag, key) ->
            flags.integer(flag).ifPresent(v -> put(key, JsonNodeFactory.instance.numberNode(v))));
    BOOLEAN_FLAGS.forEach(
        (flag, effect) ->
            flags
                .bool(flag)
                .filter(effect.getValue()::equals)
                .ifPresent(v -> put(effect.getKey(), JsonNodeFactory.instance.booleanNode(v))));
    if (!flags.all("f").isEmpty()) {
      ArrayNode filter = JsonNodeFactory.instance.arrayNode();
      flags.all("f").forEach(filter::add);
      put("mydumper.filter", filter);
    }
  }

  /**
   * The configuration of a task.
   *
   * @param toml what was posted
   * @throws ImportException with the texts of the original, without a code
   */
  public Config task(String toml) {
    ObjectNode posted = JsonNodeFactory.instance.objectNode();
    try {
      if (ConfigLoader.parse("", toml) instanceof ObjectNode object) {
        posted = object;
      }
    } catch (ImportException e) {
      throw refused(
          "cannot parse task (must be TOML): " + e.problem().replaceFirst("^.*?'': ", ""));
    }
    List<String> withoutEffect = new ArrayList<>();
    for (String key : OF_THE_PROCESS) {
      if (remove(posted, key)) {
        withoutEffect.add(key);
      }
    }
    overlay(posted);
    Reading reading = loader.reading(Flags.none(), toml);
    TomlTable root = new TomlTable("", posted, reading);
    if (!withoutEffect.isEmpty()) {
      reading.warn(
          "currently only per-task configuration can be applied, global configuration changes can"
              + " only be made on startup: "
              + String.join(", ", withoutEffect));
    }
    Config config = ConfigLoader.read(root, reading);
    List<String> unreadable = new ArrayList<>(reading.globalFaults());
    unreadable.addAll(reading.typeFaults());
    List<String> unknown = reading.inOrderOfTheFile(root.unknownKeys());
    if (!unknown.isEmpty()) {
      unreadable.add(
          "config file contained unknown configuration options: " + String.join(", ", unknown));
    }
    if (!unreadable.isEmpty()) {
      throw refused("cannot parse task (must be TOML): " + String.join("\n", unreadable));
    }
    if (!reading.faults().isEmpty()) {
      throw refused(
          "invalid task configuration: " + reading.code() + String.join("\n", reading.faults()));
    }
    return config;
  }

  /** Gives a posted file what it lacks. */
  private void overlay(ObjectNode posted) {
    inherited
        .properties()
        .forEach(
            section -> {
              String name = nameIn(posted, section.getKey());
              if (name == null) {
                posted.set(section.getKey(), section.getValue().deepCopy());
              } else if (posted.get(name) instanceof ObjectNode own) {
                section
                    .getValue()
                    .properties()
                    .forEach(
                        key -> {
                          if (nameIn(own, key.getKey()) == null) {
                            own.set(key.getKey(), key.getValue());
                          }
                        });
              }
            });
  }

  private void put(String key, JsonNode value) {
    int dot = key.indexOf('.');
    inherited.withObject("/" + key.substring(0, dot)).set(key.substring(dot + 1), value);
  }

  private static boolean remove(ObjectNode root, String key) {
    int dot = key.indexOf('.');
    String section = nameIn(root, key.substring(0, dot));
    if (section == null || !(root.get(section) instanceof ObjectNode table)) {
      return false;
    }
    String name = nameIn(table, key.substring(dot + 1));
    return name != null && table.remove(name) != null;
  }

  private static JsonNode find(JsonNode root, String key) {
    int dot = key.indexOf('.');
    String section = nameIn(root, key.substring(0, dot));
    JsonNode table = section == null ? null : root.get(section);
    String name = table == null ? null : nameIn(table, key.substring(dot + 1));
    return name == null ? null : table.get(name);
  }

  /** How a table spells a key, exact spelling preferred; null where it lacks it. */
  private static String nameIn(JsonNode table, String key) {
    if (table.has(key)) {
      return key;
    }
    for (Map.Entry<String, JsonNode> entry : table.properties()) {
      if (entry.getKey().toLowerCase(Locale.ROOT).equals(key)) {
        return entry.getKey();
      }
    }
    return null;
  }

  private static ImportException refused(String text) {
    return new ImportException(ErrorCode.UNCODED, text, "");
  }
}
