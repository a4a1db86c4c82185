package io.levin.playground.tidb;

import io.levin.playground.Cluster;
import io.levin.playground.ClusterOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A cluster with a server on it, for tests. */
final class TestServer implements AutoCloseable {
  final Cluster cluster;
  final TidbServer tidb;

  TestServer() {
    this(TidbServerOptions.defaults());
  }

  TestServer(TidbServerOptions options) {
    this(ClusterOptions.defaults(), options);
  }

  TestServer(ClusterOptions cluster, TidbServerOptions options) {
    this.cluster = Cluster.open(cluster);
    this.tidb = new TidbServer(this.cluster, options).start();
  }

  Connection connect(String parameters) throws SQLException {
    return connect("root", "", parameters);
  }

  Connection connect(String user, String password, String parameters) throws SQLException {
    String url =
        "jdbc:mysql://127.0.0.1:"
            + tidb.mysqlPort()
            + "/test?sslMode=DISABLED&allowMultiQueries=true"
            + parameters;
    return DriverManager.getConnection(url, user, password);
  }

  /** Runs statements one after the other. */
  static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The rows of a query, each as its texts with a bar between them. */
  static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql); // executeQuery refuses statements that the driver does not know
      List<String> rows = new ArrayList<>();
      try (ResultSet result = statement.getResultSet()) {
        while (result.next()) {
          StringBuilder row = new StringBuilder();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            row.append(i == 1 ? "" : "|").append(result.getString(i));
          }
          rows.add(row.toString());
        }
      }
      return rows;
    }
  }

  /** The error number of a statement; 0 if it has none. */
  static int error(Connection connection, String sql) {
    try {
      run(connection, sql);
      return 0;
    } catch (SQLException e) {
      return e.getErrorCode();
    }
  }

  @Override
  public void close() {
    tidb.close();
    cluster.close();
  }
}
