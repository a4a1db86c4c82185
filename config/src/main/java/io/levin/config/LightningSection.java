package io.levin.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.config.Config.Lightning;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads {@code [lightning]}. */
final class LightningSection {
  private static final Set<String> LEVELS =
      Set.of("debug", "info", "warn", "warning", "error", "fatal");

  private final Reading reading;
  private final TomlTable t;

  private LightningSection(Reading reading, TomlTable table) {
    this.reading = reading;
    this.t = table;
  }

  static Lightning read(Reading reading, TomlTable table) {
    return new LightningSection(reading, table).read();
  }

  private Lightning read() {
    Flags flags = reading.flags();
    String statusAddr = statusAddr(flags);
    boolean serverMode = t.bool("server-mode", false) | flags.isSet("server-mode");
    if (serverMode && statusAddr.isEmpty()) {
      reading.processFault(
          "If server-mode is enabled, the status-addr must be a valid listen address");
    }
    String level = flags.text("L").orElse(t.text("level", "info")).toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      reading.fault("lightning.level: unrecognized level: \"" + level + "\"");
    }
    t.ignored("enable-diagnose-logs");
    if (t.ignored("max-error-records")) {
      reading.warn(
          "lightning.max-error-records has no effect; conflict.threshold says how many conflicts"
              + " are recorded");
    }
    return new Lightning(
        statusAddr,
        serverMode,
        level.equals("warning") ? "warn" : level,
        flags.text("log-file").orElse(t.text("file", "")),
        Numbers.notNegative(reading, t, "max-size", 512),
        Numbers.orDefault(Numbers.notNegative(reading, t, "max-days", 7), 7),
        Numbers.notNegative(reading, t, "max-backups", 0),
        Numbers.orDefault(Numbers.notNegative(reading, t, "table-concurrency", 0), 6),
        Numbers.orDefault(Numbers.notNegative(reading, t, "index-concurrency", 0), 2),
        regionConcurrency(),
        Numbers.positive(reading, t, "io-concurrency", 5),
        t.bool("check-requirements", true) & flags.bool("check-requirements").orElse(true),
        t.text("meta-schema-name", "lightning_metadata"),
        maxTypeErrors(),
        t.text("task-info-schema-name", "lightning_task_info"));
  }

  private String statusAddr(Flags flags) {
    String statusAddr = t.text("status-addr", "");
    int pprofPort = t.integer("pprof-port", 0);
    if (statusAddr.isEmpty() && pprofPort > 0) {
      statusAddr = ":" + pprofPort;
    }
    return flags.text("status-addr").orElse(statusAddr);
  }

  private int regionConcurrency() {
    int processors = reading.processors();
    int value = Numbers.positive(reading, t, "region-concurrency", processors);
    if (value > processors) {
      reading.warn(
          "lightning.region-concurrency "
              + value
              + " is larger than the number of processors and was cut to "
              + processors);
    }
    return Math.min(value, processors);
  }

  private long maxTypeErrors() {
    JsonNode value = t.raw("max-error");
    if (value == null) {
      return 0;
    }
    if (value.isIntegralNumber()) {
      return Math.max(0, value.longValue());
    }
    if (!value.isObject()) {
      reading.valueFault(
          "lightning.max-error",
          "invalid max-error '"
              + value.asText()
              + "', should be an integer or a map of string:int64");
      return 0;
    }
    TomlTable table = t.table("max-error");
    table.ignored("conflict");
    for (String old : List.of("syntax", "charset")) {
      if (table.ignored(old)) {
        reading.warn("lightning.max-error." + old + " has no effect");
      }
    }
    return Math.max(0, table.longInteger("type", 0));
  }
}
