package io.levin.config;

import io.levin.config.Config.Conflict;
import java.util.Locale;

/**
 * Reads {@code [conflict]} and the keys that stood for it before, in the order in which the
 * original resolves them.
 */
final class ConflictSection {
  private static final long REPLACE_THRESHOLD = 10_000;

  private final Reading reading;
  private final TomlTable t;
  private final TomlTable importer;

  private ConflictSection(Reading reading, TomlTable table, TomlTable importer) {
    this.reading = reading;
    this.t = table;
    this.importer = importer;
  }

  static Conflict read(Reading reading, TomlTable table, TomlTable importer) {
    return new ConflictSection(reading, table, importer).read();
  }

  private Conflict read() {
    String strategy = valid(t, "strategy");
    String onDuplicate = valid(importer, "on-duplicate");
    String resolution = valid(importer, "duplicate-resolution");
    if (importer.bool("duplicate-detection", false) && resolution.isEmpty()) {
      reading.warn(
          "tikv-importer.duplicate-detection is read as tikv-importer.duplicate-resolution ="
              + " \"record\", which is conflict.strategy = \"replace\"");
      resolution = "replace";
    }
    String origin = "conflict.strategy";
    if (strategy.isEmpty() && !onDuplicate.isEmpty()) {
      strategy = onDuplicate;
      origin = "tikv-importer.on-duplicate";
      reading.warn(
          "tikv-importer.on-duplicate = \"" + onDuplicate + "\" now sets conflict.strategy");
    }
    if (strategy.isEmpty()) {
      strategy = resolution;
    } else if (!resolution.isEmpty()) {
      reading.fault(origin + " cannot be used with tikv-importer.duplicate-resolution");
    }
    if (strategy.equals("ignore")) {
      reading.fault(
          origin + " cannot be set to \"ignore\" when use tikv-importer.backend = \"local\"");
    }
    ConflictStrategy parsed =
        switch (strategy) {
          case "error" -> ConflictStrategy.ERROR;
          case "replace" -> ConflictStrategy.REPLACE;
          default -> ConflictStrategy.NONE;
        };
    long threshold = threshold(parsed);
    return new Conflict(
        parsed, t.bool("precheck-conflict-before-import", false), threshold, threshold);
  }

  private long threshold(ConflictStrategy strategy) {
    long threshold = t.longInteger("threshold", -1);
    if (threshold > 0 && strategy == ConflictStrategy.ERROR) {
      reading.fault("conflict.threshold cannot be set when use conflict.strategy = \"error\"");
    }
    if (t.longInteger("max-record-rows", -1) >= 0) {
      reading.warn(
          "Setting conflict.max-record-rows does not take affect. The value of"
              + " conflict.max-record-rows has been converted to conflict.threshold.");
    }
    if (threshold >= 0) {
      return threshold;
    }
    return strategy == ConflictStrategy.REPLACE ? REPLACE_THRESHOLD : 0;
  }

  /** The value of one of the three keys, old words put into new ones; empty for none. */
  private String valid(TomlTable table, String key) {
    String value = table.text(key, "").toLowerCase(Locale.ROOT);
    return switch (value) {
      case "", "none" -> "";
      case "error", "replace", "ignore" -> value;
      case "record", "remove" -> {
        reading.warn(
            table.dotted(key)
                + " '"
                + value
                + "' is no longer supported, has been converted to 'replace'");
        yield "replace";
      }
      default -> {
        reading.valueFault(
            table.dotted(key),
            "invalid conflict.strategy '"
                + value
                + "', please choose valid option between ['', 'replace', 'ignore', 'error']");
        yield "";
      }
    };
  }
}
