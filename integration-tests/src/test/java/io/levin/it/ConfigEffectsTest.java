package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.engine.cli.CtlMain;
import io.levin.playground.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What keys of the configuration cause, where no other test is about it. */
final class ConfigEffectsTest extends PlaygroundPerClass {
  private static SampleTable table(String database, String name, int rows) {
    return new SampleTable(
        database,
        name,
        "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, n INT, KEY (n))",
        List.of("id", "n"),
        Rows.of(rows, i -> List.of(i, i)));
  }

  private String ctl(String... action) {
    List<String> arguments = new ArrayList<>(List.of("-c", harness().configFile().toString()));
    arguments.addAll(List.of(action));
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(told, true, StandardCharsets.UTF_8);
    assertThat(new CtlMain(print, print).run(arguments)).isZero();
    return told.toString(StandardCharsets.UTF_8);
  }

  @Test
  void noSchemaExecutesNoSchemaFile() {
    SampleTable table = table("no_schema", "t", 10);
    harness().dump().sql(table).file("no_schema.t-schema.sql", "this is no SQL;");
    harness().toml().set("mydumper", "no-schema", true);
    harness().run().failedWith(1, "`no_schema`.`t` schema not found");
    harness().query("CREATE DATABASE no_schema");
    harness().query(table.create().replace("`t`", table.quoted()));
    harness().run().succeeded();
    harness().holds(table);
  }

  @Test
  void tablesAreCheckedAfterEachOrAtLast() {
    SampleTable first = table("post", "a", 10);
    SampleTable second = table("post", "b", 300);
    harness().dump().sql(first).sql(second);
    harness().toml().set("lightning", "table-concurrency", 1);
    harness().toml().set("post-restore", "post-process-at-last", false);
    assertThat(steps(harness().run().succeeded(), "post"))
        .containsExactly("restore a", "checksum a", "restore b", "checksum b");
    harness().query("DROP DATABASE post");
    harness().toml().set("post-restore", "post-process-at-last", true);
    assertThat(steps(harness().run().succeeded(), "post"))
        .startsWith("restore a", "restore b")
        .contains("checksum a", "checksum b");
  }

  /** When tables begin, and when their checksums do, in order. */
  private static List<String> steps(ImportRun run, String database) {
    List<String> steps = new ArrayList<>();
    run.log()
        .lines()
        .filter(line -> line.contains("restore table start") || line.contains("checksum start"))
        .forEach(
            line -> {
              int name = line.indexOf("`" + database + "`.`") + database.length() + 4;
              steps.add(
                  (line.contains("checksum") ? "checksum " : "restore ")
                      + line.substring(name, line.indexOf('`', name)));
            });
    return steps;
  }

  @Test
  void failFastEndsTheImportWithItsFirstTable() {
    SampleTable good = table("fast", "good", 300);
    harness().dump().sql(good);
    harness()
        .dump()
        .schema(table("fast", "bad", 0))
        .data(table("fast", "bad", 0), "sql", "INSERT INTO bad VALUES (1,1),(1,2);\n");
    harness().toml().set("lightning", "table-concurrency", 1).set("levin", "fail-fast", true);
    harness().run().failedWith(1, "found duplicate key");
    assertThat(harness().query("SELECT COUNT(*) FROM fast.good")).containsExactly("0");
    ctl("-checkpoint-error-destroy", "all");
    harness().toml().set("levin", "fail-fast", false);
    harness().run().failedWith(1, "found duplicate key");
    harness().holds(good);
    harness().query("DROP DATABASE IF EXISTS lightning_metadata");
  }

  @Test
  void requestsMayBeSmallOneByOneAndCompressed() {
    SampleTable table = FaultMatrixTest.TABLE.in("requests");
    harness()
        .smallRegions()
        .toml()
        .set("tikv-importer", "compress-kv-pairs", "gzip")
        .set("tikv-importer", "region-split-batch-size", 1)
        .set("tikv-importer", "region-split-concurrency", 1)
        .set("tikv-importer", "range-concurrency", 1)
        .set("lightning", "io-concurrency", 1)
        .set("cron", "log-progress", "20ms");
    harness().dump().sql(table, 3);
    ImportRun run = harness().run().succeeded();
    harness().holds(table);
    assertThat(run.log().lines().filter(line -> line.contains("] [progress] ")))
        .hasSizeGreaterThan(1);
  }

