package io.levin.playground.tidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Statements that the server prepares, by mysql-connector-j with {@code useServerPrepStmts}. */
final class PreparedStatementsTest {
  private static final String SERVER_SIDE = "&useServerPrepStmts=true&cachePrepStmts=true";
  private static final String CREATE =
      """
      CREATE TABLE every (
        id BIGINT UNSIGNED PRIMARY KEY, ti TINYINT, si SMALLINT UNSIGNED, mi MEDIUMINT, i INT,
        f FLOAT, d DOUBLE, n DECIMAL(30, 10), c CHAR(5), v VARCHAR(40), vb VARBINARY(16), bl BLOB,
        tx TEXT, da DATE, dt DATETIME(6), ts TIMESTAMP, t TIME(3), y YEAR, e ENUM('a', 'b'),
        s SET('x', 'y', 'z'), j JSON, bi BIT(12))""";
  private static final List<List<Object>> ROWS =
      List.of(
          Arrays.asList(
              new BigDecimal("18446744073709551615"),
              -128,
              32767,
              -8388608,
              2147483647,
              1.5f,
              -2.25e100,
              new BigDecimal("-12345678901234567890.0123456789"),
              "ab",
              "it's \\ \"ü\" 😀",
              new byte[] {0, -1, 39, 92},
              "blob".getBytes(StandardCharsets.UTF_8),
              "text",
              "2024-02-29",
              "2024-02-29 12:34:56.000123",
              "2024-02-29 12:34:56",
              "-12:34:56.789",
              2024,
              "b",
              "x,z",
              "{\"k\": [1, null, \"v\"]}",
              new byte[] {0xA, 0x5}),
          Arrays.asList(
              1L, null, null, null, null, null, null, null, null, null, null, null, null, null,
              null, null, null, null, null, null, null, null));

  private static TestServer server;

