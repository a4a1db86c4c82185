package io.levin.config;

import io.levin.config.Config.Checkpoint;
import io.levin.config.Config.Cron;
import io.levin.config.Config.Levin;
import io.levin.config.Config.PostRestore;
import java.time.Duration;
import java.util.Set;

/** Reads the tables that have few keys and few rules. */
final class SmallSections {
  /** The smallest {@code levin.memory-budget}. */
  static final long LEAST_MEMORY = 64 * ByteSize.MIB;

  private static final Set<String> META_COMPAT = Set.of("auto", "5.3", "6.x", "7.x");

  private final Reading reading;

  SmallSections(Reading reading) {
    this.reading = reading;
  }

  Checkpoint checkpoint(TomlTable t) {
    String schema = t.text("schema", "tidb_lightning_checkpoint");
    String driver = t.text("driver", "file");
    if (!Set.of("file", "mysql").contains(driver)) {
      reading.fault("unknown checkpoint driver '" + driver + "'");
    }
    String dsn = t.text("dsn", "");
    if (dsn.isEmpty() && driver.equals("file")) {
      dsn = "/tmp/" + schema + ".pb";
    }
    return new Checkpoint(
        t.bool("enable", true) & reading.flags().bool("enable-checkpoint").orElse(true),
        schema,
        driver,
        dsn,
        t.parsed("keep-after-success", KeepStrategy.REMOVE, KeepStrategy::parse));
  }

  PostRestore postRestore(TomlTable t) {
    return new PostRestore(
        level("checksum", t, Level.REQUIRED),
        level("analyze", t, Level.OPTIONAL),
        t.bool("checksum-via-sql", false),
        t.bool("level-1-compact", false),
        t.bool("compact", false),
        t.bool("post-process-at-last", true));
  }

  private Level level(String key, TomlTable t, Level fallback) {
    Level inFile = t.parsed(key, fallback, Level::parse);
    return reading.flags().text(key).map(Level::parse).orElse(inFile);
  }

  Cron cron(TomlTable t) {
    return new Cron(
        t.duration("switch-mode", Duration.ofMinutes(5)),
        t.duration("log-progress", Duration.ofMinutes(5)),
        t.duration("check-disk-quota", Duration.ofMinutes(1)));
  }

  Levin levin(TomlTable t) {
    String finish = t.text("fleet-finish", "auto");
    if (!Set.of("auto", "manual").contains(finish)) {
      reading.fault("levin.fleet-finish '" + finish + "' must be 'auto' or 'manual'");
    }
    String compat = t.text("meta-compat", "auto");
    if (!META_COMPAT.contains(compat)) {
      reading.fault("levin.meta-compat '" + compat + "' must be 'auto', '5.3', '6.x' or '7.x'");
    }
    long budget = t.bytes("memory-budget", ConfigLoader.defaultMemoryBudget(reading.memoryBytes()));
    if (budget < LEAST_MEMORY) {
      reading.fault(
          "levin.memory-budget of "
              + ByteSize.format(budget)
              + " is too small; give at least 64MiB");
    } else if (budget + ProcessMemory.BESIDE > reading.memoryBytes()) {
      reading.warn(
          "levin.memory-budget of "
              + ByteSize.format(budget)
              + ", and up to "
              + ByteSize.format(ProcessMemory.BESIDE)
              + " beside it, is more than the "
              + ByteSize.format(reading.memoryBytes())
              + " that the machine or container has");
    }
    return new Levin(
        budget,
        positive(t, "no-progress-limit", Duration.ofHours(1)),
        t.bool("wait-for-checksum", true),
        t.bool("share-work", false),
        lotSize(t),
        positive(t, "takeover-after", Duration.ofMinutes(3)),
        positive(t, "heartbeat", Duration.ofSeconds(10)),
        finish,
        compat,
        t.bool("fail-fast", false));
  }

  private long lotSize(TomlTable t) {
    long size = t.bytes("lot-size", 2 * ByteSize.GIB);
    if (size <= 0) {
      reading.fault("levin.lot-size of " + size + " bytes is too small; give at least 1");
    }
    return size;
  }

  private Duration positive(TomlTable t, String key, Duration fallback) {
    Duration value = t.duration(key, fallback);
    if (value.isNegative() || value.isZero()) {
      reading.fault(
          "`" + t.dotted(key) + "` got " + GoDuration.format(value) + ", should be larger than 0");
    }
    return value;
  }
}
