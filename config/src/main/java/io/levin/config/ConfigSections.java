package io.levin.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.config.Config.Checkpoint;
import io.levin.config.Config.Conflict;
import io.levin.config.Config.Cron;
import io.levin.config.Config.Levin;
import io.levin.config.Config.Lightning;
import io.levin.config.Config.PostRestore;
import io.levin.config.Config.Security;
import io.levin.config.Config.Tidb;
import io.levin.config.Config.TikvImporter;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the tables of the file in the order in which the original checks them, so that the first
 * fault reported is the one that a user of the original would see. The tables about the source are
 * read by {@link SourceSections}.
 */
final class ConfigSections {
  private static final Set<String> SQL_MODES =
      Set.of(
          "",
          "REAL_AS_FLOAT",
          "PIPES_AS_CONCAT",
          "ANSI_QUOTES",
          "IGNORE_SPACE",
          "NOT_USED",
          "ONLY_FULL_GROUP_BY",
          "NO_UNSIGNED_SUBTRACTION",
          "NO_DIR_IN_CREATE",
          "POSTGRESQL",
          "ORACLE",
          "MSSQL",
          "DB2",
          "MAXDB",
          "NO_KEY_OPTIONS",
          "NO_TABLE_OPTIONS",
          "NO_FIELD_OPTIONS",
          "MYSQL323",
          "MYSQL40",
          "ANSI",
          "NO_AUTO_VALUE_ON_ZERO",
          "NO_BACKSLASH_ESCAPES",
          "STRICT_TRANS_TABLES",
          "STRICT_ALL_TABLES",
          "NO_ZERO_IN_DATE",
          "NO_ZERO_DATE",
          "ALLOW_INVALID_DATES",
          "ERROR_FOR_DIVISION_BY_ZERO",
          "TRADITIONAL",
          "NO_AUTO_CREATE_USER",
          "HIGH_NOT_PRECEDENCE",
          "NO_ENGINE_SUBSTITUTION",
          "PAD_CHAR_TO_FULL_LENGTH");

  private final TomlTable root;
  private final Flags flags;
  private final int processors;
  private final long memoryBytes;
  private final List<String> faults;
  private final List<String> warnings = new ArrayList<>();

  ConfigSections(
      TomlTable root, Flags flags, int processors, long memoryBytes, List<String> faults) {
    this.root = root;
    this.flags = flags;
    this.processors = processors;
    this.memoryBytes = memoryBytes;
    this.faults = faults;
  }

  Config read() {
    // The file is taken apart in any order; faults are sorted by the order of these calls.
    TomlTable importer = root.table("tikv-importer");
    TikvImporter tikvImporter = tikvImporter(importer);
    Lightning lightning = lightning(root.table("lightning"));
    SourceSections source = new SourceSections(flags, faults, warnings);
    Config.Mydumper mydumper = source.mydumper(root);
    PostRestore postRestore = postRestore(root.table("post-restore"));
    Security security = security(root.table("security"));
    Tidb tidb = tidb(root.table("tidb"), security);
    Checkpoint checkpoint = checkpoint(root.table("checkpoint"));
    List<Config.Route> routes = source.routes(root, mydumper.sourceId());
    Conflict conflict = conflict(root.table("conflict"), importer);
    return new Config(
        lightning,
        tidb,
        security,
        checkpoint,
        tikvImporter,
        conflict,
        mydumper,
        postRestore,
        cron(root.table("cron")),
        routes,
        levin(root.table("levin")),
        List.copyOf(warnings));
  }

