package io.levin.playground.tidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.playground.ClusterOptions;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class IdleConnectionsTest {
  private static void prepare(Connection connection) throws SQLException {
    TestServer.run(
        connection,
        "CREATE TABLE t (id INT PRIMARY KEY, v INT)",
        "INSERT INTO t VALUES (1, 10), (2, 20)");
  }

  @Test
  void aTransactionWhoseClientIsSilentForTooLongIsTakenBackWithItsConnection() throws Exception {
    try (TestServer server = new TestServer();
        Connection silent = server.connect("");
        Connection other = server.connect("")) {
      prepare(silent);
      TestServer.run(
          silent,
          "SET SESSION tidb_idle_transaction_timeout = 1",
          "BEGIN PESSIMISTIC",
          "UPDATE t SET v = 11 WHERE id = 1");
      TestServer.run(other, "UPDATE t SET v = v + 1 WHERE id = 1");
      assertThat(TestServer.rows(other, "SELECT v FROM t WHERE id = 1")).containsExactly("11");
      assertThatThrownBy(() -> TestServer.run(silent, "COMMIT"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
    }
  }

  @Test
  void outsideOfATransactionThatLimitDoesNotHold() throws Exception {
    try (TestServer server = new TestServer();
        Connection connection = server.connect("")) {
      TestServer.run(connection, "SET SESSION tidb_idle_transaction_timeout = 1");
      Thread.sleep(1500);
      assertThat(TestServer.rows(connection, "SELECT 1")).containsExactly("1");
    }
  }

  @Test
  void beforeThereWasOneForTransactionsALimitHoldsForEveryConnection() throws Exception {
    ClusterOptions old = ClusterOptions.builder().version("6.5.0").build();
    try (TestServer server = new TestServer(old, TidbServerOptions.defaults());
        Connection silent = server.connect("");
        Connection other = server.connect("")) {
      assertThat(TestServer.error(silent, "SET SESSION tidb_idle_transaction_timeout = 1"))
          .isEqualTo(1193);
      prepare(silent);
      TestServer.run(
          silent,
          "SET SESSION wait_timeout = 1",
          "BEGIN PESSIMISTIC",
          "SELECT * FROM t WHERE id = 1 FOR UPDATE");
      TestServer.run(other, "UPDATE t SET v = 12 WHERE id = 1");
      assertThatThrownBy(() -> TestServer.run(silent, "SELECT 1")).isInstanceOf(SQLException.class);
    }
  }
}
