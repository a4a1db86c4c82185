package io.levin.config;

import io.levin.config.Config.TikvImporter;
import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads {@code [tikv-importer]}, save for the keys about conflicts. */
final class ImporterSection {
  private static final List<String> OF_OTHER_BACKENDS =
      List.of(
          "addr",
          "logical-import-batch-size",
          "logical-import-batch-rows",
          "logical-import-prep-stmt");

  private final Reading reading;
  private final TomlTable t;

  private ImporterSection(Reading reading, TomlTable table) {
    this.reading = reading;
    this.t = table;
  }

  static TikvImporter read(Reading reading, TomlTable table) {
    return new ImporterSection(reading, table).read();
  }

  private TikvImporter read() {
    Flags flags = reading.flags();
    String backend = flags.text("backend").orElse(t.text("backend", "")).toLowerCase(Locale.ROOT);
    checkBackend(backend);
    if (flags.text("importer").isPresent()) {
      reading.fault(
          "-importer belongs to the Importer-backend, which this engine does not have; "
              + "give -sorted-kv-dir and -backend local");
    }
    String dir = sortedKvDir(flags);
    for (String key : OF_OTHER_BACKENDS) {
      if (t.ignored(key)) {
        reading.warn("tikv-importer." + key + " belongs to another backend and has no effect");
      }
    }
    t.ignored("max-kv-pairs");
    String compress = t.text("compress-kv-pairs", "");
    if (!Set.of("", "gz", "gzip").contains(compress.toLowerCase(Locale.ROOT))) {
      reading.valueFault(
          "tikv-importer.compress-kv-pairs",
          "invalid compression-type '"
              + compress
              + "', please choose valid option between ['gzip']");
    }
    int splitBatch = Numbers.positive(reading, t, "region-split-batch-size", 4096);
    int splitConcurrency =
        Numbers.positive(reading, t, "region-split-concurrency", reading.processors());
    boolean parallel = t.bool("parallel-import", false) | incremental();
    boolean addIndex = t.bool("add-index-by-sql", false);
    if (addIndex && parallel) {
      reading.fault(
          "tikv-importer.add-index-using-ddl cannot be used with tikv-importer.parallel-import");
    }
    String scope = t.text("pause-pd-scheduler-scope", "table").toLowerCase(Locale.ROOT);
    if (!Set.of("table", "global").contains(scope)) {
      reading.fault("pause-pd-scheduler-scope is invalid, allowed value include: table, global");
    }
    return new TikvImporter(
        backend,
        dir,
        parallel,
        Numbers.orDefault(Numbers.notNegative(reading, t, "range-concurrency", 0), 16),
        t.bytes("region-split-size", 0),
        t.longInteger("region-split-keys", 0),
        splitBatch,
        splitConcurrency,
        t.integer("region-check-backoff-limit", 1800),
        t.integer("send-kv-pairs", 32768),
        t.bytes("send-kv-size", 16 * ByteSize.KIB),
        !compress.isEmpty(),
        t.bytes("disk-quota", Long.MAX_VALUE),
        Numbers.orDefault(t.bytes("engine-mem-cache-size", 0), 512 * ByteSize.MIB),
        Numbers.orDefault(t.bytes("local-writer-mem-cache-size", 0), 128 * ByteSize.MIB),
        Numbers.orDefault(t.bytes("block-size", 0), 16 * ByteSize.KIB),
        t.bytes("store-write-bwlimit", 0),
        scope,
        addIndex,
        t.text("keyspace-name", ""));
  }

  private boolean incremental() {
    boolean incremental = t.bool("incremental-import", false);
    if (incremental) {
      reading.warn(
          "tikv-importer.incremental-import is the old name of tikv-importer.parallel-import");
    }
    return incremental;
  }

  private String sortedKvDir(Flags flags) {
    String dir = flags.text("sorted-kv-dir").orElse(t.text("sorted-kv-dir", ""));
    if (dir.isEmpty()) {
      reading.fault("tikv-importer.sorted-kv-dir must not be empty!");
    } else if (new File(dir).exists() && !new File(dir).isDirectory()) {
      reading.fault("tikv-importer.sorted-kv-dir ('" + dir + "') is not a directory");
    }
    return dir;
  }

  private void checkBackend(String backend) {
    switch (backend) {
      case "local" -> {}
      case "" -> reading.fault("tikv-importer.backend must not be empty!");
      case "tidb" ->
          reading.fault(
              "tikv-importer.backend = \"tidb\": this engine only does the physical import; set"
                  + " backend = \"local\", or run TiDB Lightning itself with the same file for the"
                  + " logical import");
      case "importer" ->
          reading.fault(
              "tikv-importer.backend = \"importer\": the Importer-backend was removed from TiDB"
                  + " Lightning after v5.3; set backend = \"local\" and give sorted-kv-dir");
      default ->
          reading.fault(
              "unsupported `tikv-importer.backend` (" + backend + "); set backend = \"local\"");
    }
  }
}