  private TikvImporter tikvImporter(TomlTable t) {
    String backend = flags.text("backend").orElse(t.text("backend", "")).toLowerCase(Locale.ROOT);
    checkBackend(backend);
    if (flags.text("importer").isPresent()) {
      faults.add(
          "-importer belongs to the Importer-backend, which this engine does not have; "
              + "give -sorted-kv-dir and -backend local");
    }
    String dir = flags.text("sorted-kv-dir").orElse(t.text("sorted-kv-dir", ""));
    if (dir.isEmpty()) {
      faults.add("tikv-importer.sorted-kv-dir must not be empty!");
    } else if (new File(dir).exists() && !new File(dir).isDirectory()) {
      faults.add("tikv-importer.sorted-kv-dir ('" + dir + "') is not a directory");
    }
    for (String key :
        List.of(
            "addr",
            "logical-import-batch-size",
            "logical-import-batch-rows",
            "logical-import-prep-stmt",
            "max-kv-pairs")) {
      if (t.ignored(key) && !key.equals("max-kv-pairs")) {
        warnings.add("tikv-importer." + key + " belongs to another backend and has no effect");
      }
    }
    boolean parallel = t.bool("parallel-import", false) | t.bool("incremental-import", false);
    String compress = t.text("compress-kv-pairs", "");
    if (!Set.of("", "gz", "gzip").contains(compress.toLowerCase(Locale.ROOT))) {
      faults.add(
          "invalid compression-type '"
              + compress
              + "', please choose valid option between ['gzip']");
    }
    String scope = t.text("pause-pd-scheduler-scope", "table").toLowerCase(Locale.ROOT);
    if (!Set.of("table", "global").contains(scope)) {
      faults.add("pause-pd-scheduler-scope is invalid, allowed value include: table, global");
    }
    boolean addIndex = t.bool("add-index-by-sql", false);
    if (addIndex && parallel) {
      faults.add(
          "tikv-importer.add-index-using-ddl cannot be used with tikv-importer.parallel-import");
    }
    int splitBatch = positive(t, "region-split-batch-size", 4096);
    int splitConcurrency = positive(t, "region-split-concurrency", processors);
    return new TikvImporter(
        backend,
        dir,
        parallel,
        orDefault(t.integer("range-concurrency", 0), 16),
        t.bytes("region-split-size", 0),
        t.longInteger("region-split-keys", 0),
        splitBatch,
        splitConcurrency,
        t.integer("region-check-backoff-limit", 1800),
        t.integer("send-kv-pairs", 32768),
        t.bytes("send-kv-size", 16 * ByteSize.KIB),
        !compress.isEmpty(),
        t.bytes("disk-quota", Long.MAX_VALUE),
        orDefault(t.bytes("engine-mem-cache-size", 0), 512 * ByteSize.MIB),
        orDefault(t.bytes("local-writer-mem-cache-size", 0), 128 * ByteSize.MIB),
        orDefault(t.bytes("block-size", 0), 16 * ByteSize.KIB),
        t.bytes("store-write-bwlimit", 0),
        scope,
        addIndex,
        t.text("keyspace-name", ""));
  }

  private void checkBackend(String backend) {
    switch (backend) {
      case "local" -> {}
      case "" -> faults.add("tikv-importer.backend must not be empty!");
      case "tidb" ->
          faults.add(
              "tikv-importer.backend = \"tidb\": this engine only does the physical import; set"
                  + " backend = \"local\", or run TiDB Lightning itself with the same file for the"
                  + " logical import");
      case "importer" ->
          faults.add(
              "tikv-importer.backend = \"importer\": the Importer-backend was removed from TiDB"
                  + " Lightning after v5.3; set backend = \"local\" and give sorted-kv-dir");
      default ->
          faults.add(
              "unsupported `tikv-importer.backend` (" + backend + "); set backend = \"local\"");
    }
  }

  private Lightning lightning(TomlTable t) {
    String statusAddr = t.text("status-addr", "");
    int pprofPort = t.integer("pprof-port", 0);
    if (statusAddr.isEmpty() && pprofPort > 0) {
      statusAddr = ":" + pprofPort;
    }
    statusAddr = flags.text("status-addr").orElse(statusAddr);
    boolean serverMode = t.bool("server-mode", false) || flags.isSet("server-mode");
    if (serverMode && statusAddr.isEmpty()) {
      faults.add("If server-mode is enabled, the status-addr must be a valid listen address");
    }
    String level = flags.text("L").orElse(t.text("level", "info")).toLowerCase(Locale.ROOT);
    if (!Set.of("debug", "info", "warn", "warning", "error", "fatal").contains(level)) {
      faults.add("lightning.level: unrecognized level: \"" + level + "\"");
    }
    int regionConcurrency = t.integer("region-concurrency", processors);
    if (regionConcurrency <= 0) {
      faults.add(
          "lightning.region-concurrency got " + regionConcurrency + ", should be larger than 0");
    } else if (regionConcurrency > processors) {
      warnings.add(
          "lightning.region-concurrency "
              + regionConcurrency
              + " is larger than the number of processors and was cut to "
              + processors);
      regionConcurrency = processors;
    }
    t.ignored("enable-diagnose-logs");
    t.ignored("max-error-records");
    return new Lightning(
        statusAddr,
        serverMode,
        level.equals("warning") ? "warn" : level,
        flags.text("log-file").orElse(t.text("file", "")),
        t.integer("max-size", 512),
        orDefault(t.integer("max-days", 7), 7),
        t.integer("max-backups", 0),
        orDefault(nonNegative(t, "table-concurrency", 0), 6),
        orDefault(nonNegative(t, "index-concurrency", 0), 2),
        Math.max(1, regionConcurrency),
        positive(t, "io-concurrency", 5),
        t.bool("check-requirements", true) && flags.bool("check-requirements").orElse(true),
        t.text("meta-schema-name", "lightning_metadata"),
        maxTypeErrors(t),
        t.text("task-info-schema-name", "lightning_task_info"));
  }

