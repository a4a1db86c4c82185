package io.levin.checkpoint;

import io.levin.base.Cancellation;
import io.levin.base.Ticker;
import io.levin.tidb.TidbOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server of this machine that speaks MySQL's protocol, for checkpoints. */
public interface CheckpointServer extends AutoCloseable {
  /** Where it listens. */
  int port();

  /** Its address as an ordinary user would write it, through some port of this machine. */
  String address(int port);

  /** A connection of an administrator. */
  Connection connect() throws SQLException;

  /** Lets ordinary users write no more, or again. */
  void readOnly(boolean on) throws Exception;

  /** An ordinary user's connection. */
  default CheckpointDatabase database(Duration patience) {
    return database(port(), patience);
  }

  /** As {@link #database(Duration)}, through another port. */
  default CheckpointDatabase database(int port, Duration patience) {
    return database(port, patience, Ticker.system());
  }

  /** The same with another clock. */
  default CheckpointDatabase database(int port, Duration patience, Ticker ticker) {
    TidbOptions nothing = new TidbOptions("", 0, "", "", "false", "", "", "", "", 0, Map.of());
    return new CheckpointDatabase(
        MysqlDsn.parse(address(port), nothing), patience, ticker, new Cancellation());
  }

  /** Runs a statement as administrator. */
  default void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows of a query as administrator, columns separated by {@code |}. */
  default List<String> query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> result = new ArrayList<>();
      while (rows.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.append(i == 1 ? "" : "|").append(rows.getString(i));
        }
        result.add(row.toString());
      }
      return result;
    }
  }

  @Override
  void close() throws Exception;
}
