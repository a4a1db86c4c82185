package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.tidb.TidbClient;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the locks of a process that stops within a transaction. */
final class IdleTransactionTest {
  private static TidbClient client(PlaygroundUnderTest cluster) {
    return cluster.client("", Map.of("tidb_idle_transaction_timeout", "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.5.0", "8.5.0"})
  void othersGetThemAndItsNextStatementIsRefused(String version) throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start(version);
        TidbClient silent = client(cluster);
        TidbClient other = client(cluster)) {
      other.execute("CREATE TABLE test.t (id INT PRIMARY KEY, v INT)");
      other.execute("INSERT INTO test.t VALUES (1, 1)");
      assertThatThrownBy(
              () ->
                  silent.withConnectionOnce(
                      connection -> {
                        try (Statement statement = connection.createStatement()) {
                          statement.execute("BEGIN PESSIMISTIC");
                          statement.execute("UPDATE test.t SET v = 2");
                          other.execute("UPDATE test.t SET v = v + 10");
                          return statement.execute("COMMIT");
                        }
                      }))
          .isInstanceOf(SQLException.class);
      assertThat(silent.queryText("SELECT v FROM test.t")).isEqualTo("11");
      Thread.sleep(1500);
      assertThat(silent.queryText("SELECT v FROM test.t")).isEqualTo("11");
    }
  }
}
