package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvChecksum;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.FileCheckpointStore;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TaskRecord;
import io.levin.engine.cli.CtlMain;
import io.levin.storage.DurableFiles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tidb-lightning-ctl} on checkpoints of both drivers, and the imports before and after. */
final class CheckpointControlTest extends PlaygroundPerClass {
  private static final String SCHEMA = "tidb_lightning_checkpoint";
  private static final int FAILED = 1;

  private enum Driver {
    FILE,
    MYSQL
  }

  /** How an action ended, and what it said on standard error. */
  private record Said(int code, String text) {
    Said succeeded(String... parts) {
      assertThat(code).as(text).isZero();
      for (String part : parts) {
        assertThat(text).contains(part);
      }
      return this;
    }

    Said failed(String... parts) {
      assertThat(code).as(text).isEqualTo(FAILED);
      assertThat(text).contains(parts).doesNotContain("\tat ");
      return this;
    }
  }

  /** More than a small table, so that it has engines in the sorted-kv directory. */
  private static SampleTable table(String database, String name) {
    return new SampleTable(
        database,
        name,
        "CREATE TABLE `" + name + "` (id BIGINT PRIMARY KEY, c VARCHAR(600), KEY cc (c))",
        List.of("id", "c"),
        Rows.of(5000, i -> Arrays.asList(i, Rows.text(i, 250))));
  }

  private Said ctl(String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of("-config", harness().configFile().toString()));
    all.addAll(List.of(arguments));
    int code =
        new CtlMain(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(all);
    return new Said(code, err.toString(StandardCharsets.UTF_8));
  }

  private void use(Driver driver) {
    if (driver == Driver.MYSQL) {
      harness().toml().set("checkpoint", "driver", "mysql").remove("checkpoint", "dsn");
    }
  }

  private Path file() {
    return harness().directory().resolve("checkpoint.pb");
  }

