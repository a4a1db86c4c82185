package io.levin.playground.tidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MysqlPortTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer(TidbServerOptions.builder().user("keeper", "s3cret").build());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&defaultAuthenticationPlugin=mysql_native_password",
        "&defaultAuthenticationPlugin=caching_sha2_password"
      })
  void aUserLogsInWithTheRightPasswordOnly(String plugin) throws SQLException {
    try (Connection c = server.connect("keeper", "s3cret", plugin)) {
      assertThat(TestServer.rows(c, "SELECT current_user()")).containsExactly("keeper@%");
    }
    assertThatThrownBy(() -> server.connect("keeper", "wrong", plugin))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1045))
        .hasMessageContaining("Access denied for user 'keeper'@'127.0.0.1' (using password: YES)");
    assertThatThrownBy(() -> server.connect("nobody", "", plugin))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1045));
  }

  @Test
  void theServerSaysThatItIsTidb() throws SQLException {
    try (Connection c = server.connect("")) {
      assertThat(TestServer.rows(c, "SELECT version()")).containsExactly("8.0.11-TiDB-v8.5.0");
      assertThat(TestServer.rows(c, "SELECT tidb_version()").get(0))
          .contains("Release Version: v8.5.0\n");
      assertThat(c.getMetaData().getDatabaseProductVersion()).isEqualTo("8.0.11-TiDB-v8.5.0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "&useServerPrepStmts=true", "&useServerPrepStmts=true&useCursorFetch=true"})
  void parametersOfAllKindsComeBackAsTheyWere(String mode) throws SQLException {
    try (Connection c = server.connect(mode);
        PreparedStatement p = c.prepareStatement("SELECT ?, ?, ?, ?, ?, ?, ?")) {
      p.setLong(1, -5);
      p.setString(2, "it's a \\ \"text\" ü \u0000");
      p.setBytes(3, "bytes".getBytes(StandardCharsets.UTF_8));
      p.setNull(4, Types.INTEGER);
      p.setDouble(5, 2.5);
      p.setBigDecimal(6, new BigDecimal("18446744073709551615"));
      p.setTimestamp(7, Timestamp.valueOf("2024-02-29 12:34:56"));
      try (ResultSet r = p.executeQuery()) {
        assertThat(r.next()).isTrue();
        assertThat(r.getLong(1)).isEqualTo(-5);
        assertThat(r.getString(2)).isEqualTo("it's a \\ \"text\" ü \u0000");
        assertThat(r.getString(3)).isEqualTo("bytes");
        assertThat(r.getString(4)).isNull();
        assertThat(r.getDouble(5)).isEqualTo(2.5);
        assertThat(r.getObject(6).toString()).isEqualTo("18446744073709551615");
        assertThat(r.getString(7)).startsWith("2024-02-29 12:34:56");
        assertThat(r.next()).isFalse();
      }
    }
  }

  @Test
  void aStatementMayBeLongerThanOnePacket() throws SQLException {
    String text = "x".repeat(17 << 20);
    try (Connection c = server.connect("&maxAllowedPacket=67108864")) {
      assertThat(TestServer.rows(c, "SELECT length('" + text + "')").get(0))
          .isEqualTo(String.valueOf(17 << 20));
      assertThat(TestServer.rows(c, "SELECT 1 /* " + text + " */")).containsExactly("1");
    }
  }

  @Test
  void severalStatementsInOneTextGiveSeveralResults() throws SQLException {
    try (Connection c = server.connect("");
        Statement s = c.createStatement()) {
      assertThat(s.execute("SELECT 1; SET @a = 2; SELECT @a")).isTrue();
      assertThat(s.getMoreResults()).isFalse();
      assertThat(s.getUpdateCount()).isZero();
      assertThat(s.getMoreResults()).isTrue();
      try (ResultSet r = s.getResultSet()) {
        r.next();
        assertThat(r.getInt(1)).isEqualTo(2);
      }
    }
  }

  @Test
  void severalStatementsAreRefusedWhereTheClientDidNotAskForThem() throws SQLException {
    String url = "jdbc:mysql://127.0.0.1:" + server.tidb.mysqlPort() + "/?sslMode=DISABLED";
    try (Connection c = DriverManager.getConnection(url, "root", "")) {
      assertThat(TestServer.error(c, "SELECT 1; SELECT 2")).isEqualTo(8130);
      assertThat(TestServer.rows(c, "SELECT 3")).containsExactly("3");
    }
  }

  @Test
  void unknownStatementsAndNamesAreErrorsAndTheConnectionLivesOn() throws SQLException {
    try (Connection c = server.connect("")) {
      assertThat(TestServer.error(c, "FROBNICATE TABLE t")).isEqualTo(1064);
      assertThat(TestServer.error(c, "SELECT * FROM nowhere.t")).isEqualTo(1146);
      assertThat(TestServer.error(c, "USE nowhere")).isEqualTo(1049);
      assertThat(TestServer.error(c, "SELECT nothing")).isEqualTo(1054);
      assertThat(TestServer.error(c, "SELECT frob(1)")).isEqualTo(1305);
      assertThat(TestServer.error(c, "SET SESSION frob = 1")).isEqualTo(1193);
      assertThat(TestServer.error(c, "SET version = '1'")).isEqualTo(1238);
      assertThat(TestServer.error(c, "SET sql_mode = 'FROB'")).isEqualTo(1105);
      assertThat(TestServer.error(c, "SELECT 'open")).isEqualTo(1064);
      assertThat(TestServer.rows(c, "SELECT 1")).containsExactly("1");
    }
  }

  @Test
  void commentsCountAsTidbReadsThem() throws SQLException {
    try (Connection c = server.connect("")) {
      assertThat(
              TestServer.rows(
                  c, "SELECT 1 /*!40101 + 1 */ /*T! + 4 */ /*T![nope] + 8 */ -- + 16\n + 32"))
          .containsExactly("38");
    }
  }

  @Test
  void tlsIsOfferedAndCanBeDemanded(@TempDir Path directory) throws Exception {
    TidbServerOptions.Tls files = Certificates.selfSigned(directory);
    try (TestServer secure = new TestServer(TidbServerOptions.builder().tls(files, true).build())) {
      String url = "jdbc:mysql://127.0.0.1:" + secure.tidb.mysqlPort() + "/?sslMode=";
      try (Connection c = DriverManager.getConnection(url + "REQUIRED", "root", "")) {
        assertThat(TestServer.rows(c, "SHOW STATUS LIKE 'Ssl_version'"))
            .containsExactly("Ssl_version|TLSv1.3");
      }
      assertThatThrownBy(() -> DriverManager.getConnection(url + "DISABLED", "root", ""))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("insecure transport");
    }
  }

  @Test
  void injectedErrorsCutsAndDelaysHappenAsOftenAsTold() throws SQLException {
    try (Connection c = server.connect("")) {
      server.tidb.faults().fail("select 77", 9007, 2);
      assertThat(TestServer.error(c, "SELECT 77")).isEqualTo(9007);
      assertThat(TestServer.error(c, "SELECT 77")).isEqualTo(9007);
      assertThat(TestServer.error(c, "SELECT 77")).isZero();
      server.tidb.faults().add("select 78", SqlFaults.Moment.AFTER, new SqlFaults.Action.Cut(), 1);
      assertThatThrownBy(() -> TestServer.run(c, "SELECT 78"))
          .hasMessageContaining("Communications link failure");
      assertThat(server.tidb.faults().fired()).contains("SELECT 77", "SELECT 78");
    } finally {
      server.tidb.faults().clear();
    }
  }

  @Test
  void oneConnectionCanKillAnother() throws SQLException {
    try (Connection one = server.connect("");
        Connection other = server.connect("")) {
      String id = TestServer.rows(other, "SELECT connection_id()").get(0);
      assertThat(TestServer.rows(one, "SHOW PROCESSLIST")).anyMatch(r -> r.startsWith(id + "|"));
      TestServer.run(one, "KILL " + id);
      assertThatThrownBy(() -> TestServer.run(other, "SELECT 1")).isInstanceOf(SQLException.class);
      assertThat(TestServer.error(one, "KILL 999999")).isEqualTo(1094);
    }
  }

  @Test
  void namedLocksExcludeOtherConnections() throws SQLException {
    try (Connection one = server.connect("");
        Connection other = server.connect("")) {
      assertThat(TestServer.rows(one, "SELECT GET_LOCK('a', 0)")).containsExactly("1");
      assertThat(TestServer.rows(other, "SELECT GET_LOCK('a', 0)")).containsExactly("0");
      one.close();
      assertThat(TestServer.rows(other, "SELECT GET_LOCK('a', 5)")).containsExactly("1");
    }
  }

  @Test
  void variablesHaveTidbsDefaultsAndScopes() throws SQLException {
    try (Connection c = server.connect("&sessionVariables=tidb_opt_write_row_id=1")) {
      TestServer.run(c, "SET SESSION tidb_backoff_weight = '30', @@time_zone = '+08:00'");
      assertThat(TestServer.rows(c, "SHOW VARIABLES LIKE 'tidb\\_backoff\\_weight'"))
          .containsExactly("tidb_backoff_weight|30");
      assertThat(TestServer.rows(c, "SELECT @@global.tidb_backoff_weight, @@tidb_opt_write_row_id"))
          .containsExactly("2|1");
      assertThat(TestServer.rows(c, "SELECT from_unixtime(0)"))
          .isEqualTo(List.of("1970-01-01 08:00:00"));
    }
  }
}
