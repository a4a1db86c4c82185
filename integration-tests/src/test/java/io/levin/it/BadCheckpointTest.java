package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.base.Step;
import io.levin.engine.cli.CtlMain;
import io.levin.playground.PlaygroundOptions;
import io.levin.playground.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A checkpoint, or sorted data, that an import must not go on with: each is refused with one
 * message that names the remedy, and is left as it was.
 */
final class BadCheckpointTest extends PlaygroundPerClass {
  private static final int FAILED = 1;

  /** Imports that are never finished stay registered; the next test must not count them. */
  @AfterEach
  void forgetUnfinishedImports() {
    harness().query("DROP DATABASE IF EXISTS lightning_metadata");
  }

  private Path file() {
    return harness().directory().resolve("checkpoint.pb");
  }

  private static SampleTable table(String database) {
    return new SampleTable(
        database,
        "t",
        "CREATE TABLE `t` (id BIGINT PRIMARY KEY, k INT NOT NULL, c VARCHAR(600), KEY kk (k))",
        List.of("id", "k", "c"),
        Rows.of(5000, i -> Arrays.asList(i, i * 7 % 5000, Rows.text(i, 250))));
  }

  /** An import that is stopped while its first region is ingested: sorted, and not in. */
  private SampleTable halfDone(String database) throws Exception {
    SampleTable table = table(database);
    harness().smallRegions().dump().sql(table);
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault held = playground.playground().faults().inject("MultiIngest nth=5 -> stall");
    Cancellation cancellation = new Cancellation();
    CompletableFuture<ImportRun> run =
        CompletableFuture.supplyAsync(() -> harness().run(cancellation));
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || run.isDone());
    cancellation.cancel(new CancellationException("stopped by the test"));
    run.join().failedWith(FAILED, "canceled");
    held.remove();
    return table;
  }

  private void refused(String... parts) throws IOException {
    byte[] before = Files.readAllBytes(file());
    harness().run().failedWith(FAILED, parts);
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void aDamagedFileIsRefusedAndLeftAlone() throws Exception {
    harness().dump().sql(table("bad_damaged"));
    Files.writeString(file(), "no checkpoint at all");
    refused(
        "[Lightning:Checkpoint:ErrReadCheckpoint]read checkpoint error: " + file(),
        "put a good copy in its place",
        "or delete it and all tables that were imported");
  }

  @Test
  void aCheckpointOfAnotherSourceIsRefused() throws Exception {
    halfDone("bad_source");
    Path other = harness().directory().resolve("other");
    new Dump(other).sql(table("bad_source"));
    harness().toml().set("mydumper", "data-source-dir", other);
    refused(
        "[Lightning:Checkpoint:ErrInvalidCheckpoint]config 'mydumper.data-source-dir' value 'file://"
            + other
            + "' different from checkpoint value 'file://"
            + harness().dump().folder()
            + "'. You may set 'check-requirements = false' to skip this check or delete the file '"
            + file()
            + "' and remove all restored tables and try again");
  }

  @Test
  void anotherSortedKvDirAndALostOneAreRefused() throws Exception {
    SampleTable table = halfDone("bad_sorted");
    Path sorted = harness().directory().resolve("sorted");
    Path other = harness().directory().resolve("other-sorted");
    harness().toml().set("tikv-importer", "sorted-kv-dir", other);
    refused(
        "config 'mydumper.sorted-kv-dir' value '"
            + other
            + "' different from checkpoint value '"
            + sorted);
    harness().toml().set("tikv-importer", "sorted-kv-dir", sorted);
    assertThat(checkLocalStorage())
        .startsWith("No table has lost intermediate files according to given config");
    Path kept = Files.move(sorted, harness().directory().resolve("kept"));
    refused(
        "[Lightning:Restore:ErrCheckLocalFile]cannot find local file for table: "
            + table.quoted()
            + " engineDir: "
            + sorted,
        "put the sorted data back or correct tikv-importer.sorted-kv-dir",
        "--checkpoint-remove='" + table.quoted() + "'");
    assertThat(checkLocalStorage())
        .startsWith("These tables are missing intermediate files: [" + table.quoted() + "]\n")
        .contains(sorted.resolve("levin.db").toString());
    deleteTree(sorted);
    Files.move(kept, sorted);
    harness().run().succeeded();
    harness().holds(table);
  }

  private String checkLocalStorage() {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(told, true, StandardCharsets.UTF_8);
    List<String> arguments =
        List.of("-config", harness().configFile().toString(), "-check-local-storage");
    assertThat(new CtlMain(err, err).run(arguments)).isZero();
    return told.toString(StandardCharsets.UTF_8);
  }

  @Test
  void sortedDataOfAnotherImportIsRefused() throws Exception {
    SampleTable table = halfDone("bad_foreign");
    Path first = Files.move(file(), harness().directory().resolve("first.pb"));
    Path sorted = harness().directory().resolve("sorted");
    Path firstSorted = Files.move(sorted, harness().directory().resolve("first-sorted"));
    harness().query("DROP TABLE " + table.quoted());
    halfDone("bad_foreign");
    deleteTree(sorted);
    Files.move(firstSorted, sorted);
    refused("cannot find local file for table: " + table.quoted(), "is of another import (task ");
    assertThat(first).exists();
  }

  @Test
  void aSettingThatChangesRowsIsRefusedWhileATableIsHalfDone() throws Exception {
    halfDone("bad_setting");
    harness().toml().set("tidb", "sql-mode", "NO_ZERO_DATE");
    refused("config 'tidb.sql-mode' value 'NO_ZERO_DATE", "different from checkpoint value '");
  }

  @Test
  void anotherTimeZoneIsRefusedWhileATableIsHalfDone() throws Exception {
    harness().toml().set("tidb.session-vars", "time_zone", "Asia/Shanghai");
    SampleTable table = halfDone("bad_zone");
    harness().toml().set("tidb.session-vars", "time_zone", "-03:00");
    refused(
        "config 'time_zone' value '-03:00' different from checkpoint value 'Asia/Shanghai'",
        "please set [tidb.session-vars] time_zone = 'Asia/Shanghai'");
    // It had summer time once.
    harness().toml().set("tidb.session-vars", "time_zone", "+08:00");
    refused("config 'time_zone' value '+08:00' different from checkpoint value 'Asia/Shanghai'");
    // The same zone by another name.
    harness().toml().set("tidb.session-vars", "time_zone", "PRC");
    harness().run().succeeded();
    harness().holds(table);
  }

  /** The checkpoint hears of a table's rows when all of them are sorted; the sorted data knows. */
  @Test
  void aSettingThatChangesRowsIsRefusedWhileATableIsBeingSorted() throws Exception {
    SampleTable table = table("bad_midway");
    harness().dump().schema(table);
    harness().dump().data(table, "000000000.sql", table.sql(0, 4500));
    harness().dump().data(table, "000000001.sql", table.sql(4500, 5000) + bad(table));
    harness()
        .toml()
        .set("lightning", "region-concurrency", 1)
        .set("tidb", "sql-mode", "STRICT_TRANS_TABLES");
    harness().run().failedWith(FAILED, "'12x'", "000000001.sql");
    harness().toml().set("tidb", "sql-mode", "NO_ENGINE_SUBSTITUTION");
    refused(
        "config 'tidb.sql-mode' value 'NO_ENGINE_SUBSTITUTION' different from checkpoint value"
            + " 'STRICT_TRANS_TABLES'");
  }

  private static String bad(SampleTable table) {
    return "INSERT INTO `" + table.name() + "` (`id`,`k`,`c`) VALUES ('12x',1,'c');\n";
  }

  @Test
  void aTableThatWasChangedInTheTargetIsRefused() throws Exception {
    SampleTable table = halfDone("bad_shape");
    harness().query("CREATE INDEX later ON " + table.quoted() + " (c(20))");
    refused(
        "[Lightning:Checkpoint:ErrInvalidCheckpoint]invalid checkpoint: columns, indexes or"
            + " partitions of table "
            + table.quoted()
            + " were changed in the target after rows of it were encoded",
        "change the table back");
    harness().query("DROP INDEX later ON " + table.quoted());
    harness().run().succeeded();
    harness().holds(table);
  }

  @Test
  void sortedDataThatIsOlderThanItsCheckpointIsRefused() throws Exception {
    SampleTable table = table("bad_older");
    harness().dump().sql(table);
    // Buffers that are full several times: the first of them is the backup's.
    harness()
        .toml()
        .set("levin", "memory-budget", "64MiB")
        .set("lightning", "region-concurrency", CrashBench.ENCODERS);
    killedAt("MANIFEST_WRITTEN:2");
    Path sorted = harness().directory().resolve("sorted");
    Path backup = harness().directory().resolve("backup");
    copyTree(sorted, backup);
    killedAt("ENGINE_CLOSED:1");
    Path newer = Files.move(sorted, harness().directory().resolve("newer"));
    Files.move(backup, sorted);
    refused(
        "cannot find local file for table: " + table.quoted(),
        "it is older than the checkpoint and lacks rows of bad_older.t.000000000.sql");
    deleteTree(sorted);
    Files.move(newer, sorted);
    harness().run().succeeded();
    harness().holds(table);
  }

  private void killedAt(String step) {
    Process process =
        harness()
            .startProgramWith(List.of(CrashBench.PROCESSORS, "-D" + Step.PROPERTY + "=" + step));
    ImportRun run = harness().awaitEnd(process);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(137);
  }

  /** What counts is the file that was read, not the one that was there when it was planned. */
  @Test
  void aFileThatWasReplacedBeforeItWasReadIsNotTheOneOfTheBeginning() throws Exception {
    SampleTable table = table("bad_late");
    harness().dump().sql(table);
    Path file = harness().dump().folder().resolve("bad_late.t.000000000.sql");
    FileTime first = Files.getLastModifiedTime(file);
    FileTime second = FileTime.fromMillis(first.toMillis() + 5000);
    killedAt("PLANNED:1");
    Files.setLastModifiedTime(file, second);
    killedAt("ENGINE_LOADED:1");
    Files.setLastModifiedTime(file, first);
    refused("file bad_late.t.000000000.sql of table `bad_late`.`t` was changed after rows of it");
    Files.setLastModifiedTime(file, second);
    harness().run().succeeded();
    harness().holds(table);
  }

  @Test
  void damagedSortedDataIsNamedWithWhatToDoAndThatHelps() throws Exception {
    SampleTable table = halfDone("bad_sorted_data");
    Path database = harness().directory().resolve("sorted").resolve("levin.db");
    Files.writeString(database.resolve("CURRENT"), "no such file\n");
    refused(
        "[Lightning:Restore:ErrCheckLocalFile]sorted data in '" + database.getParent() + "'",
        "delete '" + database + "' and start again");
    deleteTree(database);
    refused(
        "cannot find local file for table: " + table.quoted(),
        "run ./tidb-lightning-ctl --checkpoint-remove='" + table.quoted() + "'");
  }

  @Test
  void aTableThatWasDroppedAndMadeAgainIsRefused() throws Exception {
    SampleTable table = halfDone("bad_again");
    harness().query("DROP TABLE " + table.quoted());
    refused(
        "TiDB Lightning has detected tables with illegal checkpoints. To prevent data loss, this run"
            + " will stop now,please run command \"./tidb-lightning-ctl --checkpoint-remove='"
            + table.quoted()
            + "' --config=...\"");
  }

  @Test
  void aCheckpointOfAnotherClusterIsRefused() throws Exception {
    halfDone("bad_cluster");
    try (ClusterUnderTest other = PlaygroundUnderTest.start(PlaygroundOptions.builder().build())) {
      harness()
          .toml()
          .set("tidb", "port", other.tidbPort())
          .set("tidb", "status-port", other.statusPort())
          .set("tidb", "pd-addr", other.pdAddresses());
      refused(
          "[Lightning:Checkpoint:ErrInvalidCheckpoint]the checkpoint is of an import into cluster ",
          other.pdAddresses(),
          "please correct the addresses of [tidb] or delete the file");
      assertThat(other.problems()).isEmpty();
    }
  }

  @Test
  void aSecondProcessOnTheSameFileOrSortedKvDirIsToldWhichOneIsFirst() throws Exception {
    SampleTable table = table("bad_second");
    harness().smallRegions().dump().sql(table);
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault held = playground.playground().faults().inject("MultiIngest nth=5 -> stall");
    Process first = harness().startProgram();
    try {
      Waiting.until("an ingest hangs", () -> held.hits() > 0 || !first.isAlive());
      String who = "pid " + first.pid() + " on host ";
      harness()
          .run()
          .failedWith(
              FAILED,
              "[Lightning:Checkpoint:ErrOpenCheckpoint]open checkpoint error: a running import uses"
                  + " the checkpoint in '"
                  + file()
                  + "': "
                  + who,
              ", since 20",
              "wait for it to end, or stop it");
      harness().toml().set("checkpoint", "dsn", harness().directory().resolve("second.pb"));
      harness()
          .run()
          .failedWith(
              FAILED,
              "sorted-kv-dir '" + harness().directory().resolve("sorted") + "' is in use by " + who,
              "give every instance a sorted-kv-dir");
    } finally {
      first.destroy();
      held.remove();
      harness().awaitEnd(first);
    }
    harness().toml().set("checkpoint", "dsn", file());
    harness().run().succeeded();
    harness().holds(table);
  }

  @Test
  void aCheckpointServerThatIsNotThereIsNamed() throws Exception {
    harness().dump().sql(table("bad_server"));
    harness()
        .toml()
        .set("checkpoint", "driver", "mysql")
        .set("checkpoint", "dsn", "root:secret@tcp(127.0.0.1:1)/");
    ImportRun run =
        harness()
            .run()
            .failedWith(
                FAILED,
                "[Lightning:Checkpoint:ErrOpenCheckpoint]open checkpoint error: MySQL server at"
                    + " 127.0.0.1:1",
                "checkpoint.dsn");
    assertThat(run.out() + run.err() + run.log()).doesNotContain("secret");
  }

  @Test
  void anAddressOfTheOtherDriverIsNamed() throws Exception {
    harness().dump().sql(table("bad_dsn"));
    harness().toml().set("checkpoint", "driver", "mysql");
    harness().run().failedWith(FAILED, "checkpoint.driver", "USER:PASS@tcp(HOST:PORT)/");
    harness()
        .toml()
        .set("checkpoint", "driver", "file")
        .set("checkpoint", "dsn", "root:secret@tcp(127.0.0.1:4000)/");
    ImportRun refused = harness().run().failedWith(FAILED, "set checkpoint.driver = \"mysql\"");
    assertThat(refused.out() + refused.err() + refused.log()).doesNotContain("secret");
    harness().toml().set("checkpoint", "dsn", "/tmp/");
    harness().run().failedWith(FAILED, "the checkpoint DSN '/tmp", "must not be a directory");
  }

  @Test
  void aDumpThatHoldsTheCheckpointTablesIsRefused() throws Exception {
    harness()
        .dump()
        .sql(
            new SampleTable(
                "tidb_lightning_checkpoint",
                "task_v2",
                "CREATE TABLE `task_v2` (id INT PRIMARY KEY)",
                List.of("id"),
                List.of()));
    harness().toml().set("checkpoint", "driver", "mysql").remove("checkpoint", "dsn");
    harness()
        .run()
        .failedWith(
            FAILED,
            "[Lightning:PreCheck:ErrCheckpointSchemaConflict]checkpoint table"
                + " `tidb_lightning_checkpoint`.`task_v2` conflict with data files. Please change"
                + " the `checkpoint.schema` config or set `checkpoint.driver` to \"file\" instead");
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path path : files.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }
}
