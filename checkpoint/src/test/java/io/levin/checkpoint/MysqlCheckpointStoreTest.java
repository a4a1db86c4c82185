package io.levin.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.KvChecksum;
import io.levin.base.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The MySQL driver on a real MariaDB server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlCheckpointStoreTest {
  private static final String TABLE = "`d``b`.`t.1`";
  private static final TaskRecord TASK =
      new TaskRecord(
          7, "file:///dump", "local", "127.0.0.1", 4000, "pd:2379", "/sorted", "levin-1");

  private CheckpointServer server;
  private String schema;

  /** The server that these tests want. */
  CheckpointServer server(Path folder) throws Exception {
    return MariaDb.start(folder);
  }

  @BeforeAll
  void startServer(@TempDir Path folder) throws Exception {
    server = server(folder);
  }

  @AfterAll
  void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void schemaOfItsOwn(TestInfo test) throws Exception {
    String name = test.getTestMethod().orElseThrow().getName();
    schema = "cp-" + name.substring(0, Math.min(40, name.length()));
    server.run("DROP DATABASE IF EXISTS `" + schema + "`");
    server.run("DROP DATABASE IF EXISTS `" + schema + ".7.bak`");
  }

  private MysqlCheckpointStore open() {
    return MysqlCheckpointStore.open(server.database(Duration.ofSeconds(20)), schema);
  }

  private static ChunkRecord chunk(String path, long position, KvChecksum sum) {
    return new ChunkRecord(
        path,
        0,
        1000,
        position,
        position,
        10,
        20,
        sum,
        List.of(2, 0, -1),
        1_700_000_000,
        3,
        0,
        "key",
        4096);
  }

  private static List<EngineRecord> plan(int chunks) {
    List<ChunkRecord> list = new ArrayList<>();
    for (int i = 0; i < chunks; i++) {
      list.add(chunk("d.t." + i + ".sql", 0, KvChecksum.EMPTY));
    }
    return List.of(
        new EngineRecord(EngineRecord.INDEX, Status.LOADED, List.of()),
        new EngineRecord(0, Status.LOADED, list));
  }

  @Test
  void what_was_recorded_is_there_after_a_restart() {
    KvChecksum sum = new KvChecksum(-5, 10, 300);
    try (MysqlCheckpointStore store = open()) {
      assertThat(store.task()).isEmpty();
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(2)));
      store.progress(TABLE, 0, List.of(chunk("d.t.1.sql", 500, sum)));
      store.autoIds(TABLE, 0, 12, 10);
      store.autoIds(TABLE, 0, 11, 13);
      store.base(TABLE, sum);
      store.note("cluster", "42");
      store.status(TABLE, 0, Status.CLOSED);
      store.statusSoon(TABLE, CheckpointStore.WHOLE_TABLE, Status.INDEX_IMPORTED);
    }
    try (MysqlCheckpointStore store = open()) {
      assertThat(store.task()).contains(TASK);
      assertThat(store.notes()).containsEntry("cluster", "42");
      TableRecord table = store.table(TABLE).orElseThrow();
      assertThat(table.status()).isEqualTo(Status.INDEX_IMPORTED);
      assertThat(table.tableId()).isEqualTo(106);
      assertThat(table.base()).isEqualTo(sum);
      assertThat(table.autoIncrement()).isEqualTo(12);
      assertThat(table.rowId()).isEqualTo(13);
      assertThat(table.engines()).extracting(EngineRecord::number).containsExactly(-1, 0);
      assertThat(table.engines().get(1).status()).isEqualTo(Status.CLOSED);
      assertThat(table.engines().get(1).chunks())
          .containsExactly(chunk("d.t.0.sql", 0, KvChecksum.EMPTY), chunk("d.t.1.sql", 500, sum));
    }
  }

  @Test
  void the_rows_are_those_that_the_original_writes() throws Exception {
    try (MysqlCheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(1)));
    }
    String name = "`" + schema + "`.";
    assertThat(server.query("SELECT * FROM " + name + "task_v2"))
        .containsExactly("1|7|file:///dump|local||127.0.0.1|4000|pd:2379|/sorted|levin-1");
    assertThat(
            server.query(
                "SELECT task_id, table_name, hex(hash), status, table_id, table_info, kv_bytes,"
                    + " kv_kvs, kv_checksum, auto_rand_base, auto_incr_base, auto_row_id_base FROM "
                    + name
                    + "table_v10"))
        .containsExactly("7|" + TABLE + "|3330" + "0".repeat(60) + "|30|106||0|0|0|0|0|0");
    assertThat(server.query("SELECT engine_id, status FROM " + name + "engine_v5 ORDER BY 1"))
        .containsExactly("-1|30", "0|30");
    assertThat(
            server.query(
                "SELECT engine_id, path, `offset`, type, compression, sort_key, file_size, columns,"
                    + " should_include_row_id, end_offset, pos, prev_rowid_max,"
                    + " rowid_max, kvc_bytes, kvc_kvs, kvc_checksum, unix_timestamp(create_time)"
                    + " FROM "
                    + name
                    + "chunk_v5"))
        .containsExactly("0|d.t.0.sql|0|3|0|key|4096|[2,0,-1]|0|1000|0|10|20|0|0|0|1700000000");
  }

  @Test
  void ten_thousand_chunks_cost_less_than_twenty_statements_a_second() {
    List<EngineRecord> plan = plan(10_000);
    try (MysqlCheckpointStore store = open()) {
      long begin = System.nanoTime();
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan));
      for (int round = 1; round <= 3; round++) {
        List<ChunkRecord> moved = new ArrayList<>();
        for (ChunkRecord chunk : plan.get(1).chunks()) {
          moved.add(chunk(chunk.path(), round * 100L, new KvChecksum(round, round, round)));
        }
        store.progress(TABLE, 0, moved);
        store.save();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      assertThat(store.statements() / Math.max(1, seconds)).isLessThan(20);
    }
    try (MysqlCheckpointStore store = open()) {
      assertThat(store.table(TABLE).orElseThrow().engines().get(1).chunks())
          .hasSize(10_000)
          .allMatch(chunk -> chunk.position() == 300);
    }
  }

  @Test
  void a_thousand_small_tables_share_their_writes() {
    Map<String, Long> ids = new LinkedHashMap<>();
    Map<String, List<EngineRecord>> plans = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      ids.put("`d`.`t" + i + "`", (long) i);
      plans.put("`d`.`t" + i + "`", plan(1));
    }
    try (MysqlCheckpointStore store = open()) {
      store.initialize(TASK, ids, plans);
      long before = store.statements();
      ids.keySet().forEach(t -> store.statusSoon(t, 0, Status.IMPORTED));
      ids.keySet().forEach(t -> store.statusSoon(t, CheckpointStore.WHOLE_TABLE, Status.ANALYZED));
      store.save();
      assertThat(store.statements() - before).isEqualTo(4);
    }
  }

  @Test
  void a_table_that_has_a_record_keeps_it_when_an_import_starts_again() {
    try (MysqlCheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(1)));
      store.status(TABLE, CheckpointStore.WHOLE_TABLE, Status.CHECKSUMMED);
    }
    try (MysqlCheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 999L, "`db`.`u`", 107L), Map.of(TABLE, plan(3)));
      assertThat(store.table(TABLE).orElseThrow().status()).isEqualTo(Status.CHECKSUMMED);
      assertThat(store.table(TABLE).orElseThrow().tableId()).isEqualTo(106);
      assertThat(store.table(TABLE).orElseThrow().engines().get(1).chunks()).hasSize(1);
      assertThat(store.tables()).containsExactlyInAnyOrder(TABLE, "`db`.`u`");
    }
  }

  @Test
  void names_and_paths_that_differ_only_in_case_or_accents_are_different() {
    List<ChunkRecord> chunks =
        List.of(
            chunk("A.sql", 0, KvChecksum.EMPTY),
            chunk("a.sql", 0, KvChecksum.EMPTY),
            chunk("\u00e4.sql", 0, KvChecksum.EMPTY));
    List<EngineRecord> plan = List.of(new EngineRecord(0, Status.LOADED, chunks));
    try (MysqlCheckpointStore store = open()) {
      store.initialize(
          TASK, Map.of("`d`.`T`", 1L, "`d`.`t`", 2L), Map.of("`d`.`T`", plan, "`d`.`t`", plan));
    }
    try (MysqlCheckpointStore store = open()) {
      assertThat(store.tables()).containsExactly("`d`.`T`", "`d`.`t`");
      assertThat(store.table("`d`.`T`").orElseThrow().engines().get(0).chunks()).hasSize(3);
    }
  }

  @Test
  void removing_everything_leaves_foreign_tables_alone() throws Exception {
    try (MysqlCheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(1)));
      server.run("CREATE TABLE `" + schema + "`.foreign_t (a int)");
      store.remove(TABLE);
      assertThat(server.query("SELECT count(*) FROM `" + schema + "`.chunk_v5"))
          .containsExactly("0");
      store.removeAll();
    }
    assertThat(server.query("SHOW TABLES FROM `" + schema + "`")).containsExactly("foreign_t");
    server.run("DROP TABLE `" + schema + "`.foreign_t");
    try (MysqlCheckpointStore store = open()) {
      store.removeAll();
    }
    assertThat(server.query("SHOW DATABASES")).doesNotContain(schema);
  }

  @Test
  void a_kept_checkpoint_is_moved_to_a_schema_with_the_task_in_its_name() throws Exception {
    try (MysqlCheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(1)));
      store.moveAway(7);
    }
    assertThat(server.query("SHOW TABLES FROM `" + schema + ".7.bak`"))
        .containsExactlyInAnyOrder("task_v2", "table_v10", "engine_v5", "chunk_v5");
    assertThat(MysqlCheckpointStore.find(server.database(Duration.ZERO), schema, false)).isEmpty();
  }

  @Test
  void what_a_connection_lost_in_the_midst_of_the_end_has_left_is_removed_or_moved_later()
      throws Exception {
    try (MysqlCheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(1)));
      store.note("cluster", "42");
      store.moveAway(7);
      // The answer was lost, and all is done again.
      store.moveAway(7);
      store.removeAll();
    }
    assertThat(server.query("SHOW TABLES FROM `" + schema + ".7.bak`")).hasSize(4);
    assertThat(server.query("SHOW DATABASES")).doesNotContain(schema);
  }

  @Test
  void looking_for_a_checkpoint_makes_nothing() throws Exception {
    assertThat(MysqlCheckpointStore.find(server.database(Duration.ZERO), schema, true)).isEmpty();
    assertThat(server.query("SHOW DATABASES")).doesNotContain(schema);
  }

  @Test
  void a_schema_that_another_import_uses_is_refused_naming_that_process() throws Exception {
    try (MysqlCheckpointStore store = open()) {
      assertThat(store.tables()).isEmpty();
      assertThatThrownBy(this::open)
          .hasMessageStartingWith(
              "[Lightning:Checkpoint:ErrOpenCheckpoint]open checkpoint error: a running import"
                  + " uses the checkpoint in schema `"
                  + schema
                  + "`")
          .hasMessageContaining("pid " + ProcessHandle.current().pid() + " on host ")
          .hasMessageContaining(", since 20")
          .hasMessageContaining("wait for it to end, or stop it")
          .hasMessageContaining("if it is gone with its machine")
          .hasMessageContaining("KILL " + holder());
      assertThatThrownBy(
              () -> MysqlCheckpointStore.find(server.database(Duration.ZERO), schema, true))
          .hasMessageContaining("pid ");
    }
    open().close();
  }

  @Test
  void tables_of_older_versions_are_read_and_gone_on_with() throws Exception {
    String name = "`" + schema + "`.";
    server.run("CREATE DATABASE `" + schema + "`");
    server.run(
        "CREATE TABLE "
            + name
            + "task_v2 (id tinyint(1) PRIMARY KEY, task_id bigint NOT NULL,"
            + " source_dir varchar(256) NOT NULL, backend varchar(16) NOT NULL, importer_addr"
            + " varchar(256), tidb_host varchar(128) NOT NULL, tidb_port int NOT NULL, pd_addr"
            + " varchar(128) NOT NULL, sorted_kv_dir varchar(256) NOT NULL, lightning_ver"
            + " varchar(48) NOT NULL)");
    server.run(
        "CREATE TABLE "
            + name
            + "table_v7 (task_id bigint NOT NULL, table_name varchar(261) NOT"
            + " NULL PRIMARY KEY, hash binary(32) NOT NULL, status tinyint unsigned DEFAULT 30,"
            + " alloc_base bigint NOT NULL DEFAULT 0, table_id bigint NOT NULL DEFAULT 0,"
            + " create_time timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, update_time timestamp NOT"
            + " NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, kv_bytes bigint"
            + " unsigned NOT NULL DEFAULT 0, kv_kvs bigint unsigned NOT NULL DEFAULT 0,"
            + " kv_checksum bigint unsigned NOT NULL DEFAULT 0, INDEX(task_id))");
    server.run(
        "CREATE TABLE "
            + name
            + "engine_v5 (table_name varchar(261) NOT NULL, engine_id int NOT"
            + " NULL, status tinyint unsigned DEFAULT 30, create_time timestamp NOT NULL DEFAULT"
            + " CURRENT_TIMESTAMP, update_time timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON"
            + " UPDATE CURRENT_TIMESTAMP, PRIMARY KEY(table_name, engine_id DESC))");
    server.run(
        "CREATE TABLE "
            + name
            + "chunk_v5 (table_name varchar(261) NOT NULL, engine_id int"
            + " unsigned NOT NULL, path varchar(2048) NOT NULL, `offset` bigint NOT NULL, type int"
            + " NOT NULL, compression int NOT NULL, sort_key varchar(256) NOT NULL, file_size"
            + " bigint NOT NULL, columns text NULL, should_include_row_id BOOL NOT NULL,"
            + " end_offset bigint NOT NULL, pos bigint NOT NULL, prev_rowid_max bigint NOT NULL,"
            + " rowid_max bigint NOT NULL, kvc_bytes bigint unsigned NOT NULL DEFAULT 0, kvc_kvs"
            + " bigint unsigned NOT NULL DEFAULT 0, kvc_checksum bigint unsigned NOT NULL DEFAULT"
            + " 0, create_time timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, update_time timestamp"
            + " NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, PRIMARY"
            + " KEY(table_name, engine_id, path(500), `offset`))");
    server.run(
        "INSERT INTO "
            + name
            + "task_v2 VALUES (1, 7, 'file:///dump', 'local', '', 'h', 4000,"
            + " 'pd', '/s', '5.3.0')");
    server.run(
        "INSERT INTO "
            + name
            + "table_v7 (task_id, table_name, hash, status, alloc_base) VALUES"
            + " (7, '`d`.`t`', 30, 18, 101)");
    server.run("INSERT INTO " + name + "engine_v5 (table_name, engine_id) VALUES ('`d`.`t`', 0)");
    server.run(
        "INSERT INTO "
            + name
            + "chunk_v5 (table_name, engine_id, path, `offset`, type, compression,"
            + " sort_key, file_size, columns, should_include_row_id, end_offset, pos,"
            + " prev_rowid_max, rowid_max, kvc_checksum) VALUES ('`d`.`t`', 0, 'x.sql', 0, 3, 0,"
            + " 'k', 9, 'null', 0, 9, 4, 1, 2, 18446744073709551615)");
    try (MysqlCheckpointStore store = open()) {
      assertThat(store.task().orElseThrow().version()).isEqualTo("5.3.0");
      TableRecord table = store.table("`d`.`t`").orElseThrow();
      assertThat(table.status()).isEqualTo(18);
      assertThat(table.rowId()).isEqualTo(100);
      assertThat(table.engines().get(0).chunks().get(0).sum().crc()).isEqualTo(-1);
      assertThat(table.engines().get(0).chunks().get(0).columns()).isEmpty();
      store.autoIds("`d`.`t`", 0, 0, 200);
      store.status("`d`.`t`", CheckpointStore.WHOLE_TABLE, Status.LOADED);
    }
    assertThat(server.query("SELECT status, alloc_base FROM " + name + "table_v7"))
        .containsExactly("30|201");
  }

  @Test
  void tables_of_a_version_that_is_not_known_are_refused() throws Exception {
    server.run("CREATE DATABASE `" + schema + "`");
    server.run("CREATE TABLE `" + schema + "`.table_v11 (a int)");
    server.run("INSERT INTO `" + schema + "`.table_v11 VALUES (1)");
    assertThatThrownBy(this::open)
        .hasMessageStartingWith("[Lightning:Checkpoint:ErrInvalidCheckpoint]schema `" + schema)
        .hasMessageContaining("`table_v11`")
        .hasMessageContaining("set checkpoint.schema to another name");
  }

  @Test
  void a_server_that_comes_back_in_time_loses_nothing() throws Exception {
    try (Wire wire = new Wire(server.port());
        MysqlCheckpointStore store =
            MysqlCheckpointStore.open(
                server.database(wire.port(), Duration.ofSeconds(20)), schema)) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(1)));
      wire.cut();
      CompletableFuture<Void> saved =
          CompletableFuture.runAsync(() -> store.status(TABLE, 0, Status.CLOSED));
      Thread.sleep(1500);
      assertThat(saved).isNotDone();
      wire.mend();
      saved.get(20, TimeUnit.SECONDS);
      assertThat(server.query("SELECT status FROM `" + schema + "`.engine_v5 WHERE engine_id = 0"))
          .containsExactly("90");
    }
  }

  @Test
  void a_server_that_stays_away_ends_the_import_with_one_message() throws Exception {
    Wire wire = new Wire(server.port());
    MysqlCheckpointStore store =
        MysqlCheckpointStore.open(server.database(wire.port(), Duration.ofSeconds(1)), schema);
    store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(1)));
    wire.cut();
    assertThatThrownBy(() -> store.status(TABLE, 0, Status.CLOSED))
        .hasMessageStartingWith(
            "[Lightning:Checkpoint:ErrUpdateCheckpoint]update checkpoint error: MySQL server at"
                + " 127.0.0.1:"
                + wire.port())
        .hasMessageEndingWith("then start again; nothing imported is lost");
    assertThatThrownBy(() -> store.status(TABLE, 0, Status.CLOSED))
        .hasMessageContaining("ErrUpdateCheckpoint");
    store.close();
  }

  @Test
  void a_lock_that_is_lost_with_its_connection_is_taken_again() throws Exception {
    try (Wire wire = new Wire(server.port());
        MysqlCheckpointStore store =
            MysqlCheckpointStore.open(
                server.database(wire.port(), Duration.ofSeconds(20)), schema)) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(1)));
      wire.cut();
      wire.mend();
      store.status(TABLE, 0, Status.CLOSED);
      assertThatThrownBy(this::open).hasMessageContaining("a running import uses the checkpoint");
    }
    open().close();
  }

  @Test
  void an_import_whose_lock_another_one_took_meanwhile_ends() throws Exception {
    try (Wire wire = new Wire(server.port());
        MysqlCheckpointStore store =
            MysqlCheckpointStore.open(
                server.database(wire.port(), Duration.ofSeconds(20)), schema)) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(1)));
      wire.cut();
      MysqlCheckpointStore other = openWhenFree();
      wire.mend();
      assertThatThrownBy(() -> store.status(TABLE, 0, Status.CLOSED))
          .hasMessageContaining("a running import uses the checkpoint")
          .hasMessageContaining("pid ");
      other.close();
    }
  }

  /** The connection that holds the lock of this test's schema. */
  private String holder() throws Exception {
    return server.query("SELECT IS_USED_LOCK('levin:" + schema + "')").get(0);
  }

  @Test
  void a_lock_whose_connection_alone_is_lost_is_missed_within_a_minute() throws Exception {
    AtomicLong later = new AtomicLong();
    Ticker ticker =
        new Ticker() {
          @Override
          public long nanos() {
            return System.nanoTime() + later.get();
          }

          @Override
          public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
          }
        };
    try (MysqlCheckpointStore store =
        MysqlCheckpointStore.open(
            server.database(server.port(), Duration.ofSeconds(20), ticker), schema)) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(1)));
      String before = holder();
      server.run("KILL " + before);
      later.set(TimeUnit.SECONDS.toNanos(61));
      // As the timer does, also when there is nothing to write.
      store.save();
      assertThat(holder()).isNotIn(before, "null");
      assertThatThrownBy(this::open).hasMessageContaining("a running import uses the checkpoint");
    }
    open().close();
  }

  @Test
  void long_notes_of_many_tables_go_in_statements_that_any_server_takes() throws Exception {
    String times = "mi2x9k0a ".repeat(2000);
    try (MysqlCheckpointStore store = open()) {
      store.initialize(TASK, Map.of(), Map.of());
      long before = store.statements();
      for (int i = 0; i < 300; i++) {
        store.note("changed `db`.`t" + i + "`", times);
      }
      store.save();
      // 5.4 MB, of which the smallest server takes 4 MiB at a time.
      assertThat(store.statements() - before).isBetween(6L, 12L);
    }
    assertThat(
            server.query(
                "SELECT COUNT(*), SUM(LENGTH(value)) FROM `"
                    + schema
                    + "`.levin_task_v1 WHERE name LIKE 'changed%'"))
        .containsExactly("300|" + 300 * times.length());
  }

  /** The server notices only after a moment that a connection is gone. */
  private MysqlCheckpointStore openWhenFree() throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return open();
      } catch (io.levin.base.ImportException e) {
        if (tries == 100) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  @Test
  void a_server_that_becomes_read_only_ends_the_import_with_one_message() throws Exception {
    try (MysqlCheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of(TABLE, plan(1)));
      server.readOnly(true);
      assertThatThrownBy(() -> store.status(TABLE, 0, Status.CLOSED))
          .hasMessageStartingWith("[Lightning:Checkpoint:ErrUpdateCheckpoint]")
          .hasMessageContaining("read-only")
          .hasMessageContaining("checkpoint.dsn");
    } finally {
      server.readOnly(false);
    }
  }

  @Test
  void a_server_that_is_read_only_at_the_start_is_refused() throws Exception {
    server.readOnly(true);
    try {
      assertThatThrownBy(this::open)
          .hasMessageStartingWith(
              "[Lightning:Checkpoint:ErrOpenCheckpoint]open checkpoint error: MySQL server at")
          .hasMessageContaining("the server is read-only");
    } finally {
      server.readOnly(false);
    }
  }

  @Test
  void a_user_without_rights_is_told_which_setting_to_look_at() throws Exception {
    server.run("DROP USER IF EXISTS 'poor'@'%'");
    server.run("CREATE USER 'poor'@'%' IDENTIFIED BY 'x'");
    io.levin.tidb.TidbOptions nothing =
        new io.levin.tidb.TidbOptions("", 0, "", "", "false", "", "", "", "", 0, Map.of());
    java.util.function.Function<String, CheckpointDatabase> connect =
        dsn ->
            new CheckpointDatabase(
                MysqlDsn.parse(dsn, nothing),
                Duration.ZERO,
                io.levin.base.Ticker.system(),
                new io.levin.base.Cancellation());
    assertThatThrownBy(() -> connect.apply("poor:wrong@tcp(127.0.0.1:" + server.port() + ")/"))
        .hasMessageContaining("Access denied")
        .hasMessageContaining("check user and password of checkpoint.dsn")
        .message()
        .doesNotContain("wrong");
    CheckpointDatabase poor = connect.apply("poor:x@tcp(127.0.0.1:" + server.port() + ")/");
    assertThatThrownBy(() -> MysqlCheckpointStore.open(poor, schema))
        .hasMessageContaining("Access denied")
        .hasMessageContaining("the user's rights on the schema");
    poor.close();
  }

  @Test
  void a_source_folder_that_is_too_long_for_an_older_table_is_named() throws Exception {
    try (MysqlCheckpointStore store = open()) {
      TaskRecord endless =
          new TaskRecord(7, "file:///" + "x".repeat(3000), "local", "h", 1, "pd", "/s", "levin-1");
      assertThatThrownBy(() -> store.initialize(endless, Map.of(), Map.of()))
          .hasMessageStartingWith("[Lightning:Checkpoint:ErrInitCheckpoint]init checkpoint error")
          .hasMessageContaining("source_dir")
          .hasMessageContaining("shorten the setting");
    }
  }
}