  private long maxTypeErrors(TomlTable t) {
    JsonNode value = t.raw("max-error");
    if (value == null) {
      return 0;
    }
    if (value.isIntegralNumber()) {
      return Math.max(0, value.longValue());
    }
    if (value.isObject()) {
      TomlTable table = t.table("max-error");
      table.ignored("conflict");
      for (String old : List.of("syntax", "charset")) {
        if (table.ignored(old)) {
          warnings.add("lightning.max-error." + old + " has no effect");
        }
      }
      return Math.max(0, table.longInteger("type", 0));
    }
    faults.add(
        "invalid max-error '"
            + value.asText()
            + "', should be an integer or a map of string:int64");
    return 0;
  }

  private PostRestore postRestore(TomlTable t) {
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
    return flags.text(key).map(Level::parse).orElse(inFile);
  }

  private Security security(TomlTable t) {
    TlsConfig inFile = tls(t);
    return new Security(
        new TlsConfig(
            flags.text("ca").orElse(inFile.caPath()),
            flags.text("cert").orElse(inFile.certPath()),
            flags.text("key").orElse(inFile.keyPath())),
        t.bool("redact-info-log", false) || flags.isSet("redact-info-log"));
  }

  private static TlsConfig tls(TomlTable t) {
    return new TlsConfig(t.text("ca-path", ""), t.text("cert-path", ""), t.text("key-path", ""));
  }

  private Tidb tidb(TomlTable t, Security cluster) {
    t.ignored("log-level");
    String sqlMode = t.text("sql-mode", "ONLY_FULL_GROUP_BY,NO_AUTO_CREATE_USER");
    for (String mode : sqlMode.split(",", -1)) {
      if (!SQL_MODES.contains(mode)) {
        faults.add(
            "invalid config: `mydumper.tidb.sql_mode` must be a valid SQL_MODE: ERROR 1231 (42000):"
                + " Variable 'sql_mode' can't be set to the value of '"
                + mode
                + "'");
        break;
      }
    }
    boolean ownSecurity = t.has("security");
    TlsConfig own = tls(t.table("security"));
    TlsConfig security = ownSecurity ? own : cluster.tls();
    String tls = t.text("tls", "");
    if (tls.isEmpty()) {
      tls = security.enabled() ? "cluster" : "false";
    }
    if (!Set.of("false", "cluster", "skip-verify", "preferred").contains(tls)) {
      faults.add("unsupported `tidb.tls` config " + tls);
    } else if (tls.equals("cluster") && !security.enabled()) {
      faults.add("cannot set `tidb.tls` to 'cluster' without a [security] section");
    }
    Map<String, String> vars = t.textMap("session-vars");
    return new Tidb(
        flags.text("tidb-host").orElse(t.text("host", "127.0.0.1")),
        flags.integer("tidb-port").orElse(t.integer("port", 0)),
        flags.text("tidb-user").orElse(t.text("user", "root")),
        flags.text("tidb-password").orElse(t.text("password", t.text("psw", ""))),
        flags.integer("tidb-status").orElse(t.integer("status-port", 10080)),
        flags.text("pd-urls").orElse(t.text("pd-addr", "")),
        sqlMode,
        tls,
        security,
        t.bytes("max-allowed-packet", 64 * ByteSize.MIB),
        t.integer("distsql-scan-concurrency", 15),
        orDefault(t.integer("build-stats-concurrency", 20), 20),
        orDefault(t.integer("index-serial-scan-concurrency", 20), 20),
        orDefault(t.integer("checksum-table-concurrency", 2), 2),
        Map.copyOf(vars));
  }

  private Checkpoint checkpoint(TomlTable t) {
    String schema = t.text("schema", "tidb_lightning_checkpoint");
    String driver = t.text("driver", "file");
    if (!Set.of("file", "mysql").contains(driver)) {
      faults.add("unknown checkpoint driver '" + driver + "'");
    }
    String dsn = t.text("dsn", "");
    if (dsn.isEmpty() && driver.equals("file")) {
      dsn = "/tmp/" + schema + ".pb";
    }
    return new Checkpoint(
        t.bool("enable", true) && flags.bool("enable-checkpoint").orElse(true),
        schema,
        driver,
        dsn,
        t.parsed("keep-after-success", KeepStrategy.REMOVE, KeepStrategy::parse));
  }

