package io.levin.playground.tidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.playground.Cluster;
import io.levin.playground.storage.MvccCursor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Checksum;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowsTest {
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

  @Test
  void valuesOfEveryTypeComeBackAsTidbShowsThem() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (id INT PRIMARY KEY, ti TINYINT, bu BIGINT UNSIGNED, de DECIMAL(20,5),"
            + " fl FLOAT, db DOUBLE, bi BIT(10), ye YEAR, da DATE, dt DATETIME(3), ts TIMESTAMP,"
            + " tm TIME(1), vc VARCHAR(20), tx TEXT, bl VARBINARY(8), en ENUM('a','b'),"
            + " se SET('x','y','z'), js JSON)",
        "INSERT INTO t VALUES (1, -128, 18446744073709551615, '123.45', 0.1, 1e100, b'1000000001',"
            + " 2024, '2024-02-29', '2024-02-29 12:34:56.789', '2024-02-29 01:02:03',"
            + " '-123:04:05.6', 'ünï', 'it''s', x'00FF', 'b', 'x,z', '{\"b\": [1, null]}')");
    assertThat(
            TestServer.rows(
                c,
                "SELECT ti, bu, de, fl, db, bi + 0, ye + 0, da, dt, ts, tm, vc, tx, hex(bl), en, se,"
                    + " js FROM t"))
        .containsExactly(
            "-128|18446744073709551615|123.45000|0.1|1.0E100|513|2024|2024-02-29"
                + "|2024-02-29 12:34:56.789|2024-02-29 01:02:03|-123:04:05.6|ünï|it's|00FF|b|x,z"
                + "|{\"b\": [1, null]}");
  }

  @Test
  void datesWithZerosAreKept() throws SQLException {
    TestServer.run(
        c,
        "SET sql_mode = ''",
        "CREATE TABLE t (a DATE, b DATETIME)",
        "INSERT INTO t VALUES ('0000-00-00', '2024-00-00 00:00:00'), ('2024-01-02', NULL)");
    assertThat(TestServer.rows(c, "SELECT concat(a, ''), concat(b, '') FROM t ORDER BY a"))
        .containsExactly("0000-00-00|2024-00-00 00:00:00", "2024-01-02|null");
  }

  @Test
  void unsignedNumbersKeepTheirTypeInPreparedStatements() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (a BIGINT UNSIGNED)",
        "INSERT INTO t VALUES (18446744073709551615), (1)");
    try (Connection prepared = server.connect("&useServerPrepStmts=true");
        PreparedStatement p =
            prepared.prepareStatement("SELECT a, max(a) FROM d.t WHERE a > ? GROUP BY a")) {
      p.setLong(1, 5);
      try (ResultSet r = p.executeQuery()) {
        r.next();
        assertThat(r.getObject(1)).hasToString("18446744073709551615");
        assertThat(r.getObject(2)).hasToString("18446744073709551615");
      }
    }
  }

  @Test
  void joinsGroupsAndSubqueriesAreAnswered() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE o (id INT PRIMARY KEY, who INT, total DECIMAL(8,2))",
        "CREATE TABLE w (id INT PRIMARY KEY, name VARCHAR(10))",
        "INSERT INTO w VALUES (1, 'ann'), (2, 'bob'), (3, 'cy')",
        "INSERT INTO o VALUES (1, 1, 10), (2, 1, 5.5), (3, 2, 7)");
    assertThat(
            TestServer.rows(
                c,
                "SELECT w.name, count(o.id) AS n, sum(total), avg(total) FROM w LEFT JOIN o ON"
                    + " w.id = o.who GROUP BY w.name HAVING n < 5 ORDER BY 1"))
        .containsExactly("ann|2|15.50|7.750000", "bob|1|7.00|7.000000", "cy|0|null|null");
    assertThat(TestServer.rows(c, "SELECT name FROM w WHERE id NOT IN (SELECT who FROM o)"))
        .containsExactly("cy");
    assertThat(TestServer.rows(c, "SELECT a.id FROM o a, o b WHERE a.who = b.who AND a.id < b.id"))
        .containsExactly("1");
    assertThat(TestServer.rows(c, "SELECT d.o.id FROM d.o ORDER BY total DESC LIMIT 1, 1"))
        .containsExactly("3");
    assertThat(TestServer.rows(c, "SELECT avg(id), sum(id), 7 / 2 FROM o"))
        .containsExactly("2.0000|6|3.5000");
  }

  @Test
  void caseDoesNotMatterWhereTheCollationSaysSo() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (a VARCHAR(5) COLLATE utf8mb4_general_ci, b VARCHAR(5), UNIQUE(a))",
        "INSERT INTO t VALUES ('Foo', 'Foo')");
    assertThat(TestServer.rows(c, "SELECT count(*) FROM t WHERE a = 'fOO'")).containsExactly("1");
    assertThat(TestServer.rows(c, "SELECT count(*) FROM t WHERE b = 'fOO'")).containsExactly("0");
    assertThat(TestServer.error(c, "INSERT INTO t VALUES ('FOO', '')")).isEqualTo(1062);
  }

  @Test
  void equalKeysAreRefusedIgnoredReplacedOrUpdated() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (id INT PRIMARY KEY, u INT, v VARCHAR(10), UNIQUE KEY uk (u))",
        "INSERT INTO t VALUES (1, 10, 'a'), (2, 20, 'b')");
    assertThatThrownBy(() -> TestServer.run(c, "INSERT INTO t VALUES (1, 30, 'c')"))
        .hasMessage("Duplicate entry '1' for key 't.PRIMARY'");
    assertThatThrownBy(() -> TestServer.run(c, "INSERT INTO t VALUES (3, 30, 'c'), (4, 20, 'c')"))
        .hasMessage("Duplicate entry '20' for key 't.uk'");
    assertThat(TestServer.rows(c, "SELECT count(*) FROM t")).containsExactly("2");
    TestServer.run(c, "INSERT IGNORE INTO t VALUES (1, 30, 'c'), (3, 30, 'c')");
    TestServer.run(c, "REPLACE INTO t VALUES (1, 20, 'r')");
    TestServer.run(
        c, "INSERT INTO t VALUES (3, 5, 'd') ON DUPLICATE KEY UPDATE v = concat(v, VALUES(v), u)");
    assertThat(TestServer.rows(c, "SELECT * FROM t ORDER BY id"))
        .containsExactly("1|20|r", "3|30|cd30");
    assertThat(TestServer.error(c, "UPDATE t SET u = 30 WHERE id = 1")).isEqualTo(1062);
    TestServer.run(c, "UPDATE t SET u = u + 1, id = id + 10 ORDER BY id DESC LIMIT 1");
    TestServer.run(c, "DELETE FROM t WHERE u = 20");
    assertThat(TestServer.rows(c, "SELECT * FROM t")).containsExactly("13|31|cd30");
    TestServer.run(c, "ADMIN CHECK TABLE t");
  }

  @Test
  void badValuesAreErrorsInStrictModeAndWarningsOtherwise() throws SQLException {
    TestServer.run(c, "CREATE TABLE t (a VARCHAR(3) NOT NULL, b TINYINT)");
    assertThat(TestServer.error(c, "INSERT INTO t VALUES ('long', 1)")).isEqualTo(1406);
    assertThat(TestServer.error(c, "INSERT INTO t VALUES ('x', 300)")).isEqualTo(1264);
    assertThat(TestServer.error(c, "INSERT INTO t VALUES (NULL, 1)")).isEqualTo(1048);
    assertThat(TestServer.error(c, "INSERT INTO t (b) VALUES (1)")).isEqualTo(1364);
    assertThat(TestServer.error(c, "INSERT INTO t VALUES ('x')")).isEqualTo(1136);
    assertThat(TestServer.error(c, "INSERT INTO t (a, c) VALUES ('x', 1)")).isEqualTo(1054);
    TestServer.run(c, "INSERT IGNORE INTO t VALUES ('long', 300)");
    assertThat(TestServer.rows(c, "SHOW WARNINGS")).isNotEmpty();
    assertThat(TestServer.rows(c, "SELECT * FROM t")).containsExactly("lon|127");
  }

  @Test
  void theChecksumIsTheXorOfEachPairsCrc() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(300), KEY (a)) PARTITION BY HASH (id)"
            + " PARTITIONS 3");
    assertThat(TestServer.rows(c, "ADMIN CHECKSUM TABLE t")).containsExactly("d|t|0|0|0");
    for (int i = 0; i < 20; i++) {
      TestServer.run(c, "INSERT INTO t VALUES (" + i + ", repeat('x', " + i * 20 % 300 + "))");
    }
    List<Long> ids = new ArrayList<>();
    for (String id :
        TestServer.rows(
            c,
            "SELECT TIDB_PARTITION_ID FROM information_schema.partitions WHERE table_schema = 'd'"
                + " AND table_name = 't'")) {
      ids.add(Long.parseLong(id));
    }
    long xor = 0;
    long pairs = 0;
    long bytes = 0;
    Cluster cluster = server.cluster;
    for (long id : ids) {
      byte[] start = {'t', (byte) 0x80, 0, 0, 0, 0, 0, (byte) (id >> 8), (byte) id};
      byte[] end = {'t', (byte) 0x80, 0, 0, 0, 0, 0, (byte) (id + 1 >> 8), (byte) (id + 1)};
      try (MvccCursor cursor = cluster.storage().cursor(start, end, cluster.newTimestamp())) {
        while (cursor.next()) {
          Checksum crc = new Crc64Bitwise();
          crc.update(cursor.pair(), 0, cursor.pairLength());
          xor ^= crc.getValue();
          pairs++;
          bytes += cursor.pairLength();
        }
      }
    }
    assertThat(pairs).isEqualTo(40);
    assertThat(TestServer.rows(c, "ADMIN CHECKSUM TABLE t"))
        .containsExactly("d|t|" + Long.toUnsignedString(xor) + "|40|" + bytes);
  }

  /** CRC-64/XZ bit by bit, from its definition. */
  private static final class Crc64Bitwise implements Checksum {
    private long crc = -1;

    @Override
    public void update(int b) {
      crc ^= b & 0xff;
      for (int i = 0; i < 8; i++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0xC96C5795D7870F42L : crc >>> 1;
      }
    }

    @Override
    public void update(byte[] b, int offset, int length) {
      for (int i = offset; i < offset + length; i++) {
        update(b[i]);
      }
    }

    @Override
    public long getValue() {
      return ~crc;
    }

    @Override
    public void reset() {
      crc = -1;
    }
  }

  @Test
  void checkTableFindsMissingWrongAndSuperfluousEntries() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (id INT PRIMARY KEY, a INT, KEY ka (a))",
        "INSERT INTO t VALUES (1, 10), (2, 20), (3, 30)",
        "ADMIN CHECK TABLE t");
    long id =
        Long.parseLong(
            TestServer.rows(
                    c,
                    "SELECT tidb_table_id FROM information_schema.tables WHERE table_schema = 'd'")
                .get(0));
    byte[] start = {'t', (byte) 0x80, 0, 0, 0, 0, 0, (byte) (id >> 8), (byte) id, '_', 'i'};
    byte[] end = {'t', (byte) 0x80, 0, 0, 0, 0, 0, (byte) (id >> 8), (byte) id, '_', 'j'};
    List<byte[]> entries = new ArrayList<>();
    server
        .cluster
        .reader()
        .scan(
            start,
            end,
            server.cluster.newTimestamp(),
            (key, value) -> {
              entries.add(key);
              return true;
            });
    byte[] value = server.cluster.reader().get(entries.get(1), server.cluster.newTimestamp());
    server.cluster.writer().delete(entries.get(1));
    assertThatThrownBy(() -> TestServer.run(c, "ADMIN CHECK TABLE t"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(8223))
        .hasMessageContaining("data inconsistency in table: t, index: ka, handle: 2,");
    server.cluster.writer().put(entries.get(1), new byte[] {7});
    assertThat(TestServer.error(c, "ADMIN CHECK TABLE t")).isEqualTo(8223);
    server.cluster.writer().put(entries.get(1), value);
    assertThat(TestServer.error(c, "ADMIN CHECK TABLE t")).isZero();
    byte[] more = entries.get(2).clone();
    more[more.length - 1]++;
    server.cluster.writer().put(more, value);
    assertThat(TestServer.error(c, "ADMIN CHECK INDEX t ka")).isEqualTo(8223);
  }

  @Test
  void aPrimaryKeyIsLookedUpAndNotScanned() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (a VARCHAR(20), b INT, v INT, PRIMARY KEY (a, b)) PARTITION BY KEY (a)"
            + " PARTITIONS 3",
        "INSERT INTO t VALUES ('x', 1, 1), ('x', 2, 2), ('x1', 1, 3), ('y', 1, 4), ('', 1, 5)");
    assertThat(TestServer.rows(c, "SELECT v FROM t WHERE a = 'x' AND b = 2")).containsExactly("2");
    assertThat(TestServer.rows(c, "SELECT v FROM t WHERE (a, b) = ('y', 1)")).containsExactly("4");
    assertThat(TestServer.rows(c, "SELECT v FROM t WHERE a = 'x' ORDER BY v"))
        .containsExactly("1", "2");
    assertThat(TestServer.rows(c, "SELECT v FROM t WHERE a = ''")).containsExactly("5");
    assertThat(TestServer.rows(c, "SELECT v FROM t WHERE a IN ('y', 'x1') ORDER BY v"))
        .containsExactly("3", "4");
    assertThat(TestServer.rows(c, "SELECT v FROM t WHERE a = 'x' AND b = 99999999999")).isEmpty();
  }

  @Test
  void viewsShowWhatTheirQueryFindsInTheirOwnDatabase() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(5))",
        "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
        "CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW `v` (`x`, `y`) AS"
            + " SELECT id, upper(v) FROM t WHERE id > 1",
        "USE test");
    assertThat(TestServer.rows(c, "SELECT y, x + 1 FROM d.v")).containsExactly("B|3");
    assertThat(TestServer.error(c, "CREATE VIEW w AS SELECT * FROM nowhere")).isEqualTo(1146);
  }

  @Test
  void anIndexAddedLaterIsFilledFromTheRows() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
        "INSERT INTO t VALUES (1, 10), (2, 20), (3, 10)");
    assertThat(TestServer.error(c, "ALTER TABLE t ADD UNIQUE KEY ua (a)")).isEqualTo(1062);
    TestServer.run(
        c,
        "ALTER TABLE t ADD KEY ka (a), ADD COLUMN n VARCHAR(5) NOT NULL DEFAULT 'n'",
        "INSERT INTO t (id, a) VALUES (4, 40)",
        "ADMIN CHECK TABLE t");
    assertThat(TestServer.rows(c, "SELECT * FROM t WHERE a = 10 ORDER BY id"))
        .containsExactly("1|10|n", "3|10|n");
    assertThat(TestServer.rows(c, "ADMIN CHECKSUM TABLE t").get(0)).contains("|8|");
    TestServer.run(c, "ALTER TABLE t DROP INDEX ka", "ADMIN CHECK TABLE t");
    assertThat(TestServer.rows(c, "ADMIN CHECKSUM TABLE t").get(0)).contains("|4|");
  }

  @Test
  void aRowMayBeLongerThanOnePacketButNoPairBeyondTidbsLimit() throws SQLException {
    TestServer.run(
        c, "CREATE TABLE t (id INT PRIMARY KEY, a LONGTEXT)", "INSERT INTO t VALUES (1, 'x')");
    String five = "x".repeat(5 << 20);
    TestServer.run(c, "UPDATE t SET a = '" + five + "'");
    for (String mode : List.of("", "&useServerPrepStmts=true")) {
      try (Connection other = server.connect(mode);
          PreparedStatement p = other.prepareStatement("SELECT a, a, a, a FROM d.t WHERE id = ?")) {
        p.setInt(1, 1);
        try (ResultSet r = p.executeQuery()) {
          r.next();
          assertThat(r.getString(4)).isEqualTo(five);
        }
      }
    }
    assertThat(TestServer.error(c, "INSERT INTO t VALUES (2, '" + five + five + "')"))
        .isEqualTo(8025);
  }

  @Test
  void theFirstRowsInAnOrderArePicked() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(5) COLLATE utf8mb4_general_ci)",
        "INSERT INTO t VALUES (1, 5, 'b'), (2, NULL, 'A'), (3, 7, 'C'), (4, 5, 'a'), (5, 1, NULL)");
    assertThat(TestServer.rows(c, "SELECT id FROM t ORDER BY a LIMIT 2")).containsExactly("2", "5");
    assertThat(TestServer.rows(c, "SELECT id, a FROM t ORDER BY a DESC, id DESC LIMIT 1, 2"))
        .containsExactly("4|5", "1|5");
    assertThat(TestServer.rows(c, "SELECT * FROM t ORDER BY b DESC, id LIMIT 3"))
        .containsExactly("3|7|C", "1|5|b", "2|null|A");
    assertThat(TestServer.rows(c, "SELECT id, -a AS x FROM t WHERE a > 1 ORDER BY x, id LIMIT 2"))
        .containsExactly("3|-7", "1|-5");
    assertThat(TestServer.rows(c, "SELECT id AS a FROM t ORDER BY a DESC LIMIT 1"))
        .containsExactly("5");
    assertThat(TestServer.rows(c, "SELECT id FROM t ORDER BY 1 DESC LIMIT 2 OFFSET 1"))
        .containsExactly("4", "3");
    assertThat(TestServer.rows(c, "SELECT count(*) FROM t ORDER BY count(*) LIMIT 5"))
        .containsExactly("5");
    assertThat(
            TestServer.rows(
                c, "SELECT a, count(*) AS n FROM t GROUP BY a ORDER BY n DESC, a LIMIT 1"))
        .containsExactly("5|2");
    assertThat(TestServer.rows(c, "SELECT id FROM t ORDER BY id LIMIT 0")).isEmpty();
    assertThat(
            TestServer.rows(
                c, "(SELECT id FROM t ORDER BY id LIMIT 1) UNION ALL (SELECT 9) ORDER BY 1 DESC"))
        .containsExactly("9", "1");
  }

  @Test
  void joinsOnOtherColumnsThanKeysFindAllRows() throws SQLException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      rows.append(i == 0 ? "" : ", ").append("(").append(i).append(", ").append(i % 100);
      rows.append(", 'K").append(i % 50).append("')");
    }
    TestServer.run(
        c,
        "CREATE TABLE t (id INT PRIMARY KEY, k INT, s VARCHAR(5) COLLATE utf8mb4_general_ci)",
        "CREATE TABLE u (k BIGINT, s VARCHAR(5))",
        "INSERT INTO t VALUES " + rows,
        "INSERT INTO u SELECT k, lower(s) FROM t");
    assertThat(TestServer.rows(c, "SELECT count(*) FROM t JOIN u ON t.k = u.k"))
        .containsExactly("40000");
    assertThat(TestServer.rows(c, "SELECT count(*) FROM u JOIN t ON t.s = u.s"))
        .containsExactly("80000");
    assertThat(
            TestServer.rows(
                c, "SELECT count(*) FROM t a LEFT JOIN t b ON a.k + 99 = b.k WHERE b.id IS NULL"))
        .containsExactly("1980");
  }

  @Test
  void generatedColumnsAreComputedStoredOrNot() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (a INT, b INT AS (a * 2) STORED, v VARCHAR(9) AS (concat('v', a)), KEY (v),"
            + " KEY ((a + 1)))",
        "INSERT INTO t (a) VALUES (1), (NULL)",
        "INSERT INTO t VALUES (3, DEFAULT, DEFAULT)",
        "UPDATE t SET a = 5 WHERE v = 'v1'",
        "ADMIN CHECK TABLE t");
    assertThat(TestServer.rows(c, "SELECT * FROM t ORDER BY a"))
        .containsExactly("null|null|null", "3|6|v3", "5|10|v5");
    assertThat(TestServer.error(c, "INSERT INTO t VALUES (1, 2, DEFAULT)")).isEqualTo(3105);
  }

  @Test
  void insertsDrawIdsAboveWhatIsThere() throws SQLException {
    TestServer.run(
        c,
        "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT)",
        "INSERT INTO t (v) VALUES (1), (2)",
        "INSERT INTO t VALUES (100, 3)",
        "INSERT INTO t VALUES (NULL, 4), (0, 5)");
    assertThat(TestServer.rows(c, "SELECT id FROM t ORDER BY v"))
        .containsExactly("1", "2", "100", "101", "102");
    assertThat(TestServer.rows(c, "SELECT last_insert_id()")).containsExactly("101");
    TestServer.run(c, "CREATE TABLE n (v INT)", "INSERT INTO n VALUES (1), (2)");
    assertThat(TestServer.rows(c, "SELECT _tidb_rowid, v FROM n")).containsExactly("1|1", "2|2");
    assertThat(TestServer.rows(c, "SELECT * FROM n")).containsExactly("1", "2");
  }
}