  @Test
  void theMetadataHasItsSchemaAndAnOldFileItsPort() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    SampleTable table = FaultMatrixTest.TABLE.in("elsewhere");
    harness()
        .smallRegions()
        .toml()
        .set("lightning", "meta-schema-name", "other_meta")
        .set("lightning", "pprof-port", port);
    harness().dump().sql(table);
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault held = playground.playground().faults().inject("MultiIngest nth=5 -> stall");
    CompletableFuture<ImportRun> run = CompletableFuture.supplyAsync(harness()::run);
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || run.isDone());
    assertThat(harness().query("SELECT COUNT(*) FROM other_meta.task_meta_v2"))
        .containsExactly("1");
    URL metrics = URI.create("http://127.0.0.1:" + port + "/metrics").toURL();
    try (InputStream in = metrics.openStream()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains("lightning_chunks{", "lightning_local_storage_usage_bytes{medium=\"disk\"}");
    }
    held.remove();
    run.join().succeeded();
    harness().holds(table);
  }

  @Test
  void sessionVariablesAreSetAndOneThatTheServerDoesNotKnowIsLeftOut() {
    harness()
        .toml()
        .set("tidb", "distsql-scan-concurrency", 31)
        .set("tidb", "build-stats-concurrency", 32)
        .set("tidb", "index-serial-scan-concurrency", 33)
        .set("tidb", "checksum-table-concurrency", 34)
        .set("tidb.session-vars", "tidb_txn_mode", "pessimistic");
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    List<String> variables =
        List.of(
            "tidb_distsql_scan_concurrency = 31",
            "tidb_build_stats_concurrency = 32",
            "tidb_index_serial_scan_concurrency = 33",
            "tidb_checksum_table_concurrency = 34",
            "tidb_txn_mode = .pessimistic.");
    variables.forEach(
        set ->
            playground
                .playground()
                .inject(
                    "SQL " + set.replace(" ", ".*") + " times=1 -> error=1193,no such variable"));
    harness().dump().sql(table("variables", "t", 3));
    ImportRun run = harness().run().succeeded();
    assertThat(run.log())
        .contains(
            variables.stream()
                .map(set -> "refused session variable " + set.split(" ")[0])
                .toArray(String[]::new));
  }

  @Test
  void keysWithoutEffectDoNoHarmAndThoseOfOthersAreNamed() {
    SampleTable table = table("effectless", "t", 10);
    harness()
        .toml()
        .set("lightning", "enable-diagnose-logs", true)
        .set("lightning", "max-error-records", 5)
        .set("lightning", "max-error", new StringBuilder("{conflict = 1, syntax = 1, charset = 1}"))
        .set("tidb", "log-level", "info")
        .set("tidb", "max-allowed-packet", "1MiB")
        .set("tikv-importer", "incremental-import", false)
        .set("tikv-importer", "send-kv-pairs", 1)
        .set("tikv-importer", "send-kv-size", 1)
        .set("tikv-importer", "max-kv-pairs", 1)
        .set("tikv-importer", "engine-mem-cache-size", 1)
        .set("tikv-importer", "local-writer-mem-cache-size", 1)
        .set("tikv-importer", "block-size", 1)
        .set("tikv-importer", "addr", "127.0.0.1:8287")
        .set("tikv-importer", "logical-import-batch-size", 1)
        .set("tikv-importer", "logical-import-batch-rows", 1)
        .set("tikv-importer", "logical-import-prep-stmt", true)
        .set("tikv-importer", "duplicate-detection", false)
        .set("conflict", "max-record-rows", 1)
        .set("mydumper", "batch-size", 1)
        .set("mydumper", "batch-import-ratio", 0.1)
        .set("cron", "check-disk-quota", "1ms");
    harness().dump().sql(table);
    ImportRun run = harness().run().succeeded();
    harness().holds(table);
    assertThat(run.log())
        .contains(
            "tikv-importer.addr belongs to another backend and has no effect",
            "tikv-importer.logical-import-batch-rows belongs to another backend",
            "lightning.max-error.syntax has no effect",
            "lightning.max-error-records has no effect");
  }

  @Test
  void ctlSwitchesAndCompactsStores() {
    harness().dump().sql(table("ctl_stores", "t", 1));
    int stores = harness().query("SELECT 1 FROM information_schema.tikv_store_status").size();
    ctl("-switch-mode", "import");
    assertThat(ctl("-fetch-mode").lines().filter(line -> line.endsWith(" | Import mode")))
        .hasSize(stores);
    ctl("--switch-mode=normal");
    assertThat(ctl("--fetch-mode").lines().filter(line -> line.endsWith(" | Normal mode")))
        .hasSize(stores);
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault counter = playground.playground().faults().inject("Compact times=1000 -> delay=1");
    ctl("-compact");
    counter.remove();
    assertThat(counter.hits()).isEqualTo(stores);
  }

  @Test
  void retriesEndWhenNothingGetsOnForSoLong() {
    SampleTable table = FaultMatrixTest.TABLE.in("stuck");
    harness().smallRegions().dump().sql(table);
    harness().toml().set("levin", "no-progress-limit", "1s");
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault busy = playground.playground().faults().inject("MultiIngest times=100000 -> busy=10");
    harness()
        .run()
        .failedWith(
            1,
            "ingest tikv failed: region ",
            "nothing of the engine got on for longer than levin.no-progress-limit",
            "check the TiKV stores of that region, then start again");
    busy.remove();
    harness().run().succeeded();
    harness().holds(table);
  }

  @Test
  void theMetadataHasTheFormThatIsAskedFor() {
    SampleTable table = table("old_form", "t", 300);
    harness().dump().sql(table);
    harness().toml().set("levin", "meta-compat", "5.3");
    assertThat(harness().run().succeeded().log())
        .contains("the metadata tables of an older version are used", "generation=5.3");
    harness().holds(table);
  }

  @Test
  void sumsAndStatisticsAreMadeAsFarAsTheyAreAskedFor() {
    SampleTable table = table("levels", "t", 300);
    harness().dump().sql(table);
    harness().toml().set("post-restore", "checksum", "OFF").set("post-restore", "analyze", true);
    assertThat(harness().run().succeeded().log())
        .contains("skip checksum because the checksum option is off", "analyze completed")
        .doesNotContain("remote checksum");
    harness().query("TRUNCATE TABLE levels.t");
    harness().toml().set("post-restore", "checksum", "optional");
    harness().toml().set("post-restore", "checksum-via-sql", true);
    harness().toml().set("post-restore", "analyze", "optional");
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    playground.playground().inject("SQL ^ADMIN CHECKSUM -> error=1046,no such thing");
    playground.playground().inject("SQL ^ANALYZE times=1 -> error=1046,no such thing");
    // One that may pass by itself: else the next start would be refused.
    playground.playground().inject("SQL ^ANALYZE -> error=1105,no such thing");
    assertThat(harness().run().succeeded().log())
        .contains("checksum failed, ignored", "analyze failed, ignored");
    harness().query("TRUNCATE TABLE levels.t");
    harness().toml().remove("post-restore");
    harness().toml().set("post-restore", "analyze", "required");
    harness()
        .run()
        .failedWith(1, "analyze: ", "the data is in and verified; run ANALYZE TABLE by hand");
    playground.playground().clearFaults();
    harness().run().succeeded();
    harness().query("TRUNCATE TABLE levels.t");
    harness().toml().set("post-restore", "analyze", "off");
    assertThat(harness().run().succeeded().log()).contains("skip analyze", "checksum pass");
    harness().holds(table);
  }

  @Test
  void tlsThatTheServerDoesNotHaveIsAnErrorUnlessItIsOnlyPreferred() {
    SampleTable table = table("plain", "t", 10);
    harness().dump().sql(table);
    harness().toml().set("tidb", "tls", "skip-verify");
    harness()
        .run()
        .failedWith(1, "SSL Connection required", "check tidb.host, tidb.port and tidb.tls");
    harness().toml().set("tidb", "tls", "preferred");
    harness().run().succeeded();
    harness().holds(table);
  }
}
