package io.levin.config;

import io.levin.base.Redaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Everything that was configured for one import: file, flags and defaults, checked and immutable.
 *
 * <p>The records follow the tables of the TOML file; each component has the name of its key. {@link
 * ConfigLoader} makes it. {@link #toString()} of the parts that hold secrets leaves them out.
 */
public record Config(
    Lightning lightning,
    Tidb tidb,
    Security security,
    Checkpoint checkpoint,
    TikvImporter tikvImporter,
    Conflict conflict,
    Mydumper mydumper,
    PostRestore postRestore,
    Cron cron,
    List<Route> routes,
    Levin levin,
    List<String> warnings) {

  /** {@code [lightning]}: the process. */
  public record Lightning(
      String statusAddr,
      boolean serverMode,
      String level,
      String file,
      int maxSizeMib,
      int maxDays,
      int maxBackups,
      int tableConcurrency,
      int indexConcurrency,
      int regionConcurrency,
      int ioConcurrency,
      boolean checkRequirements,
      String metaSchemaName,
      long maxTypeErrors,
      String taskInfoSchemaName) {}

  /**
   * {@code [tidb]}: the target. Port 0 and an empty PD address are asked of the server.
   *
   * @param tls one of {@code false}, {@code cluster}, {@code skip-verify}, {@code preferred}
   */
  public record Tidb(
      String host,
      int port,
      String user,
      String password,
      int statusPort,
      String pdAddr,
      String sqlMode,
      String tls,
      TlsConfig security,
      long maxAllowedPacket,
      int distsqlScanConcurrency,
      int buildStatsConcurrency,
      int indexSerialScanConcurrency,
      int checksumTableConcurrency,
      Map<String, String> sessionVars) {
    /** This configuration with what the server told about itself. */
    public Tidb withAddresses(int newPort, String newPdAddr) {
      return new Tidb(
          host,
          newPort,
          user,
          password,
          statusPort,
          newPdAddr,
          sqlMode,
          tls,
          security,
          maxAllowedPacket,
          distsqlScanConcurrency,
          buildStatsConcurrency,
          indexSerialScanConcurrency,
          checksumTableConcurrency,
          sessionVars);
    }

    @Override
    public String toString() {
      return "Tidb[host=" + host + ", port=" + port + ", user=" + user + ", pdAddr=" + pdAddr + "]";
    }
  }

  /** {@code [security]}: certificates of the cluster, and redaction. */
  public record Security(TlsConfig tls, boolean redactInfoLog) {
    /** What texts may show of rows. */
    public Redaction redaction() {
      return new Redaction(redactInfoLog);
    }
  }

  /** {@code [checkpoint]}; the DSN may hold a password. */
  public record Checkpoint(
      boolean enable, String schema, String driver, String dsn, KeepStrategy keepAfterSuccess) {
    @Override
    public String toString() {
      return "Checkpoint[enable=" + enable + ", schema=" + schema + ", driver=" + driver + "]";
    }
  }

  /** {@code [tikv-importer]}; sizes in bytes, rates in bytes a second, 0 = no limit. */
  public record TikvImporter(
      String backend,
      String sortedKvDir,
      boolean parallelImport,
      int rangeConcurrency,
      long regionSplitSize,
      long regionSplitKeys,
      int regionSplitBatchSize,
      int regionSplitConcurrency,
      int regionCheckBackoffLimit,
      int sendKvPairs,
      long sendKvSize,
      boolean compressKvPairs,
      long diskQuota,
      long engineMemCacheSize,
      long localWriterMemCacheSize,
      long blockSize,
      long storeWriteBwLimit,
      String pausePdSchedulerScope,
      boolean addIndexBySql,
      String keyspaceName) {}

  /** {@code [conflict]}, with the older keys resolved into it. */
  public record Conflict(
      ConflictStrategy strategy,
      boolean precheckBeforeImport,
      long threshold,
      long maxRecordRows) {}

  /** {@code [mydumper]}: the source; its address may hold keys of a store. */
  public record Mydumper(
      String dataSourceDir,
      long readBlockSize,
      long batchSize,
      double batchImportRatio,
      String sourceId,
      boolean noSchema,
      String characterSet,
      String dataCharacterSet,
      String dataInvalidCharReplace,
      boolean caseSensitive,
      boolean strictFormat,
      long maxRegionSize,
      List<String> filter,
      boolean defaultFileRules,
      List<FileRule> files,
      List<IgnoreColumns> ignoreColumns,
      Csv csv) {
    @Override
    public String toString() {
      return "Mydumper[noSchema=" + noSchema + ", filter=" + filter + ", files=" + files + "]";
    }
  }

  /** {@code [[mydumper.files]]}. */
  public record FileRule(
      String pattern,
      String path,
      String schema,
      String table,
      String type,
      String key,
      String compression) {}

  /** {@code [[mydumper.ignore-columns]]}. */
  public record IgnoreColumns(
      String db, String table, List<String> tableFilter, List<String> columns) {}

  /** {@code [mydumper.csv]}; an empty {@code escapedBy} means that nothing escapes. */
  public record Csv(
      String separator,
      String delimiter,
      String terminator,
      boolean header,
      boolean headerSchemaMatch,
      boolean notNull,
      List<String> nullTexts,
      String escapedBy,
      boolean trimLastSeparator) {}

  /** {@code [post-restore]}. */
  public record PostRestore(
      Level checksum,
      Level analyze,
      boolean checksumViaSql,
      boolean level1Compact,
      boolean compact,
      boolean postProcessAtLast) {}

  /** {@code [cron]}; a duration that is not positive switches its action off. */
  public record Cron(Duration switchMode, Duration logProgress, Duration checkDiskQuota) {}

  /** {@code [[routes]]}. */
  public record Route(
      String schemaPattern,
      String tablePattern,
      String targetSchema,
      String targetTable,
      Extractor extractTable,
      Extractor extractSchema,
      Extractor extractSource) {}

  /** Takes a column's value from a name; null where none is configured. */
  public record Extractor(String targetColumn, String regexp) {}

  /** {@code [levin]}: what the original does not have. */
  public record Levin(
      long memoryBudget,
      Duration noProgressLimit,
      boolean waitForChecksum,
      boolean shareWork,
      long lotSize,
      Duration takeoverAfter,
      Duration heartbeat,
      String fleetFinish,
      String metaCompat,
      boolean failFast) {
    /** Whether the tables of a shared import are compared only when somebody says so. */
    public boolean finishesByHand() {
      return fleetFinish.equals("manual");
    }
  }

  /** This configuration with what the server told about itself. */
  public Config withTidb(Tidb newTidb) {
    return new Config(
        lightning,
        newTidb,
        security,
        checkpoint,
        tikvImporter,
        conflict,
        mydumper,
        postRestore,
        cron,
        routes,
        levin,
        warnings);
  }
}
