package io.levin.it;

import io.levin.base.Cancellation;
import io.levin.tidb.TidbClient;
import io.levin.tidb.TidbOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The cluster that a test imports into: the playground, or a real one, named by environment
 * variables or started in Docker. A test that needs no more than this runs against all of them.
 */
sealed interface ClusterUnderTest extends AutoCloseable
    permits PlaygroundUnderTest,
        PlaygroundProgram,
        RealClusterUnderTest,
        DockerClusterUnderTest,
        TidbAbovePlayground {
  /** PD's addresses, separated by commas. */
  String pdAddresses();

  /** The host of TiDB's two ports. */
  String tidbHost();

  /** TiDB's MySQL port. */
  int tidbPort();

  /** TiDB's status port. */
  int statusPort();

  /** Who logs in. */
  String user();

  /** The password, empty for none. */
  String password();

  /** What a client did wrong or left behind so far; empty when all is well. */
  List<String> problems();

  @Override
  void close();

  /** A connection to TiDB, with no database chosen. */
  default Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mysql://"
            + tidbHost()
            + ":"
            + tidbPort()
            + "/?sslMode=DISABLED&allowPublicKeyRetrieval=true&connectTimeout=10000"
            + "&socketTimeout=60000&characterEncoding=utf8&yearIsDateType=false",
        user(),
        password());
  }

  /**
   * The importer's own client of TiDB.
   *
   * @param sqlMode of its sessions
   * @param sessionVars set on each of its connections, as far as the server knows them
   */
  default TidbClient client(String sqlMode, Map<String, String> sessionVars) {
    return TidbClient.connect(
        new TidbOptions(
            tidbHost(),
            tidbPort(),
            user(),
            password(),
            "false",
            "",
            "",
            "",
            sqlMode,
            0,
            new TreeMap<>(sessionVars)),
        new Cancellation());
  }

  /** The real cluster of the environment, if one is named there; else one in Docker, if that is. */
  static Optional<ClusterUnderTest> real() {
    Optional<ClusterUnderTest> named = RealClusterUnderTest.fromEnvironment();
    return named.isPresent() ? named : DockerClusterUnderTest.start();
  }
}