  private void change(Consumer<CheckpointStore> change) {
    try (CheckpointStore store = FileCheckpointStore.open(file(), DurableFiles.onDisk())) {
      change.accept(store);
      store.save();
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aFailedStepStopsTheNextImportUntilTheTableIsDestroyed(Driver driver) throws Exception {
    SampleTable table = failedAtChecksum(driver, "ctl_destroy_" + driver);
    String name = table.quoted();
    harness()
        .run()
        .failedWith(
            FAILED,
            "[Lightning:PreCheck:ErrPreCheckFailed]tidb-lightning pre-check failed: TiDB Lightning"
                + " has failed last time. To prevent data loss, this run will stop now, "
                + name
                + " failed in step(checksum), please run command ./tidb-lightning-ctl"
                + " --checkpoint-error-destroy='"
                + name
                + "' --config=...,You may also run `./tidb-lightning-ctl"
                + " --checkpoint-error-destroy=all --config=...` to start from scratch,For details"
                + " of this failure, read the log file from the PREVIOUS run");
    ctl("--checkpoint-error-destroy=" + name)
        .succeeded(
            "Dropping table: " + name,
            "CREATE TABLE",
            "Closing and cleaning up engine: " + name + " -1",
            "Closing and cleaning up engine: " + name + " 0");
    assertThat(harness().query("SHOW TABLES FROM " + table.database())).isEmpty();
    ctl("--checkpoint-error-destroy=all").succeeded("nothing done");
    harness().run().succeeded();
    harness().holds(table);
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void anErrorThatIsIgnoredIsForgottenAndTheChecksumIsComparedAgain(Driver driver)
      throws Exception {
    SampleTable table = failedAtChecksum(driver, "ctl_ignore_" + driver);
    harness().query("DELETE FROM " + table.quoted() + " WHERE id = 1000000");
    ctl("--checkpoint-error-ignore=" + table.quoted())
        .succeeded("failed in step(checksum)", "ErrChecksumMismatch");
    ctl("--checkpoint-error-ignore=" + table.quoted())
        .succeeded("no error recorded for " + table.quoted() + ", nothing done");
    harness().run().succeeded();
    harness().holds(table);
  }

  /** A row appears behind the importer's back; the checksum tells. */
  private SampleTable failedAtChecksum(Driver driver, String name) throws Exception {
    SampleTable table = table(name.toLowerCase(Locale.ROOT), "t");
    harness().dump().sql(table);
    use(driver);
    harness().toml().set("post-restore", "checksum-via-sql", true);
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    playground.playground().inject("SQL ^ADMIN CHECKSUM times=1 -> delay=60000");
    CompletableFuture<ImportRun> run = CompletableFuture.supplyAsync(() -> harness().run());
    Waiting.until(
        "the checksum is computed",
        () -> run.isDone() || harness().logText().contains("remote checksum start"));
    harness().query("INSERT INTO " + table.quoted() + " VALUES (1000000, 'surplus')");
    playground.playground().clearFaults();
    run.join().failedWith(FAILED, "checksum mismatched remote vs local");
    return table;
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aDumpHasTheThreeFilesOfTheOriginal(Driver driver) throws Exception {
    SampleTable table = table("ctl_dump_" + driver.name().toLowerCase(Locale.ROOT), "t");
    harness().dump().sql(table, 2);
    use(driver);
    harness().toml().set("checkpoint", "keep-after-success", "origin");
    harness().run().succeeded();
    Path folder = harness().directory().resolve("dumped/here");
    ctl("--checkpoint-dump=" + folder).succeeded();
    List<String> tables = Files.readAllLines(folder.resolve("tables.csv"));
    assertThat(tables).hasSize(2);
    assertThat(tables.get(0))
        .isEqualTo(
            "task_id,table_name,hash,status,create_time,update_time,auto_rand_base,auto_incr_base,"
                + "auto_row_id_base");
    assertThat(tables.get(1)).contains("," + table.quoted() + ",3330000");
    List<String> engines = Files.readAllLines(folder.resolve("engines.csv"));
    assertThat(engines.get(0)).isEqualTo("table_name,engine_id,status,create_time,update_time");
    assertThat(engines.get(1)).startsWith(table.quoted() + ",0,120,");
    assertThat(engines.get(2)).startsWith(table.quoted() + ",-1,120,");
    List<String> chunks = Files.readAllLines(folder.resolve("chunks.csv"));
    assertThat(chunks.get(0))
        .isEqualTo(
            "table_name,path,offset,type,compression,sort_key,file_size,columns,pos,"
                + "end_offset,prev_rowid_max,rowid_max,kvc_bytes,kvc_kvs,kvc_checksum,create_time,"
                + "update_time");
    assertThat(chunks).hasSize(3);
    ctl("--checkpoint-remove=all").succeeded();
    assertThat(file()).doesNotExist();
    assertThat(harness().query("SHOW DATABASES")).doesNotContain(SCHEMA);
    ctl("--checkpoint-remove=all").succeeded("no checkpoint at", "nothing done");
    ctl("--checkpoint-dump=" + folder).succeeded("no checkpoint at", "nothing done");
    ctl("--checkpoint-error-ignore=all").succeeded("no checkpoint at", "nothing done");
    ctl("--checkpoint-error-destroy=all").succeeded("no checkpoint at", "nothing done");
    assertThat(file()).doesNotExist();
    assertThat(harness().query("SHOW DATABASES")).doesNotContain(SCHEMA);
  }

  @Test
  void namesThatAreMalformedOrUnknownAreExplained() throws Exception {
    SampleTable table = table("ctl_names", "T.x");
    harness().dump().sql(table.with(List.of()));
    harness().toml().set("checkpoint", "keep-after-success", "origin");
    harness().run().succeeded();
    for (String action : List.of("--checkpoint-error-ignore=", "--checkpoint-error-destroy=")) {
      ctl(action + ".")
          .failed("the shell has taken the text between the backquotes", "'`db`.`table`'");
      ctl(action + "x").failed("'x' is not the name of a table", "`ctl_names`.`T.x`");
      ctl(action + "`ctl_names`.`T.y`")
          .failed(
              "[Lightning:Checkpoint:ErrCheckpointTableNotFound]checkpoint for table"
                  + " `ctl_names`.`T.y` not found",
              "there are: `ctl_names`.`T.x`");
      ctl(action + "`CTL_names`.`t.x`").succeeded("is taken for `ctl_names`.`T.x`", "nothing done");
      ctl(action + "ctl_names.T.x").succeeded("is taken for `ctl_names`.`T.x`", "nothing done");
    }
    ctl("--checkpoint-remove=`no`.`such`").succeeded("no checkpoint for `no`.`such`");
    ctl("--checkpoint-remove=`ctl_names`.`T.x`").succeeded();
    ctl("--checkpoint-remove=`ctl_names`.`T.x`").succeeded("no checkpoint for");
  }

  @Test
  void whatIsNotPossibleIsRefusedWithTheReason() throws Exception {
    ctl("--checkpoint-remove=all", "--compact")
        .failed("one action at a time, not -compact, -checkpoint-remove");
    ctl("--import-engine=`a`.`b`:0").failed("was for the Importer-backend");
    ctl("--cleanup-engine=`a`.`b`:0").failed("was for the Importer-backend");
    ctl("--switch-mode=fast").failed("invalid mode fast, must use import or normal");
    harness().toml().set("checkpoint", "enable", false);
    ctl("--checkpoint-remove=all")
        .failed("cannot perform this function while checkpoints is disabled");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 9, 12, 14, 15, 18, 21})
  void everyFailedStepIsNamedAndMayBeIgnored(int code) throws Exception {
    SampleTable table = table("ctl_code", "t");
    harness().dump().sql(table.with(List.of()));
    change(
        store -> {
          store.initialize(
              new TaskRecord(7, "", "local", "", 1, "", "", "levin-1"),
              Map.of(table.quoted(), 0L),
              Map.of());
          store.status(table.quoted(), CheckpointStore.WHOLE_TABLE, code);
        });
    ctl("--checkpoint-error-ignore=all")
        .succeeded("failed in step(" + Status.name(code * 10) + ")");
    change(
        store ->
            assertThat(store.table(table.quoted()).orElseThrow().status())
                .isEqualTo(Status.LOADED));
  }

  @Test
  void aTableThatHeldRowsBeforeIsDestroyedOnlyByForce() throws Exception {
    SampleTable table = table("ctl_force", "t");
    harness().query("CREATE DATABASE ctl_force");
    harness().query("CREATE TABLE ctl_force.t (id INT PRIMARY KEY)");
    change(
        store -> {
          store.initialize(
              new TaskRecord(7, "", "local", "", 1, "", "", "levin-1"),
              Map.of(table.quoted(), 0L),
              Map.of());
          store.base(table.quoted(), new KvChecksum(1, 2, 3));
          store.status(table.quoted(), CheckpointStore.WHOLE_TABLE, 18);
        });
    ctl("--checkpoint-error-destroy=all").failed("held rows before the import", "--force");
    assertThat(harness().query("SHOW TABLES FROM ctl_force")).hasSize(1);
    ctl("--checkpoint-error-destroy=all", "--force").succeeded("Dropping table: " + table.quoted());
    assertThat(harness().query("SHOW TABLES FROM ctl_force")).isEmpty();
  }

  @Test
  void aStoreThatIsDownIsNamedAndDoesNotKeepTheOthersFromBeingSwitched() {
    PlaygroundUnderTest cluster = (PlaygroundUnderTest) harness().cluster();
    cluster.playground().stopStore(2);
    try {
      ctl("--switch-mode=import").failed("store 2 at 127.0.0.1:", "repeat it when this one is up");
      assertThat(cluster.problems())
          .contains("store in import mode: 1", "store in import mode: 3")
          .doesNotContain("store in import mode: 2");
    } finally {
      cluster.playground().startStore(2);
    }
    ctl("--switch-mode=normal").succeeded();
  }

  @Test
  void ofAllTablesOnlyThoseThatFailedAreDestroyed() throws Exception {
    harness().query("CREATE DATABASE ctl_mix");
    for (String name : List.of("bad", "good")) {
      harness().query("CREATE TABLE ctl_mix." + name + " (id INT PRIMARY KEY)");
      harness().query("INSERT INTO ctl_mix." + name + " VALUES (1)");
    }
    change(
        store -> {
          store.initialize(
              new TaskRecord(7, "", "local", "", 1, "", "", "levin-1"),
              Map.of("`ctl_mix`.`bad`", 0L, "`ctl_mix`.`good`", 0L),
              Map.of());
          store.status("`ctl_mix`.`bad`", CheckpointStore.WHOLE_TABLE, 18);
          store.status("`ctl_mix`.`good`", CheckpointStore.WHOLE_TABLE, Status.ANALYZED);
        });
    ctl("--checkpoint-error-destroy=`ctl_mix`.`good`")
        .succeeded("no error recorded for `ctl_mix`.`good`, nothing done");
    ctl("--checkpoint-error-destroy=all").succeeded("Dropping table: `ctl_mix`.`bad`");
    assertThat(harness().query("SHOW TABLES FROM ctl_mix")).containsExactly("good");
    assertThat(harness().query("SELECT id FROM ctl_mix.good")).containsExactly("1");
    change(store -> assertThat(store.tables()).containsExactly("`ctl_mix`.`good`"));
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void whatTheTargetSaysOfATableThatIsDestroyedIsGoneToo(Driver driver) throws Exception {
    harness().toml().set("tikv-importer", "parallel-import", true);
    SampleTable table = failedAtChecksum(driver, "ctl_shared_" + driver);
    assertThat(harness().query("SELECT table_name FROM lightning_metadata.table_meta"))
        .containsExactly(table.quoted());
    ctl("--checkpoint-error-destroy=all")
        .succeeded(
            "Dropping table: " + table.quoted(),
            "Removed the metadata of " + table.quoted() + ", restore_finished, of task ",
            "Nothing is left in the metadata: its tables are dropped");
    Fleets.noMetadataIsLeft(harness());
    harness().run().succeeded();
    harness().holds(table);
    Fleets.noMetadataIsLeft(harness());
  }

  /** Task 7 is this checkpoint's, with tables t and u; task 8 has parts of them, and of another. */
  private void shared(int stateOfTheOther) throws Exception {
    change(
        store ->
            store.initialize(
                new TaskRecord(7, "", "local", "", 1, "", "", "levin-1"),
                Map.of("`ctl_shared`.`t`", 106L, "`ctl_shared`.`u`", 107L),
                Map.of()));
    Fleets.createMetadata(harness());
    harness()
        .query(
            "INSERT INTO lightning_metadata.task_meta_v2 (task_id, status, state) VALUES (7,"
                + " 'initialized', 0), (8, 'initialized', "
                + stateOfTheOther
                + ")");
    harness()
        .query(
            "INSERT INTO lightning_metadata.table_meta (task_id, table_id, table_name, status)"
                + " VALUES (7, 106, '`ctl_shared`.`t`', 'restore'), (8, 106, '`ctl_shared`.`t`',"
                + " 'restore'), (8, 107, '`ctl_shared`.`u`', 'restore'), (8, 108,"
                + " '`ctl_shared`.`v`', 'restore')");
  }

  private List<String> parts() {
    return harness()
        .query(
            "SELECT task_id, table_name FROM lightning_metadata.table_meta ORDER BY table_id,"
                + " task_id");
  }

  private List<String> tasks() {
    return harness().query("SELECT task_id FROM lightning_metadata.task_meta_v2 ORDER BY 1");
  }

  @Test
  void whatInstancesThatEndedHaveOfATableGoesWithItsCheckpoint() throws Exception {
    shared(1);
    ctl("--checkpoint-remove=`ctl_shared`.`t`")
        .succeeded("Removed the metadata of `ctl_shared`.`t`, restore, of task 8");
    assertThat(parts()).containsExactly("8|`ctl_shared`.`u`", "8|`ctl_shared`.`v`");
    assertThat(tasks()).containsExactly("7", "8");
    ctl("--checkpoint-remove=all")
        .succeeded(
            "Removed the metadata of `ctl_shared`.`u`",
            "The metadata of other tables stays, since this checkpoint does not know them:"
                + " `ctl_shared`.`v`");
    assertThat(parts()).containsExactly("8|`ctl_shared`.`v`");
    assertThat(tasks()).containsExactly("8");
    assertThat(file()).doesNotExist();
    harness().query("DROP DATABASE lightning_metadata");
  }

  @Test
  void whatAnInstanceHasThatMayBeRunningGoesOnlyByForce() throws Exception {
    shared(0);
    ctl("--checkpoint-remove=`ctl_shared`.`t`")
        .failed(
            "other instances may be importing into `ctl_shared`.`t`: task 8",
            "stop them first",
            "--force");
    assertThat(parts()).hasSize(4);
    ctl("--checkpoint-remove=`ctl_shared`.`t`", "--force").succeeded("of task 8");
    assertThat(parts()).containsExactly("8|`ctl_shared`.`u`", "8|`ctl_shared`.`v`");
    change(store -> assertThat(store.tables()).containsExactly("`ctl_shared`.`u`"));
    harness().query("DROP DATABASE lightning_metadata");
  }

  @Test
  void aTargetThatCannotBeAskedKeepsTheCheckpointUnlessForced() throws Exception {
    change(
        store ->
            store.initialize(
                new TaskRecord(7, "", "local", "", 1, "", "", "levin-1"),
                Map.of("`ctl_away`.`t`", 106L),
                Map.of()));
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    harness().toml().set("tidb", "port", free);
    ctl("--checkpoint-remove=all")
        .failed(
            "cannot ask the target whether other instances take part in the import:",
            "127.0.0.1:" + free,
            "when that cluster is gone for good, say --force");
    assertThat(file()).exists();
    ctl("--checkpoint-remove=all", "--force").succeeded("cannot ask the target");
    assertThat(file()).doesNotExist();
  }
}
