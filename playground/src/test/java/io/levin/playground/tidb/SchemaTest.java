package io.levin.playground.tidb;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Bytes;
import io.levin.playground.ClusterOptions;
import io.levin.playground.storage.EngineKey;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static TestServer server;
  private Connection c;

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    c = server.connect("");
    TestServer.run(c, "DROP DATABASE IF EXISTS d", "CREATE DATABASE d", "USE d");
  }

  @AfterEach
  void disconnect() throws SQLException {
    c.close();
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(server.tidb.statusPort(), path);
  }

  @Test
  void theStatusPortShowsTablesInTidbsJson() throws Exception {
    TestServer.run(c, "CREATE TABLE `T1` (id BIGINT PRIMARY KEY, v VARCHAR(10), KEY (v))");
    TableInfo table = SchemaJson.readTable(get("/schema/D/t1").body());
    assertThat(table.name()).isEqualTo("T1");
    assertThat(table.pkIsHandle()).isTrue();
    assertThat(table.indices()).hasSize(1);
    assertThat(get("/schema/d").body()).startsWith("[{\"id\":").contains("\"O\":\"T1\"");
    assertThat(get("/schema").body()).contains("\"db_name\":{\"O\":\"d\",\"L\":\"d\"}");
    assertThat(get("/schema?table_id=" + table.id()).body()).contains("\"O\":\"T1\"");
  }

  @Test
  void unknownNamesAreBadRequestsWithTidbsText() throws Exception {
    assertThat(get("/schema/nope").statusCode()).isEqualTo(400);
    assertThat(get("/schema/nope").body()).isEqualTo("[schema:1049]Unknown database 'nope'");
    assertThat(get("/schema/d/nope").body()).isEqualTo("[schema:1146]Table 'd.nope' doesn't exist");
    assertThat(get("/frob").statusCode()).isEqualTo(404);
    TestServer.run(c, "CREATE DATABASE `a/b ü`");
    assertThat(get("/schema/a%2Fb%20%C3%BC").body()).isEqualTo("[]");
  }

  @Test
  void settingsAndStatusNamePortsAndVersion() throws Exception {
    assertThat(get("/settings").body())
        .contains("\"port\":" + server.tidb.mysqlPort())
        .contains("\"path\":\"127.0.0.1:2379\"")
        .contains("\"new_collations_enabled_on_first_bootstrap\":true");
    assertThat(get("/status").body()).contains("\"version\":\"8.0.11-TiDB-v8.5.0\"");
    assertThat(get("/info").body()).contains("\"is_owner\":true");
  }

  @Test
  void eachPhysicalTableBeginsARegion() throws SQLException {
    TestServer.run(c, "CREATE TABLE t (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 3");
    TableInfo table = table("t");
    for (var partition : table.partition().definitions()) {
      byte[] start = new byte[9];
      start[0] = 't';
      Bytes.putBigEndianLong(start, 1, partition.id() ^ Long.MIN_VALUE);
      assertThat(server.cluster.regionOf(start).start().toByteArray())
          .isEqualTo(EngineKey.encode(start));
    }
    assertThat(TestServer.rows(c, "SHOW TABLE t REGIONS")).hasSize(3);
  }

  private TableInfo table(String name) {
    try {
      return SchemaJson.readTable(get("/schema/d/" + name).body());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void creatingAndDroppingTwiceIsAnErrorOrANote() throws SQLException {
    TestServer.run(c, "CREATE TABLE t (a INT)");
    assertThat(TestServer.error(c, "CREATE TABLE T (a INT)")).isEqualTo(1050);
    TestServer.run(c, "CREATE TABLE IF NOT EXISTS t (b INT)");
    assertThat(TestServer.rows(c, "SHOW WARNINGS"))
        .containsExactly("Note|1050|Table 'd.t' already exists");
    assertThat(TestServer.error(c, "CREATE DATABASE D")).isEqualTo(1007);
    TestServer.run(c, "CREATE DATABASE IF NOT EXISTS d");
    assertThat(TestServer.error(c, "DROP TABLE x")).isEqualTo(1051);
    assertThat(TestServer.error(c, "DROP VIEW IF EXISTS t")).isEqualTo(1347);
    TestServer.run(c, "DROP TABLE IF EXISTS t, x");
    assertThat(TestServer.error(c, "SELECT * FROM t")).isEqualTo(1146);
    assertThat(TestServer.error(c, "DROP DATABASE nope")).isEqualTo(1008);
    assertThat(TestServer.error(c, "CREATE TABLE t (a INT, a INT)")).isEqualTo(1060);
    assertThat(TestServer.error(c, "CREATE TABLE t (a FROB)")).isEqualTo(1064);
  }

  @Test
  void truncatingGivesNewIdsAndRenamingKeepsThem() throws SQLException {
    TestServer.run(c, "CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)");
    long id = table("t").id();
    TestServer.run(c, "RENAME TABLE t TO u", "CREATE DATABASE IF NOT EXISTS e");
    assertThat(table("u").id()).isEqualTo(id);
    assertThat(TestServer.rows(c, "SELECT * FROM u")).containsExactly("1");
    TestServer.run(c, "RENAME TABLE u TO e.u", "INSERT INTO e.u VALUES (2)");
    assertThat(TestServer.rows(c, "SELECT _tidb_rowid FROM e.u")).containsExactly("1", "2");
    TestServer.run(c, "RENAME TABLE e.u TO u", "TRUNCATE TABLE u");
    assertThat(table("u").id()).isGreaterThan(id);
    assertThat(TestServer.rows(c, "SELECT * FROM u")).isEmpty();
  }

  @Test
  void nextRowIdsAreShownAsTidbDoes() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = 100",
        "CREATE TABLE n (v INT)",
        "CREATE TABLE s (id INT AUTO_INCREMENT, v INT, UNIQUE (id)) AUTO_ID_CACHE 1",
        "CREATE TABLE r (id BIGINT AUTO_RANDOM(5) PRIMARY KEY, v INT)",
        "CREATE TABLE i (id INT PRIMARY KEY)");
    assertThat(TestServer.rows(c, "SHOW TABLE d.a NEXT_ROW_ID"))
        .containsExactly("d|a|id|100|_TIDB_ROWID", "d|a|id|1|AUTO_INCREMENT");
    assertThat(TestServer.rows(c, "SHOW TABLE n NEXT_ROW_ID"))
        .containsExactly("d|n|_tidb_rowid|1|_TIDB_ROWID");
    assertThat(TestServer.rows(c, "SHOW TABLE r NEXT_ROW_ID"))
        .containsExactly("d|r|id|1|AUTO_RANDOM");
    assertThat(TestServer.rows(c, "SHOW TABLE i NEXT_ROW_ID")).isEmpty();
    TestServer.run(c, "ALTER TABLE s AUTO_INCREMENT = 5000");
    assertThat(TestServer.rows(c, "SHOW TABLE s NEXT_ROW_ID"))
        .containsExactly("d|s|_tidb_rowid|1|_TIDB_ROWID", "d|s|_tidb_rowid|5000|AUTO_INCREMENT");
    TestServer.run(
        c,
        "SET tidb_opt_write_row_id = 1",
        "BEGIN",
        "INSERT INTO s (_tidb_rowid, id) VALUES (70000, 6000)",
        "ROLLBACK");
    assertThat(TestServer.rows(c, "SHOW TABLE s NEXT_ROW_ID"))
        .containsExactly(
            "d|s|_tidb_rowid|100001|_TIDB_ROWID", "d|s|_tidb_rowid|6001|AUTO_INCREMENT");
    TestServer.run(c, "INSERT INTO n VALUES (1)");
    assertThat(TestServer.rows(c, "SHOW TABLE n NEXT_ROW_ID"))
        .containsExactly("d|n|_tidb_rowid|30001|_TIDB_ROWID");
  }

  @Test
  void autoIdBasesOnlyRiseUnlessForced() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, v INT)",
        "ALTER TABLE t AUTO_INCREMENT = 5000",
        "ALTER TABLE t AUTO_INCREMENT = 100");
    assertThat(TestServer.rows(c, "SHOW WARNINGS"))
        .containsExactly(
            "Warning|1105|Can't reset AUTO_INCREMENT to 100 without FORCE option, using 5000"
                + " instead");
    TestServer.run(c, "ALTER TABLE t FORCE AUTO_INCREMENT = 100", "INSERT INTO t (v) VALUES (1)");
    assertThat(TestServer.rows(c, "SELECT id FROM t")).containsExactly("100");
    TestServer.run(
        c,
        "ALTER TABLE t FORCE AUTO_INCREMENT = 9223372036854775807",
        "INSERT INTO t (v) VALUES (2)");
    assertThat(TestServer.rows(c, "SELECT max(id) FROM t")).containsExactly("9223372036854775807");
    assertThat(TestServer.error(c, "INSERT INTO t (v) VALUES (3)")).isEqualTo(1467);
    TestServer.run(c, "CREATE TABLE r (id BIGINT AUTO_RANDOM(5) PRIMARY KEY)");
    assertThat(TestServer.error(c, "ALTER TABLE r AUTO_RANDOM_BASE = 288230376151711743")).isZero();
    assertThat(TestServer.error(c, "ALTER TABLE r AUTO_RANDOM_BASE = 288230376151711744"))
        .isEqualTo(8216);
    assertThat(TestServer.error(c, "ALTER TABLE t AUTO_RANDOM_BASE = 5")).isEqualTo(8216);
  }

  @Test
  void theAllocatorLiesUnderTidbsOwnKey() throws SQLException {
    TestServer.run(c, "CREATE TABLE n (v INT)", "INSERT INTO n VALUES (1)");
    byte[][] found = new byte[1][];
    server
        .cluster
        .reader()
        .scan(
            new byte[] {'m', 'D', 'B', ':'},
            new byte[] {'m', 'D', 'B', ';'},
            server.cluster.newTimestamp(),
            (key, value) -> {
              String field = new String(key, StandardCharsets.ISO_8859_1);
              if (field.contains("TID:" + table("n").id())) {
                found[0] = value;
              }
              return true;
            });
    assertThat(new String(found[0], StandardCharsets.US_ASCII)).isEqualTo("30000");
  }

  @Test
  void aSecondServerOnTheClusterSeesTheSameCatalog() throws Exception {
    TestServer.run(c, "CREATE TABLE t (a INT)", "INSERT INTO t VALUES (7)");
    try (TidbServer second = new TidbServer(server.cluster, TidbServerOptions.defaults()).start()) {
      assertThat(get(second.statusPort(), "/schema/d/t").body())
          .isEqualTo(get("/schema/d/t").body());
    }
  }

  @Test
  void informationSchemaAndShowDescribeTables() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (id INT UNSIGNED NOT NULL, v VARCHAR(10) DEFAULT 'x' COMMENT 'c', PRIMARY"
            + " KEY (id) NONCLUSTERED, KEY kv (v(3)))");
    assertThat(TestServer.rows(c, "SHOW TABLES")).containsExactly("t");
    assertThat(
            TestServer.rows(
                c,
                "SELECT column_name, column_type, column_default, column_key FROM"
                    + " information_schema.columns WHERE table_schema = 'd'"))
        .containsExactly("id|int unsigned|null|PRI", "v|varchar(10)|x|MUL");
    assertThat(TestServer.rows(c, "DESC t").get(1)).isEqualTo("v|varchar(10)|YES|MUL|x|");
    assertThat(TestServer.rows(c, "SHOW INDEX FROM t")).hasSize(2);
    assertThat(TestServer.rows(c, "SHOW CREATE TABLE t").get(0))
        .contains("PRIMARY KEY (`id`) /*T![clustered_index] NONCLUSTERED */");
    assertThat(TestServer.rows(c, "SHOW TABLE STATUS LIKE 't'")).hasSize(1);
    TestServer.run(c, "ALTER TABLE t SET TIFLASH REPLICA 2");
    assertThat(
            TestServer.rows(
                c,
                "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TIFLASH_REPLICA WHERE"
                    + " REPLICA_COUNT > 0"))
        .containsExactly("d|t");
    try (var columns = c.getMetaData().getColumns("d", null, "t", "%")) {
      columns.next();
      assertThat(columns.getString("COLUMN_NAME")).isEqualTo("id");
    }
  }

  @Test
  void oldVersionsLookOld() throws Exception {
    ClusterOptions old = ClusterOptions.builder().version("5.3.0").build();
    try (TestServer five = new TestServer(old, TidbServerOptions.defaults());
        Connection o = five.connect("")) {
      assertThat(TestServer.rows(o, "SELECT version()")).containsExactly("5.7.25-TiDB-v5.3.0");
      assertThat(TestServer.error(o, "SET SESSION tidb_request_source_type = 'lightning'"))
          .isEqualTo(1193);
      assertThat(TestServer.error(o, "SELECT current_resource_group()")).isEqualTo(1305);
      TestServer.run(o, "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY)");
      assertThat(TestServer.rows(o, "SHOW TABLE t NEXT_ROW_ID"))
          .isEqualTo(List.of("test|t|id|1|AUTO_INCREMENT"));
    }
  }
}
