package io.levin.engine.target;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.config.ProcessMemory;
import io.levin.config.TlsConfig;
import io.levin.pd.PdClient;
import io.levin.pd.TlsFiles;
import io.levin.tidb.ServerVariables;
import io.levin.tidb.StatusClient;
import io.levin.tidb.TidbClient;
import io.levin.tidb.TidbOptions;
import io.levin.tikv.TikvClient;
import io.levin.tikv.TikvOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections to the target cluster. Opening it proves that every server can be reached and
 * that they belong together, before anything is changed.
 */
public final class TargetCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TargetCluster.class);
  private static final long LEAST_IDLE_SECONDS = 2;

  private final Config config;
  private final StatusClient status;
  private final TidbClient tidb;
  private final ServerVariables variables;
  private final PdClient pd;
  private final TikvClient tikv;

  private TargetCluster(
      Config config,
      StatusClient status,
      TidbClient tidb,
      ServerVariables variables,
      PdClient pd,
      TikvClient tikv) {
    this.config = config;
    this.status = status;
    this.tidb = tidb;
    this.variables = variables;
    this.pd = pd;
    this.tikv = tikv;
  }

  /**
   * Connects to TiDB, PD and TiKV. The SQL port and PD's addresses are asked of TiDB's status port
   * when they are not configured.
   *
   * @throws ImportException when a server cannot be reached, refuses us, or belongs to another
   *     cluster
   */
  public static TargetCluster connect(Config given, Cancellation cancellation) {
    StatusClient status = status(given, cancellation);
    StatusClient.Settings settings = settings(given, status);
    Config config = withAddresses(given, settings);
    TidbClient tidb = TidbClient.connect(tidbOptions(config), cancellation).thatWaits();
    PdClient pd = null;
    TikvClient tikv = null;
    try {
      ServerVariables variables = variables(tidb, settings);
      requireNoKeyspace(tidb);
      TlsFiles files = tlsFiles(given.security().tls());
      pd = PdClient.connect(addresses(config.tidb().pdAddr()), files, cancellation);
      checkSameCluster(given, settings, pd, files, cancellation);
      tikv = new TikvClient(pd, tikvOptions(config, resourceGroup(tidb)));
      return new TargetCluster(config, status, tidb, variables, pd, tikv);
    } catch (RuntimeException e) {
      tidb.close();
      if (tikv != null) {
        tikv.close();
      }
      if (pd != null) {
        pd.close();
      }
      throw e;
    }
  }

  /** The configuration, with the addresses that the server told. */
  public Config config() {
    return config;
  }

  /** TiDB's status port. */
  public StatusClient status() {
    return status;
  }

  /** TiDB's SQL port. */
  public TidbClient tidb() {
    return tidb;
  }

  /**
   * Further connections to TiDB's SQL port, which the caller closes.
   *
   * @param own stops their statements
   */
  public TidbClient connectTidb(Cancellation own) {
    return tidb.stoppedBy(own);
  }

  /** What the encoder must know of the server. */
  public ServerVariables variables() {
    return variables;
  }

  /** PD. */
  public PdClient pd() {
    return pd;
  }

  /** The TiKV stores. */
  public TikvClient tikv() {
    return tikv;
  }

  @Override
  public void close() {
    tikv.close();
    pd.close();
    tidb.close();
  }

  private static StatusClient.Settings settings(Config given, StatusClient status) {
    try {
      return status.settings();
    } catch (ImportException e) {
      if (given.tidb().port() > 0 && !given.tidb().pdAddr().isEmpty()) {
        throw e;
      }
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "cannot fetch settings from TiDB, please manually fill in `tidb.port` and"
              + " `tidb.pd-addr`: "
              + e.problem(),
          "check tidb.host and tidb.status-port; the status port is needed in any case",
          e);
    }
  }

  private static Config withAddresses(Config config, StatusClient.Settings settings) {
    Config.Tidb tidb = config.tidb();
    int port = tidb.port() > 0 ? tidb.port() : settings.port();
    String pdAddr = tidb.pdAddr().isEmpty() ? settings.pdAddresses() : tidb.pdAddr();
    if (port <= 0) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG, "invalid `tidb.port` setting", "set tidb.port");
    }
    if (pdAddr.isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG, "invalid `tidb.pd-addr` setting", "set tidb.pd-addr");
    }
    return config.withTidb(tidb.withAddresses(port, pdAddr));
  }

  /**
   * The configuration with TiDB's SQL port, for actions that need nothing else of the cluster; the
   * status port is asked when it is not configured.
   */
  public static Config withSqlPort(Config given, Cancellation cancellation) {
    if (given.tidb().port() > 0) {
      return given;
    }
    StatusClient status = status(given, cancellation);
    int port = status.settings().port();
    return given.withTidb(given.tidb().withAddresses(port, given.tidb().pdAddr()));
  }

  private static StatusClient status(Config config, Cancellation cancellation) {
    TlsConfig tls = config.security().tls();
    return new StatusClient(
        config.tidb().host(),
        config.tidb().statusPort(),
        tls.caPath(),
        tls.certPath(),
        tls.keyPath(),
        cancellation);
  }

  /** How one logs in to TiDB. */
  public static TidbOptions tidbOptions(Config config) {
    Config.Tidb tidb = config.tidb();
    Map<String, String> vars = new LinkedHashMap<>();
    vars.put("tidb_build_stats_concurrency", Integer.toString(tidb.buildStatsConcurrency()));
    vars.put("tidb_distsql_scan_concurrency", Integer.toString(tidb.distsqlScanConcurrency()));
    vars.put(
        "tidb_index_serial_scan_concurrency", Integer.toString(tidb.indexSerialScanConcurrency()));
    vars.put("tidb_checksum_table_concurrency", Integer.toString(tidb.checksumTableConcurrency()));
    vars.put("allow_auto_random_explicit_insert", "1");
    vars.put("tidb_opt_write_row_id", "1");
    vars.put("tidb_txn_mode", "optimistic");
    vars.put("foreign_key_checks", "0");
    vars.put("tidb_idle_transaction_timeout", Long.toString(idleSeconds(config)));
    vars.put("tidb_request_source_type", "lightning");
    vars.putAll(tidb.sessionVars());
    return new TidbOptions(
        tidb.host(),
        tidb.port(),
        tidb.user(),
        tidb.password(),
        tidb.tls(),
        tidb.security().caPath(),
        tidb.security().certPath(),
        tidb.security().keyPath(),
        tidb.sqlMode(),
        tidb.maxAllowedPacket(),
        vars);
  }

  /**
   * A process that stops for so long within a transaction loses it, and the rows that it has locked
   * are free. Two heartbeats: others get through with their next sign of life before it is overdue.
   */
  private static long idleSeconds(Config config) {
    return Math.max(LEAST_IDLE_SECONDS, 2 * config.levin().heartbeat().toSeconds());
  }

  private static TikvOptions tikvOptions(Config config, String resourceGroup) {
    int connections = config.tikvImporter().rangeConcurrency();
    ProcessMemory memory = ProcessMemory.of(config.levin().memoryBudget());
    return TikvOptions.builder()
        .channelsPerStore(connections)
        .streamBuffer(memory.streamBuffer(connections * 2))
        .gzip(config.tikvImporter().compressKvPairs())
        .writeBytesPerSecond(config.tikvImporter().storeWriteBwLimit())
        .resourceGroup(resourceGroup)
        // Stores that are never switched to import mode may serve others, and stall.
        .asksForStalls(config.cron().switchMode().toMillis() <= 0)
        .build();
  }

  private static String resourceGroup(TidbClient tidb) {
    try {
      String group = tidb.queryText("SELECT current_resource_group()");
      return group == null || group.isEmpty() ? "default" : group;
    } catch (SQLException e) {
      LOG.debug("the server has no resource groups: {}", e.getMessage());
      return "default";
    }
  }

  private static ServerVariables variables(TidbClient tidb, StatusClient.Settings settings) {
    try {
      ServerVariables variables = ServerVariables.fetch(tidb, settings);
      LOG.atInfo()
          .addKeyValue("version", variables.version())
          .addKeyValue("new_collation_enabled", variables.newCollation())
          .log("target TiDB");
      return variables;
    } catch (SQLException e) {
      throw new ImportException(
          ErrorCode.DB_CONNECT,
          "cannot read TiDB's system variables: " + e.getMessage(),
          "check the privileges of tidb.user (SELECT on mysql.tidb)",
          e);
    }
  }

  /** Keys of a keyspace have another form: what is sent without it would be lost. */
  private static void requireNoKeyspace(TidbClient tidb) {
    String keyspace;
    try {
      List<String> values =
          tidb.query(
              "SHOW CONFIG WHERE type = 'tidb' AND name = 'keyspace-name'",
              row -> row.getString("Value"));
      keyspace = values.isEmpty() ? "" : values.get(0);
    } catch (SQLException e) {
      LOG.debug("the server does not tell its keyspace: {}", e.getMessage());
      return;
    }
    refuse(keyspace);
  }

  /**
   * Refuses a server of a keyspace.
   *
   * @param keyspace as {@code keyspace-name} of the server says; empty for none
   */
  static void refuse(String keyspace) {
    if (!keyspace.isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "TiDB belongs to keyspace '"
              + keyspace
              + "', and this version does not support keyspaces (keys of API v2)",
          "import with TiDB Lightning, whose configuration file is the same");
    }
  }

  /**
   * PD as configured and PD as TiDB itself sees it must be one cluster: else tables would be made
   * in one and their rows would go to another.
   */
  private static void checkSameCluster(
      Config given,
      StatusClient.Settings settings,
      PdClient pd,
      TlsFiles tls,
      Cancellation cancellation) {
    if (given.tidb().pdAddr().isEmpty() || settings.pdAddresses().isEmpty()) {
      return;
    }
    List<String> own = new ArrayList<>(addresses(settings.pdAddresses()));
    if (pd.addresses().containsAll(own)) {
      return;
    }
    long theirs;
    try (PdClient other = PdClient.connect(own, tls, cancellation)) {
      theirs = other.clusterId();
    } catch (ImportException e) {
      LOG.atWarn()
          .addKeyValue("pd", settings.pdAddresses())
          .setCause(e)
          .log("cannot reach PD at the address that TiDB uses, so the clusters are not compared");
      return;
    }
    if (theirs != pd.clusterId()) {
      throw new ImportException(
          ErrorCode.CHECK_SAME_CLUSTER,
          "check pd and tidb in same cluster: PD at "
              + given.tidb().pdAddr()
              + " is of cluster "
              + Long.toUnsignedString(pd.clusterId())
              + ", but TiDB at "
              + given.tidb().host()
              + ":"
              + given.tidb().statusPort()
              + " uses PD at "
              + settings.pdAddresses()
              + " of cluster "
              + Long.toUnsignedString(theirs),
          "correct tidb.pd-addr or tidb.host");
    }
  }

  private static TlsFiles tlsFiles(TlsConfig tls) {
    return tls.enabled()
        ? new TlsFiles(path(tls.caPath()), path(tls.certPath()), path(tls.keyPath()))
        : TlsFiles.NONE;
  }

  private static Path path(String text) {
    return text.isEmpty() ? null : Path.of(text);
  }

  private static List<String> addresses(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(address -> !address.isEmpty())
        .toList();
  }
}
