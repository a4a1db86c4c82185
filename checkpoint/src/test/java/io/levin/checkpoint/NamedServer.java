package io.levin.checkpoint;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The server of this machine whose port {@code LEVIN_TEST_MYSQL} names: a MySQL or a TiDB, with a
 * user {@code root} whose password {@code LEVIN_TEST_MYSQL_PASSWORD} names, none if it is not set.
 */
final class NamedServer implements CheckpointServer {
  /** Names the port. */
  static final String VARIABLE = "LEVIN_TEST_MYSQL";

  private static final String RIGHTS =
      "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX ON *.*";

  private final int port;
  private final String password;
  private final boolean tidb;

  private NamedServer(int port, String password) throws SQLException {
    this.port = port;
    this.password = password;
    run("DROP USER IF EXISTS 'levin'@'%'");
    run("CREATE USER 'levin'@'%' IDENTIFIED BY 'p@ss:w/rd'");
    run("GRANT " + RIGHTS + " TO 'levin'@'%'");
    tidb = query("SELECT version()").get(0).contains("TiDB");
  }

  /** The one of the environment, if one is named there. */
  static Optional<NamedServer> fromEnvironment() throws SQLException {
    String port = System.getenv(VARIABLE);
    if (port == null || port.isEmpty()) {
      return Optional.empty();
    }
    String password = System.getenv().getOrDefault("LEVIN_TEST_MYSQL_PASSWORD", "");
    return Optional.of(new NamedServer(Integer.parseInt(port), password));
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String address(int through) {
    return MariaDb.dsn(through);
  }

  @Override
  public Connection connect() throws SQLException {
    String url = "jdbc:mysql://127.0.0.1:" + port + "/?allowPublicKeyRetrieval=true";
    return DriverManager.getConnection(url, "root", password);
  }

  @Override
  public void readOnly(boolean on) throws SQLException {
    run("SET GLOBAL " + (tidb ? "tidb_super_read_only" : "read_only") + " = " + (on ? 1 : 0));
  }

  @Override
  public void close() throws SQLException {
    for (String database : query("SHOW DATABASES LIKE 'cp-%'")) {
      run("DROP DATABASE `" + database + "`");
    }
    run("DROP USER IF EXISTS 'levin'@'%', 'poor'@'%'");
  }
}