  private Conflict conflict(TomlTable t, TomlTable importer) {
    String strategy = t.text("strategy", "").toLowerCase(Locale.ROOT);
    String origin = "conflict.strategy";
    String onDuplicate = importer.text("on-duplicate", "").toLowerCase(Locale.ROOT);
    String resolution = importer.text("duplicate-resolution", "none").toLowerCase(Locale.ROOT);
    if (importer.bool("duplicate-detection", false) && resolution.equals("none")) {
      warnings.add(
          "tikv-importer.duplicate-detection is read as duplicate-resolution = \"record\"");
      resolution = "record";
    }
    boolean resolutionSet = !resolution.equals("none") && !resolution.isEmpty();
    if (strategy.isEmpty() && !onDuplicate.isEmpty()) {
      strategy = onDuplicate;
      origin = "tikv-importer.on-duplicate";
      warnings.add(
          "tikv-importer.on-duplicate = \"" + onDuplicate + "\" now sets conflict.strategy");
    } else if (strategy.isEmpty() && resolutionSet) {
      strategy = resolution;
    } else if (resolutionSet) {
      faults.add(origin + " cannot be used with tikv-importer.duplicate-resolution");
    }
    ConflictStrategy parsed = strategy(strategy, origin);
    long threshold = t.longInteger("threshold", -1);
    if (threshold > 0 && parsed == ConflictStrategy.ERROR) {
      faults.add("conflict.threshold cannot be set when use conflict.strategy = \"error\"");
    }
    if (threshold < 0) {
      threshold = parsed == ConflictStrategy.REPLACE ? 10_000 : 0;
    }
    if (t.ignored("max-record-rows")) {
      warnings.add("conflict.max-record-rows has no effect; conflict.threshold counts");
    }
    return new Conflict(
        parsed, t.bool("precheck-conflict-before-import", false), threshold, threshold);
  }

  private ConflictStrategy strategy(String text, String origin) {
    return switch (text) {
      case "", "none" -> ConflictStrategy.NONE;
      case "error" -> ConflictStrategy.ERROR;
      case "replace" -> ConflictStrategy.REPLACE;
      case "record", "remove" -> {
        warnings.add(origin + " '" + text + "' is read as 'replace'");
        yield ConflictStrategy.REPLACE;
      }
      case "ignore" -> {
        faults.add(
            origin + " cannot be set to \"ignore\" when use tikv-importer.backend = \"local\"");
        yield ConflictStrategy.NONE;
      }
      default -> {
        faults.add(
            "unsupported `" + origin + "` (" + text + "); choose one of '', 'error', 'replace'");
        yield ConflictStrategy.NONE;
      }
    };
  }

  private static Cron cron(TomlTable t) {
    return new Cron(
        t.duration("switch-mode", Duration.ofMinutes(5)),
        t.duration("log-progress", Duration.ofMinutes(5)),
        t.duration("check-disk-quota", Duration.ofMinutes(1)));
  }

  private Levin levin(TomlTable t) {
    String finish = t.text("fleet-finish", "auto");
    if (!Set.of("auto", "manual").contains(finish)) {
      faults.add("levin.fleet-finish '" + finish + "' must be 'auto' or 'manual'");
    }
    long budget = t.bytes("memory-budget", memoryBytes / 4);
    if (budget < 64 * ByteSize.MIB) {
      faults.add(
          "levin.memory-budget of "
              + ByteSize.format(budget)
              + " is too small; give at least 64MiB");
    }
    return new Levin(
        budget,
        t.duration("no-progress-limit", Duration.ofHours(1)),
        t.bool("wait-for-checksum", true),
        t.bool("share-work", false),
        t.duration("takeover-after", Duration.ofMinutes(3)),
        finish,
        t.text("meta-compat", "auto"),
        t.bool("fail-fast", false));
  }

  private int positive(TomlTable t, String key, int fallback) {
    int value = t.integer(key, fallback);
    if (value <= 0) {
      faults.add("`" + key + "` got " + value + ", should be larger than 0");
      return fallback;
    }
    return value;
  }

  private int nonNegative(TomlTable t, String key, int fallback) {
    int value = t.integer(key, fallback);
    if (value < 0) {
      faults.add("`" + key + "` got " + value + ", should not be negative");
      return fallback;
    }
    return value;
  }

  private static int orDefault(int value, int fallback) {
    return value == 0 ? fallback : value;
  }

  private static long orDefault(long value, long fallback) {
    return value == 0 ? fallback : value;
  }
}
