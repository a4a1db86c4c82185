package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.engine.coordinate.Attempts;
import io.levin.playground.tidb.SqlFaults;
import io.levin.tidb.TidbClient;
import io.levin.tidb.TidbOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a connection on which a transaction cannot be taken back. */
final class FailedRollbackTest {
  @Test
  void whatCouldNotBeTakenBackIsNotCommittedByWhoeverHasTheConnectionNext() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0");
        TidbClient client = client(cluster)) {
      client.execute("CREATE TABLE test.t (id INT PRIMARY KEY)");
      SqlFaults faults = cluster.playground().tidb().faults();
      faults.fail("VALUES .2.", 9007, 1);
      faults.fail("^rollback", 1105, 1);
      int[] attempts = new int[1];
      new Attempts(client, Attempts.HASTY, new Cancellation())
          .transaction(
              "insert",
              connection -> {
                insert(connection, 10 * attempts[0]++);
                insert(connection, 2);
                return null;
              },
              () -> false);
      assertThat(faults.fired()).hasSize(2);
      assertThat(client.query("SELECT id FROM test.t ORDER BY id", row -> row.getInt(1)))
          .containsExactly(2, 10);
    }
  }

  private static void insert(Connection connection, int id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO test.t VALUES (" + id + ")");
    }
  }

  private static TidbClient client(PlaygroundUnderTest cluster) {
    return TidbClient.connect(
        new TidbOptions(
            cluster.tidbHost(),
            cluster.tidbPort(),
            cluster.user(),
            cluster.password(),
            "false",
            "",
            "",
            "",
            "",
            0,
            Map.of()),
        new Cancellation());
  }
}
