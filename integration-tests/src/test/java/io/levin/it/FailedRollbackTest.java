package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.engine.coordinate.Attempts;
import io.levin.playground.tidb.SqlFaults;
import io.levin.tidb.TargetTable;
import io.levin.tidb.TidbClient;
import io.levin.tidb.TidbOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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

  /** As when the server ends a transaction that was idle for too long on a busy machine. */
  @Test
  void anAllocatorIsRaisedOnAnotherConnectionWhenTheFirstIsLostWithinItsTransaction()
      throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0");
        TidbClient client = client(cluster)) {
      client.execute(
          "CREATE TABLE test.t (id INT AUTO_INCREMENT, v INT, UNIQUE KEY (id)) AUTO_ID_CACHE 1");
      cluster.playground().inject("SQL ^insert into .test.*_tidb_rowid times=1 -> cut");
      cluster.playground().inject("SQL ^rollback times=1 -> cut");
      TargetTable table = new TargetTable(client, "test", "t");
      table.rebaseRowId(500, "id", 300, List.of("id", "v"));
      assertThat(cluster.playground().tidb().faults().fired()).hasSize(2);
      assertThat(client.query("SELECT COUNT(*) FROM test.t", row -> row.getInt(1)))
          .containsExactly(0);
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
            Map.of("tidb_opt_write_row_id", "1")),
        new Cancellation());
  }
}
