package io.levin.config;

import java.time.Duration;
import java.util.List;

/** Keys about the target, the engine and what follows the import. */
final class ClusterKeyRows extends KeyRows {
  ClusterKeyRows() {
    flag("checkpoint.enable", c -> c.checkpoint().enable(), true);
    text("checkpoint.schema", c -> c.checkpoint().schema(), "tidb_lightning_checkpoint");
    row(
        "checkpoint.driver",
        c -> c.checkpoint().driver(),
        "file",
        "'mysql'",
        "mysql",
        "'paper'",
        "unknown checkpoint driver 'paper'");
    text("checkpoint.dsn", c -> c.checkpoint().dsn(), "/tmp/tidb_lightning_checkpoint.pb");
    row(
        "checkpoint.keep-after-success",
        c -> c.checkpoint().keepAfterSuccess(),
        KeepStrategy.REMOVE,
        "true",
        KeepStrategy.RENAME,
        "'burn'",
        "invalid checkpoint keep strategy 'burn', please choose valid option between ['remove', 'rename', 'origin']");

    row(
        "tikv-importer.backend",
        c -> c.tikvImporter().backend(),
        "local",
        "'LOCAL'",
        "local",
        "'tidb'",
        "this engine only does the physical import; set backend = \"local\"");
    row(
        "tikv-importer.sorted-kv-dir",
        c -> c.tikvImporter().sortedKvDir(),
        "/data/sorted",
        "'/other'",
        "/other",
        "''",
        "tikv-importer.sorted-kv-dir must not be empty!");
    flag("tikv-importer.parallel-import", c -> c.tikvImporter().parallelImport(), false);
    flag("tikv-importer.incremental-import", c -> c.tikvImporter().parallelImport(), false);
    row(
        "tikv-importer.duplicate-resolution",
        c -> c.conflict().strategy(),
        ConflictStrategy.NONE,
        "'remove'",
        ConflictStrategy.REPLACE,
        "'wish'",
        "invalid conflict.strategy 'wish', please choose valid option between ['', 'replace', 'ignore', 'error']");
    row(
        "tikv-importer.duplicate-detection",
        c -> c.conflict().strategy(),
        ConflictStrategy.NONE,
        "true",
        ConflictStrategy.REPLACE,
        "1",
        BOOLEAN_WANTED);
    row(
        "tikv-importer.on-duplicate",
        c -> c.conflict().strategy(),
        ConflictStrategy.NONE,
        "'replace'",
        ConflictStrategy.REPLACE,
        "'ignore'",
        "tikv-importer.on-duplicate cannot be set to \"ignore\" when use tikv-importer.backend = \"local\"");
    row(
        "tikv-importer.range-concurrency",
        c -> c.tikvImporter().rangeConcurrency(),
        16,
        "3",
        3,
        "-1",
        "`tikv-importer.range-concurrency` got -1, should not be negative");
    size("tikv-importer.region-split-size", c -> c.tikvImporter().regionSplitSize(), 0);
    number("tikv-importer.region-split-keys", c -> c.tikvImporter().regionSplitKeys(), 0L);
    row(
        "tikv-importer.region-split-batch-size",
        c -> c.tikvImporter().regionSplitBatchSize(),
        4096,
        "3",
        3,
        "0",
        "`tikv-importer.region-split-batch-size` got 0, should be larger than 0");
    row(
        "tikv-importer.region-split-concurrency",
        c -> c.tikvImporter().regionSplitConcurrency(),
        4,
        "3",
        3,
        "0",
        "`tikv-importer.region-split-concurrency` got 0, should be larger than 0");
    number(
        "tikv-importer.region-check-backoff-limit",
        c -> c.tikvImporter().regionCheckBackoffLimit(),
        1800);
    number("tikv-importer.send-kv-pairs", c -> c.tikvImporter().sendKvPairs(), 32768);
    size("tikv-importer.send-kv-size", c -> c.tikvImporter().sendKvSize(), 16 << 10);
    row(
        "tikv-importer.compress-kv-pairs",
        c -> c.tikvImporter().compressKvPairs(),
        false,
        "'gzip'",
        true,
        "'zip'",
        "invalid compression-type 'zip', please choose valid option between ['gzip']");
    inert("tikv-importer.max-kv-pairs", "4096", null);
    size("tikv-importer.disk-quota", c -> c.tikvImporter().diskQuota(), Long.MAX_VALUE);
    size(
        "tikv-importer.engine-mem-cache-size",
        c -> c.tikvImporter().engineMemCacheSize(),
        512 * MIB);
    size(
        "tikv-importer.local-writer-mem-cache-size",
        c -> c.tikvImporter().localWriterMemCacheSize(),
        128 * MIB);
    size("tikv-importer.block-size", c -> c.tikvImporter().blockSize(), 16 << 10);
    size("tikv-importer.store-write-bwlimit", c -> c.tikvImporter().storeWriteBwLimit(), 0);
    row(
        "tikv-importer.pause-pd-scheduler-scope",
        c -> c.tikvImporter().pausePdSchedulerScope(),
        "table",
        "'GLOBAL'",
        "global",
        "'all'",
        "pause-pd-scheduler-scope is invalid, allowed value include: table, global");
    row(
        "tikv-importer.add-index-by-sql",
        c -> c.tikvImporter().addIndexBySql(),
        false,
        "true",
        true,
        "true\nparallel-import = true",
        "tikv-importer.add-index-using-ddl cannot be used with tikv-importer.parallel-import");
    text("tikv-importer.keyspace-name", c -> c.tikvImporter().keyspaceName(), "");
    for (String key :
        List.of(
            "addr",
            "logical-import-batch-size",
            "logical-import-batch-rows",
            "logical-import-prep-stmt")) {
      inert(
          "tikv-importer." + key,
          "'x'",
          "tikv-importer." + key + " belongs to another backend and has no effect");
    }

    row(
        "conflict.strategy",
        c -> c.conflict().strategy(),
        ConflictStrategy.NONE,
        "'Error'",
        ConflictStrategy.ERROR,
        "'ignore'",
        "conflict.strategy cannot be set to \"ignore\" when use tikv-importer.backend = \"local\"");
    flag(
        "conflict.precheck-conflict-before-import",
        c -> c.conflict().precheckBeforeImport(),
        false);
    row(
        "conflict.threshold",
        c -> c.conflict().threshold(),
        0L,
        "5",
        5L,
        "5\nstrategy = 'error'",
        "conflict.threshold cannot be set when use conflict.strategy = \"error\"");
    row(
        "conflict.max-record-rows",
        c -> c.warnings(),
        List.of(),
        "5",
        List.of(
            "Setting conflict.max-record-rows does not take affect. The value of conflict.max-record-rows has been"
                + " converted to conflict.threshold."),
        "'5'",
        INTEGER_WANTED);

    row(
        "post-restore.checksum",
        c -> c.postRestore().checksum(),
        Level.REQUIRED,
        "'Optional'",
        Level.OPTIONAL,
        "1",
        "invalid op level '1', please choose valid option between ['off', 'optional', 'required']");
    row(
        "post-restore.analyze",
        c -> c.postRestore().analyze(),
        Level.OPTIONAL,
        "true",
        Level.REQUIRED,
        "''",
        "invalid op level '', please choose valid option between ['off', 'optional', 'required']");
    flag("post-restore.checksum-via-sql", c -> c.postRestore().checksumViaSql(), false);
    flag("post-restore.level-1-compact", c -> c.postRestore().level1Compact(), false);
    flag("post-restore.compact", c -> c.postRestore().compact(), false);
    flag("post-restore.post-process-at-last", c -> c.postRestore().postProcessAtLast(), true);

    duration("cron.switch-mode", c -> c.cron().switchMode(), Duration.ofMinutes(5));
    duration("cron.log-progress", c -> c.cron().logProgress(), Duration.ofMinutes(5));
    duration("cron.check-disk-quota", c -> c.cron().checkDiskQuota(), Duration.ofMinutes(1));

    row(
        "levin.memory-budget",
        c -> c.levin().memoryBudget(),
        2L << 30,
        "'1GiB'",
        1L << 30,
        "'1MiB'",
        "levin.memory-budget of 1MiB is too small; give at least 64MiB");
    row(
        "levin.no-progress-limit",
        c -> c.levin().noProgressLimit(),
        Duration.ofHours(1),
        "'2m'",
        Duration.ofMinutes(2),
        "'0s'",
        "`levin.no-progress-limit` got 0s, should be larger than 0");
    flag("levin.wait-for-checksum", c -> c.levin().waitForChecksum(), true);
    flag("levin.share-work", c -> c.levin().shareWork(), false);
    row(
        "levin.lot-size",
        c -> c.levin().lotSize(),
        2L << 30,
        "'16MiB'",
        16L << 20,
        "0",
        "levin.lot-size of 0 bytes is too small; give at least 1");
    row(
        "levin.takeover-after",
        c -> c.levin().takeoverAfter(),
        Duration.ofMinutes(3),
        "'2m'",
        Duration.ofMinutes(2),
        "'-1s'",
        "`levin.takeover-after` got -1s, should be larger than 0");
    row(
        "levin.heartbeat",
        c -> c.levin().heartbeat(),
        Duration.ofSeconds(10),
        "'2s'",
        Duration.ofSeconds(2),
        "'0s'",
        "`levin.heartbeat` got 0s, should be larger than 0");
    row(
        "levin.fleet-finish",
        c -> c.levin().fleetFinish(),
        "auto",
        "'manual'",
        "manual",
        "'never'",
        "levin.fleet-finish 'never' must be 'auto' or 'manual'");
    row(
        "levin.meta-compat",
        c -> c.levin().metaCompat(),
        "auto",
        "'6.x'",
        "6.x",
        "'4'",
        "levin.meta-compat '4' must be 'auto', '5.3', '6.x' or '7.x'");
    flag("levin.fail-fast", c -> c.levin().failFast(), false);
  }
}
