package io.levin.playground.tidb.session;

import io.levin.playground.Cluster;
import io.levin.playground.tidb.SqlFaults;
import io.levin.playground.tidb.TidbServerOptions;
import io.levin.playground.tidb.catalog.Catalog;
import io.levin.playground.tidb.query.H2Engine;
import io.levin.playground.tidb.txn.Transactions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * What all sessions of a server share.
 *
 * @param options how the server was started
 * @param cluster the cluster beneath
 * @param catalog databases and tables
 * @param transactions reads and writes rows
 * @param variables system variables
 * @param engine evaluates queries; may still be starting when it is first asked for
 * @param faults injected errors
 * @param userLocks locks of GET_LOCK
 * @param sessions open sessions by connection number
 * @param killer cuts a connection
 */
public record Server(
    TidbServerOptions options,
    Cluster cluster,
    Catalog catalog,
    Transactions transactions,
    SystemVariables variables,
    Supplier<H2Engine> engine,
    SqlFaults faults,
    UserLocks userLocks,
    ConcurrentHashMap<Long, Session> sessions,
    LongPredicate killer) {

  /** {@code v8.5.0}. */
  public String release() {
    return "v" + cluster.options().version();
  }

  /** What {@code version()} says, such as {@code 8.0.11-TiDB-v8.5.0}. */
  public String version() {
    return versionOf(cluster);
  }

  /** What {@code version()} says over that cluster. */
  public static String versionOf(Cluster cluster) {
    boolean eight = cluster.options().version().atLeast(7, 4, 0);
    return (eight ? "8.0.11" : "5.7.25") + "-TiDB-v" + cluster.options().version();
  }

  /** Variables whose values this server fixes. */
  public static Map<String, String> fixedVariables(
      Cluster cluster, TidbServerOptions options, int port) {
    return Map.of(
        "tidb_enable_clustered_index",
        cluster.options().version().clustersEveryPrimaryKey() ? "ON" : "INT_ONLY",
        "version",
        versionOf(cluster),
        "port",
        Integer.toString(port),
        "max_allowed_packet",
        Long.toString(options.maxAllowedPacket()),
        "have_ssl",
        options.tls() == null ? "DISABLED" : "YES",
        "have_openssl",
        options.tls() == null ? "DISABLED" : "YES");
  }
}