  @BeforeAll
  static void start() throws SQLException {
    server = new TestServer();
    try (Connection c = server.connect("")) {
      TestServer.run(c, CREATE);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void rowsOfEveryTypeGoInAndComeOutAsInTextForm() throws SQLException {
    String marks = ", ?".repeat(ROWS.get(0).size()).substring(2);
    try (Connection c = server.connect(SERVER_SIDE);
        PreparedStatement insert = c.prepareStatement("INSERT INTO every VALUES (" + marks + ")")) {
      for (List<Object> row : ROWS) {
        for (int i = 0; i < row.size(); i++) {
          insert.setObject(i + 1, row.get(i));
        }
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
    }
    List<List<String>> prepared;
    List<List<String>> plain;
    String sql = "SELECT * FROM every WHERE id >= ? ORDER BY id DESC";
    try (Connection c = server.connect(SERVER_SIDE);
        PreparedStatement select = c.prepareStatement(sql)) {
      select.setLong(1, 0);
      prepared = rows(select.executeQuery());
    }
    try (Connection c = server.connect("");
        Statement select = c.createStatement()) {
      plain = rows(select.executeQuery(sql.replace("?", "0")));
    }
    assertThat(prepared).isEqualTo(plain);
    assertThat(prepared.get(0).subList(0, 10))
        .containsExactly(
            "18446744073709551615",
            "-128",
            "32767",
            "-8388608",
            "2147483647",
            "1.5",
            "-2.25E100",
            "-12345678901234567890.0123456789",
            "ab",
            "it's \\ \"ü\" 😀");
    assertThat(prepared.get(1).subList(1, 22)).containsOnlyNulls();
  }

  /** Each value as its Java object says it, bytes in hexadecimal. */
  private static List<List<String>> rows(ResultSet result) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    while (result.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        // A negative TIME is no java.sql.Time.
        boolean time = result.getMetaData().getColumnType(i) == Types.TIME;
        Object value = time ? result.getString(i) : result.getObject(i);
        row.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : text(value));
      }
      rows.add(row);
    }
    return rows;
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  /** Connector/J takes the flags from what it was told when the statement was prepared. */
  @Test
  void theLargestUnsignedNumbersOfEveryTypeAreNotNegative() throws SQLException {
    try (Connection c = server.connect(SERVER_SIDE)) {
      TestServer.run(
          c,
          "CREATE TABLE large (id INT PRIMARY KEY, t TINYINT UNSIGNED, s SMALLINT UNSIGNED,"
              + " m MEDIUMINT UNSIGNED, i INT UNSIGNED, b BIGINT UNSIGNED)",
          "INSERT INTO large VALUES (1, 255, 65535, 16777215, 4294967295, 18446744073709551615)");
      String sql = "SELECT l.*, t + 1 AS more FROM large AS l WHERE id = ? ORDER BY i LIMIT 1";
      try (PreparedStatement p = c.prepareStatement(sql)) {
        p.setInt(1, 1);
        for (int i = 0; i < 2; i++) {
          try (ResultSet r = p.executeQuery()) {
            assertThat(r.next()).isTrue();
            assertThat(r.getInt("t")).isEqualTo(255);
            assertThat(r.getInt("s")).isEqualTo(65535);
            assertThat(r.getInt("m")).isEqualTo(16777215);
            assertThat(r.getLong("i")).isEqualTo(4294967295L);
            assertThat(r.getBigDecimal("b")).isEqualTo(new BigDecimal("18446744073709551615"));
            assertThat(r.getInt("more")).isEqualTo(256);
            assertThat(r.getMetaData().isSigned(2)).isFalse();
          }
        }
      }
    }
  }

  @Test
  void aStatementIsRunAgainWithOtherTypesOfParameters() throws SQLException {
    try (Connection c = server.connect(SERVER_SIDE);
        PreparedStatement p = c.prepareStatement("SELECT ? , ? + 1")) {
      for (Object value : List.of(7, 7L, "7", new BigDecimal("7"))) {
        p.setObject(1, value);
        p.setInt(2, 41);
        try (ResultSet r = p.executeQuery()) {
          assertThat(r.next()).isTrue();
          assertThat(r.getString(1)).isEqualTo("7");
          assertThat(r.getInt(2)).isEqualTo(42);
        }
      }
    }
  }

  @Test
  void batchesAndCursorsWork() throws SQLException {
    String modes = SERVER_SIDE + "&rewriteBatchedStatements=true&useCursorFetch=true";
    try (Connection c = server.connect(modes)) {
      TestServer.run(c, "CREATE TABLE many (id INT PRIMARY KEY, v VARCHAR(20))");
      c.setAutoCommit(false);
      try (PreparedStatement insert = c.prepareStatement("INSERT INTO many VALUES (?, ?)")) {
        for (int i = 0; i < 1000; i++) {
          insert.setInt(1, i);
          insert.setString(2, "value " + i);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      c.commit();
      try (PreparedStatement select = c.prepareStatement("SELECT v FROM many ORDER BY id")) {
        select.setFetchSize(10);
        try (ResultSet r = select.executeQuery()) {
          for (int i = 0; i < 1000; i++) {
            assertThat(r.next()).isTrue();
            assertThat(r.getString(1)).isEqualTo("value " + i);
          }
          assertThat(r.next()).isFalse();
        }
      }
      c.commit();
    }
  }

  @Test
  void errorsComeWhenItIsPreparedOrRun() throws SQLException {
    try (Connection c = server.connect(SERVER_SIDE)) {
      assertThatThrownBy(() -> c.prepareStatement("SELECT nothing FROM every").executeQuery())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1054));
      try (PreparedStatement p = c.prepareStatement("INSERT INTO every (id) VALUES (?)")) {
        p.setLong(1, 77);
        p.executeUpdate();
        assertThatThrownBy(p::executeUpdate)
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1062));
      }
      TestServer.run(c, "DELETE FROM every WHERE id = 77");
    }
  }
}
