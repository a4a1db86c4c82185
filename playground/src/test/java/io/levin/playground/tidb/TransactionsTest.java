package io.levin.playground.tidb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.Socket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionsTest {
  private static TestServer server;
  private static ExecutorService others;
  private Connection a;
  private Connection b;

  @BeforeAll
  static void start() {
    server = new TestServer();
    others = Executors.newCachedThreadPool();
  }

  @AfterAll
  static void stop() {
    others.shutdownNow();
    server.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    a = server.connect("");
    b = server.connect("");
    TestServer.run(
        a,
        "DROP DATABASE IF EXISTS d",
        "CREATE DATABASE d",
        "USE d",
        "CREATE TABLE t (id INT PRIMARY KEY, v INT)",
        "INSERT INTO t VALUES (1, 10), (2, 20)");
    TestServer.run(b, "USE d");
  }

  @AfterEach
  void disconnect() throws SQLException {
    a.close();
    b.close();
  }

  private static Future<?> later(Connection c, String sql) {
    return others.submit(
        () -> {
          TestServer.run(c, sql);
          return null;
        });
  }

  private static void assertWaits(Future<?> future) {
    assertThatThrownBy(() -> future.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void aTransactionReadsItsSnapshotAndItsOwnWrites() throws SQLException {
    TestServer.run(a, "BEGIN", "UPDATE t SET v = 11 WHERE id = 1", "INSERT INTO t VALUES (3, 30)");
    TestServer.run(b, "INSERT INTO t VALUES (4, 40)");
    assertThat(TestServer.rows(a, "SELECT * FROM t")).containsExactly("1|11", "2|20", "3|30");
    assertThat(TestServer.rows(b, "SELECT * FROM t")).containsExactly("1|10", "2|20", "4|40");
    TestServer.run(a, "COMMIT");
    assertThat(TestServer.rows(b, "SELECT * FROM t"))
        .containsExactly("1|11", "2|20", "3|30", "4|40");
    TestServer.run(a, "BEGIN", "DELETE FROM t", "ROLLBACK");
    assertThat(TestServer.rows(a, "SELECT count(*) FROM t")).containsExactly("4");
  }

  @Test
  void aFailingStatementTakesBackItselfOnly() throws SQLException {
    TestServer.run(a, "BEGIN", "INSERT INTO t VALUES (3, 30)");
    assertThat(TestServer.error(a, "INSERT INTO t VALUES (4, 40), (1, 1)")).isEqualTo(1062);
    TestServer.run(a, "COMMIT");
    assertThat(TestServer.rows(a, "SELECT id FROM t")).containsExactly("1", "2", "3");
  }

  @Test
  void forUpdateBlocksOthersAndThenReadsTheNewest() throws Exception {
    TestServer.run(a, "BEGIN PESSIMISTIC", "SELECT * FROM t WHERE id = 1 FOR UPDATE");
    TestServer.run(b, "BEGIN PESSIMISTIC");
    assertThat(TestServer.rows(b, "SELECT v FROM t WHERE id = 1")).containsExactly("10");
    Future<?> waits = later(b, "SELECT * FROM t FOR UPDATE");
    assertWaits(waits);
    TestServer.run(a, "UPDATE t SET v = 99 WHERE id = 1", "COMMIT");
    waits.get(5, TimeUnit.SECONDS);
    assertThat(TestServer.rows(b, "SELECT v FROM t WHERE id = 1 FOR UPDATE")).containsExactly("99");
    TestServer.run(b, "UPDATE t SET v = v + 1 WHERE id = 1", "COMMIT");
    assertThat(TestServer.rows(a, "SELECT v FROM t WHERE id = 1")).containsExactly("100");
  }

  @Test
  void locksAreReleasedWhenTheConnectionDrops() throws Exception {
    TestServer.run(a, "BEGIN PESSIMISTIC", "SELECT * FROM t FOR UPDATE");
    Future<?> waits = later(b, "UPDATE t SET v = 0 WHERE id = 2");
    assertWaits(waits);
    a.close();
    waits.get(5, TimeUnit.SECONDS);
  }

  /** TiDB runs it as an optimistic transaction. */
  @Test
  void aStatementOfItsOwnWaitsAsLongAsTheLockIsThere() throws Exception {
    TestServer.run(a, "BEGIN PESSIMISTIC", "UPDATE t SET v = 3 WHERE id = 1");
    TestServer.run(b, "SET innodb_lock_wait_timeout = 1");
    Future<?> waits = later(b, "UPDATE t SET v = v + 1 WHERE id = 1");
    Thread.sleep(1500);
    assertWaits(waits);
    TestServer.run(a, "COMMIT");
    waits.get(5, TimeUnit.SECONDS);
    assertThat(TestServer.rows(a, "SELECT v FROM t WHERE id = 1")).containsExactly("4");
  }

  @Test
  void aLockThatNobodyReleasesTimesOut() throws SQLException {
    TestServer.run(a, "BEGIN PESSIMISTIC", "UPDATE t SET v = 0 WHERE id = 1");
    TestServer.run(b, "SET innodb_lock_wait_timeout = 1", "BEGIN");
    assertThat(TestServer.error(b, "UPDATE t SET v = 1 WHERE id = 1")).isEqualTo(1205);
    TestServer.run(b, "ROLLBACK");
    assertThat(TestServer.error(b, "SELECT * FROM t WHERE id = 2 FOR UPDATE")).isZero();
    TestServer.run(b, "BEGIN");
    assertThat(TestServer.error(b, "SELECT * FROM t FOR UPDATE NOWAIT")).isEqualTo(3572);
  }

  @Test
  void whoWouldWaitForEverIsTold() throws Exception {
    TestServer.run(a, "BEGIN PESSIMISTIC", "UPDATE t SET v = 0 WHERE id = 1");
    TestServer.run(b, "BEGIN PESSIMISTIC", "UPDATE t SET v = 0 WHERE id = 2");
    Future<?> waits = later(a, "UPDATE t SET v = 0 WHERE id = 2");
    assertWaits(waits);
    assertThat(TestServer.error(b, "UPDATE t SET v = 0 WHERE id = 1")).isEqualTo(1213);
    waits.get(5, TimeUnit.SECONDS);
    TestServer.run(a, "COMMIT");
  }

  @Test
  void optimisticTransactionsFailAtCommitWhenTheyCollide() throws SQLException {
    TestServer.run(a, "SET SESSION tidb_txn_mode = 'optimistic'", "BEGIN");
    TestServer.run(a, "UPDATE t SET v = v + 1 WHERE id = 1");
    TestServer.run(b, "UPDATE t SET v = 50 WHERE id = 1");
    assertThat(TestServer.error(a, "COMMIT")).isEqualTo(9007);
    TestServer.run(a, "BEGIN", "SELECT * FROM t WHERE id = 2 FOR UPDATE");
    TestServer.run(a, "INSERT INTO t VALUES (9, 9)");
    TestServer.run(b, "UPDATE t SET v = 60 WHERE id = 2");
    assertThat(TestServer.error(a, "COMMIT")).isEqualTo(9007);
    TestServer.run(a, "BEGIN", "UPDATE t SET v = v + 1 WHERE id = 1", "COMMIT");
    assertThat(TestServer.rows(b, "SELECT * FROM t")).containsExactly("1|51", "2|60");
  }

  @Test
  void manyWritersOfOneRowLoseNoUpdate() throws Exception {
    int writers = 4;
    int times = 25;
    CompletableFuture<?>[] all = new CompletableFuture<?>[writers];
    for (int i = 0; i < writers; i++) {
      String mode = i % 2 == 0 ? "pessimistic" : "optimistic";
      all[i] =
          CompletableFuture.runAsync(
              () -> {
                try (Connection c =
                    server.connect("&sessionVariables=tidb_txn_mode='" + mode + "'")) {
                  for (int n = 0; n < times; n++) {
                    TestServer.run(c, "UPDATE d.t SET v = v + 1 WHERE id = 1");
                  }
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              },
              others);
    }
    CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);
    assertThat(TestServer.rows(a, "SELECT v FROM t WHERE id = 1"))
        .containsExactly(String.valueOf(10 + writers * times));
  }

  @Test
  void autocommitOffKeepsATransactionOpen() throws SQLException {
    TestServer.run(a, "SET autocommit = 0", "UPDATE t SET v = 1 WHERE id = 1");
    assertThat(TestServer.rows(b, "SELECT v FROM t WHERE id = 1")).containsExactly("10");
    TestServer.run(a, "SET autocommit = 1");
    assertThat(TestServer.rows(b, "SELECT v FROM t WHERE id = 1")).containsExactly("1");
  }

  @Test
  void aGlobalAutocommitOffIsNotSeenInTheStatusFlag() throws SQLException, IOException {
    TestServer.run(a, "SET GLOBAL autocommit = 0");
    // Connector/J always sends SET autocommit, so this client is made of bytes.
    try (Socket socket = new Socket("127.0.0.1", server.tidb.mysqlPort())) {
      packet(socket);
      // PROTOCOL_41 and SECURE_CONNECTION, 16 MiB, utf8mb4, root, no password
      send(socket, 1, "0082000000000001" + "2d" + "00".repeat(23) + "726f6f7400" + "00");
      byte[] ok = packet(socket);
      assertThat(ok[0]).isZero();
      assertThat(ok[3] & 2).as("the autocommit flag").isEqualTo(2);
      send(socket, 0, "03" + HexFormat.of().formatHex("UPDATE d.t SET v = 1".getBytes(UTF_8)));
      assertThat(packet(socket)[0]).isZero();
    }
    assertThat(TestServer.rows(b, "SELECT v FROM t WHERE id = 1")).containsExactly("10");
    TestServer.run(a, "SET GLOBAL autocommit = 1");
  }

  private static byte[] packet(Socket socket) throws IOException {
    byte[] header = socket.getInputStream().readNBytes(4);
    return socket.getInputStream().readNBytes(header[0] & 0xff | (header[1] & 0xff) << 8);
  }

  private static void send(Socket socket, int sequence, String hex) throws IOException {
    byte[] payload = HexFormat.of().parseHex(hex);
    byte[] packet = new byte[payload.length + 4];
    packet[0] = (byte) payload.length;
    packet[3] = (byte) sequence;
    System.arraycopy(payload, 0, packet, 4, payload.length);
    socket.getOutputStream().write(packet);
  }

  @Test
  void timestampsOfTransactionsCanBeRead() throws SQLException {
    assertThat(TestServer.rows(a, "SELECT @@tidb_current_ts")).containsExactly("0");
    TestServer.run(a, "BEGIN");
    String ts = TestServer.rows(a, "SELECT @@tidb_current_ts").get(0);
    assertThat(Long.parseLong(ts) >> 18).isCloseTo(System.currentTimeMillis(), within(60_000L));
    assertThat(TestServer.rows(a, "SELECT @@tidb_current_ts >> 18"))
        .containsExactly(String.valueOf(Long.parseLong(ts) >> 18));
    TestServer.run(
        a,
        "COMMIT",
        "INSERT INTO mysql.stats_meta (table_id, version) VALUES (1, 0)",
        "UPDATE mysql.stats_meta SET modify_count = 5, count = 5, version = @@tidb_current_ts"
            + " WHERE table_id = 1");
    assertThat(TestServer.rows(a, "SELECT version > 0 FROM mysql.stats_meta WHERE table_id = 1"))
        .containsExactly("1");
  }

  @Test
  void aDropWaitsForTransactionsThatHaveReadTheTable() throws Exception {
    a.setAutoCommit(false);
    TestServer.rows(a, "SELECT * FROM t");
    Future<?> waits = later(b, "DROP TABLE t");
    assertWaits(waits);
    a.commit();
    waits.get(5, TimeUnit.SECONDS);
    a.setAutoCommit(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&useServerPrepStmts=true"})
  void theStatementsOnMetadataTablesWork(String mode) throws SQLException {
    try (Connection c = server.connect(mode)) {
      String s = "`lightning_metadata`";
      TestServer.run(
          c,
          "DROP DATABASE IF EXISTS " + s,
          "CREATE DATABASE IF NOT EXISTS " + s,
          "CREATE TABLE IF NOT EXISTS "
              + s
              + ".`task_meta_v2` (task_id BIGINT(20) UNSIGNED NOT NULL, pd_cfgs VARCHAR(2048) NOT"
              + " NULL DEFAULT '', status VARCHAR(32) NOT NULL, state TINYINT(1) NOT NULL DEFAULT 0"
              + " COMMENT '0: normal, 1: exited before finish', tikv_source_bytes BIGINT(20)"
              + " UNSIGNED NOT NULL DEFAULT 0, tiflash_source_bytes BIGINT(20) UNSIGNED NOT NULL"
              + " DEFAULT 0, tikv_avail BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, tiflash_avail"
              + " BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, PRIMARY KEY (task_id))",
          "CREATE TABLE IF NOT EXISTS "
              + s
              + ".`table_meta` (task_id BIGINT(20) UNSIGNED, table_id BIGINT(64) NOT NULL,"
              + " table_name VARCHAR(64) NOT NULL, row_id_base BIGINT(20) NOT NULL DEFAULT 0,"
              + " row_id_max BIGINT(20) NOT NULL DEFAULT 0, total_kvs_base BIGINT(20) UNSIGNED NOT"
              + " NULL DEFAULT 0, checksum BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, status"
              + " VARCHAR(32) NOT NULL, has_duplicates BOOL NOT NULL DEFAULT 0, PRIMARY KEY"
              + " (table_id, task_id))",
          "SET SESSION tidb_txn_mode = 'pessimistic'");
      update(
          c,
          "INSERT INTO "
              + s
              + ".task_meta_v2 (task_id, status, tikv_source_bytes, tiflash_source_bytes) VALUES"
              + " (?, ?, ?, ?) ON DUPLICATE KEY UPDATE state = ?",
          Long.MAX_VALUE,
          "initialized",
          5L,
          6L,
          0);
      update(
          c,
          "INSERT IGNORE INTO "
              + s
              + ".table_meta (task_id, table_id, table_name, status) VALUES (?, ?, ?,"
              + " 'initialized')",
          7L,
          104L,
          "`" + "x".repeat(80) + "`");
      assertThat(TestServer.rows(c, "SELECT char_length(table_name) FROM " + s + ".table_meta"))
          .containsExactly("64");
      TestServer.run(c, "START TRANSACTION");
      assertThat(
              TestServer.rows(
                  c,
                  "SELECT task_id, pd_cfgs, status, state, tikv_source_bytes FROM "
                      + s
                      + ".task_meta_v2 FOR UPDATE"))
          .containsExactly(Long.MAX_VALUE + "||initialized|0|5");
      assertThat(
              update(
                  c,
                  "UPDATE " + s + ".task_meta_v2 SET status = ?, state = ? WHERE task_id = ?",
                  "switched",
                  1,
                  Long.MAX_VALUE))
          .isEqualTo(1);
      assertThat(
              update(
                  c,
                  "REPLACE INTO "
                      + s
                      + ".task_meta_v2 (task_id, pd_cfgs, status, state, tikv_source_bytes,"
                      + " tiflash_source_bytes, tikv_avail, tiflash_avail) VALUES (?, ?, ?, ?, ?,"
                      + " ?, ?, ?)",
                  Long.MAX_VALUE,
                  "{}",
                  "x",
                  0,
                  1L,
                  2L,
                  3L,
                  4L))
          .isEqualTo(2);
      TestServer.run(c, "COMMIT");
      update(
          c,
          "UPDATE "
              + s
              + ".table_meta SET checksum = ?, status = ? WHERE table_id = ? AND task_id = ?",
          new BigDecimal("18446744073709551615"),
          "checksuming",
          104L,
          7L);
      try (PreparedStatement p =
          c.prepareStatement(
              "SELECT checksum FROM " + s + ".table_meta WHERE table_id = ? FOR UPDATE"); ) {
        p.setLong(1, 104);
        try (ResultSet r = p.executeQuery()) {
          r.next();
          assertThat(r.getObject(1)).hasToString("18446744073709551615");
        }
      }
      update(
          c,
          "DELETE FROM "
              + s
              + ".table_meta WHERE table_id = ? AND (status = 'checksuming' OR status ="
              + " 'checksum_skipped')",
          104L);
      TestServer.run(c, "DROP TABLE " + s + ".task_meta_v2;");
      assertThat(TestServer.rows(c, "SELECT COUNT(*) from " + s + ".table_meta"))
          .containsExactly("0");
      TestServer.run(c, "DROP DATABASE " + s + ";");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&useServerPrepStmts=true"})
  void theStatementsOnCheckpointTablesWork(String mode) throws SQLException {
    try (Connection c = server.connect(mode)) {
      TestServer.run(
          c,
          "DROP DATABASE IF EXISTS cp",
          "CREATE DATABASE cp",
          "USE cp",
          "CREATE TABLE table_v10 (task_id bigint NOT NULL, table_name varchar(261) NOT NULL PRIMARY"
              + " KEY, hash binary(32) NOT NULL, status tinyint unsigned DEFAULT 30, table_id bigint"
              + " NOT NULL DEFAULT 0, table_info longtext NOT NULL, create_time timestamp NOT NULL"
              + " DEFAULT CURRENT_TIMESTAMP, update_time timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP"
              + " ON UPDATE CURRENT_TIMESTAMP, kv_checksum bigint unsigned NOT NULL DEFAULT 0,"
              + " auto_rand_base bigint NOT NULL DEFAULT 0, INDEX(task_id))",
          "CREATE TABLE engine_v5 (table_name varchar(261) NOT NULL, engine_id int NOT NULL, status"
              + " tinyint unsigned DEFAULT 30, create_time timestamp NOT NULL DEFAULT"
              + " CURRENT_TIMESTAMP, PRIMARY KEY (table_name, engine_id DESC))",
          "CREATE TABLE chunk_v5 (table_name varchar(261) NOT NULL, engine_id int unsigned NOT"
              + " NULL, path varchar(2048) NOT NULL, `offset` bigint NOT NULL, type int NOT NULL,"
              + " columns text NULL, should_include_row_id BOOL NOT NULL, pos bigint NOT NULL,"
              + " kvc_checksum bigint unsigned NOT NULL DEFAULT 0, create_time timestamp NOT NULL"
              + " DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (table_name, engine_id, path(500),"
              + " offset))");
      String insert =
          "INSERT INTO table_v10 (task_id, table_name, hash, table_id, table_info) VALUES"
              + " (?,?,?,?,?) ON DUPLICATE KEY UPDATE task_id = CASE WHEN hash = VALUES(hash) THEN"
              + " VALUES(task_id) END";
      assertThat(update(c, insert, 1L, "`a`.`b`", 30, 104L, "")).isEqualTo(1);
      assertThat(update(c, insert, 2L, "`a`.`b`", 30, 104L, "")).isEqualTo(2);
      assertThat(TestServer.rows(c, "SELECT task_id, hex(hash), status FROM table_v10"))
          .containsExactly("2|3330" + "0".repeat(60) + "|30");
      assertThatThrownBy(() -> update(c, insert, 3L, "`a`.`b`", 31, 104L, ""))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1048));
      for (int i = 0; i < 3; i++) {
        update(
            c,
            "REPLACE INTO engine_v5 (table_name, engine_id, status) VALUES (?, ?, ?)",
            "`a`.`b`",
            i - 1,
            30);
        update(
            c,
            "REPLACE INTO chunk_v5 (table_name, engine_id, path, offset, type, columns,"
                + " should_include_row_id, pos, kvc_checksum, create_time) VALUES (?, ?, ?, ?, ?, ?,"
                + " FALSE, ?, 0, from_unixtime(?))",
            "`a`.`b`",
            0,
            "/dump/a.b." + i + ".sql",
            0L,
            1,
            "[0,1]",
            5L,
            1700000000L + i);
      }
      assertThat(
              TestServer.rows(
                  c,
                  "SELECT engine_id, status FROM engine_v5 WHERE table_name = '`a`.`b`' ORDER BY"
                      + " engine_id DESC"))
          .containsExactly("1|30", "0|30", "-1|30");
      assertThat(
              update(
                  c,
                  "UPDATE chunk_v5 SET pos = ?, kvc_checksum = ?, columns = ? WHERE (table_name,"
                      + " engine_id, path, offset) = (?, ?, ?, ?)",
                  77L,
                  5L,
                  "null",
                  "`a`.`b`",
                  0,
                  "/dump/a.b.1.sql",
                  0L))
          .isEqualTo(1);
      assertThat(
              TestServer.rows(
                  c,
                  "SELECT engine_id, path, offset, type, columns, pos, unix_timestamp(create_time)"
                      + " FROM chunk_v5 WHERE table_name = '`a`.`b`' ORDER BY engine_id, path,"
                      + " offset"))
          .containsExactly(
              "0|/dump/a.b.0.sql|0|1|[0,1]|5|1700000000",
              "0|/dump/a.b.1.sql|0|1|null|77|1700000001",
              "0|/dump/a.b.2.sql|0|1|[0,1]|5|1700000002");
      update(
          c,
          "UPDATE table_v10 SET auto_rand_base = GREATEST(?, auto_rand_base) WHERE table_name = ?",
          9L,
          "`a`.`b`");
      update(
          c,
          "UPDATE engine_v5 SET status = ? WHERE (table_name, engine_id) = (?, ?)",
          60,
          "`a`.`b`",
          -1);
      assertThat(
              TestServer.rows(
                  c,
                  "SELECT DISTINCT t.table_name, c.engine_id FROM table_v10 t, chunk_v5 c, engine_v5"
                      + " e WHERE t.table_name = c.table_name AND t.table_name = e.table_name AND"
                      + " c.engine_id = e.engine_id AND 25 < t.status AND t.status < 140 AND 25 <"
                      + " e.status AND e.status < 120 AND c.pos > c.offset"))
          .containsExactly("`a`.`b`|0");
      update(c, "DELETE FROM chunk_v5 WHERE table_name = ?", "`a`.`b`");
      TestServer.run(
          c,
          "CREATE DATABASE IF NOT EXISTS cp_bak",
          "RENAME TABLE cp.engine_v5 TO cp_bak.engine_v5",
          "DROP SCHEMA cp",
          "DROP SCHEMA cp_bak");
    }
  }

  private static int update(Connection c, String sql, Object... values) throws SQLException {
    try (PreparedStatement p = c.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        p.setObject(i + 1, values[i]);
      }
      return p.executeUpdate();
    }
  }
}
