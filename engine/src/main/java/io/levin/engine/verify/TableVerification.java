package io.levin.engine.verify;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.GroupedRequests;
import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.base.RetryPolicy;
import io.levin.config.Config;
import io.levin.config.Level;
import io.levin.engine.log.Task;
import io.levin.engine.progress.TableProgress;
import io.levin.kv.AutoIds;
import io.levin.kv.TableRanges;
import io.levin.pd.PdClient;
import io.levin.pd.SafePointOvertakenException;
import io.levin.pd.ServiceSafePoint;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.TableInfo;
import io.levin.tidb.TargetTable;
import io.levin.tidb.TidbClient;
import io.levin.tikv.ChecksumOptions;
import io.levin.tikv.RawRange;
import io.levin.tikv.TikvClient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a table after its pairs are in the cluster, in this order: rebase of auto ids,
 * checksum, analyze. Thread-safe: one call a table.
 */
public final class TableVerification {
  private static final Logger LOG = LoggerFactory.getLogger(TableVerification.class);
  private static final String REMEDY =
      "if the table was not empty before, empty it; then import the table again";
  private static final RetryPolicy FRESH_TIMESTAMPS = RetryPolicy.fixed(3, Duration.ofSeconds(1));

  /** Tables whose numbers of rows are written by one statement. */
  private static final int COUNTS = 100;

  private static final long GATHER_MILLIS = 10;

  private final Config config;
  private final TidbClient tidb;
  private final PdClient pd;
  private final TikvClient tikv;
  private final ServiceSafePoint safePoint;
  private final Cancellation cancellation;
  private final GroupedRequests<RowCount> counts =
      new GroupedRequests<>(COUNTS, GATHER_MILLIS, this::writeRowCounts);

  /**
   * Uses the given clients.
   *
   * @param safePoint keeps old versions from being collected while sums are computed
   */
  public TableVerification(
      Config config,
      TidbClient tidb,
      PdClient pd,
      TikvClient tikv,
      ServiceSafePoint safePoint,
      Cancellation cancellation) {
    this.config = config;
    this.tidb = tidb;
    this.pd = pd;
    this.tikv = tikv;
    this.safePoint = safePoint;
    this.cancellation = cancellation;
  }

  /** Raises the auto id allocators above every id that was used. */
  public void rebase(TargetTable target, TableInfo table, AutoIds used) {
    try {
      AutoIdRebase.run(target, table, used);
    } catch (SQLException e) {
      throw new ImportException(
          ErrorCode.RESTORE_TABLE,
          "restore table " + target.name() + " failed: cannot raise its auto id: " + e.getMessage(),
          "the data is in; start again, or run the ALTER TABLE of the log by hand",
          e);
    }
  }

  /**
   * Compares the sum over what was encoded with the cluster's.
   *
   * @param parts how many instances brought the table's rows in
   * @throws ImportException {@link ErrorCode#CHECKSUM_MISMATCH} when they differ and the checksum
   *     is required
   */
  public void checksum(
      TargetTable target, TableInfo table, KvChecksum local, int parts, TableProgress progress) {
    Level level = config.postRestore().checksum();
    progress.checksums(local, null);
    if (level == Level.OFF) {
      LOG.atInfo()
          .addKeyValue("table", target.name())
          .log("skip checksum because the checksum option is off");
      return;
    }
    LOG.atInfo()
        .addKeyValue("table", target.name())
        .addKeyValue("checksum", "{" + local + "}")
        .log("local checksum");
    Task task = Task.start(LOG, "remote checksum", "table", target.name());
    KvChecksum remote;
    long start = System.nanoTime();
    try {
      remote = remote(target, table);
      progress.timings().checksum().observeSince(start);
      task.completed();
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      task.failed(e);
      if (level == Level.REQUIRED) {
        throw e;
      }
      LOG.atWarn().addKeyValue("table", target.name()).setCause(e).log("checksum failed, ignored");
      return;
    }
    progress.checksums(local, remote);
    if (remote.equals(local)) {
      LOG.atInfo()
          .addKeyValue("table", target.name())
          .addKeyValue("local", "{" + local + "}")
          .log("checksum pass");
      return;
    }
    ImportException mismatch =
        new ImportException(
            ErrorCode.CHECKSUM_MISMATCH,
            "checksum mismatched remote vs local => (checksum: "
                + Long.toUnsignedString(remote.crc())
                + " vs "
                + Long.toUnsignedString(local.crc())
                + ") (total_kvs: "
                + remote.pairs()
                + " vs "
                + local.pairs()
                + ") (total_bytes:"
                + remote.bytes()
                + " vs "
                + local.bytes()
                + ") of table "
                + target.name()
                + surplus(remote, local),
            parts > 1 ? remedyOfParts(target, parts) : REMEDY);
    if (level == Level.REQUIRED) {
      throw mismatch;
    }
    LOG.atWarn().addKeyValue("table", target.name()).setCause(mismatch).log("checksum mismatched");
  }

  /** Collects statistics, or at least tells the optimizer how many rows there are. */
  public void analyze(TargetTable target, TableInfo table, long rows) {
    Level level = config.postRestore().analyze();
    try {
      if (level == Level.OFF) {
        LOG.atInfo().addKeyValue("table", target.name()).log("skip analyze");
        RowCount count = new RowCount(physicalIds(table), rows);
        counts.serve(count);
        if (count.failure != null) {
          throw count.failure;
        }
        return;
      }
      Task task = Task.start(LOG, "analyze", "table", target.name());
      target.analyze();
      task.completed();
    } catch (SQLException e) {
      if (level == Level.REQUIRED) {
        throw new ImportException(
            ErrorCode.RESTORE_TABLE,
            "restore table " + target.name() + " failed: analyze: " + e.getMessage(),
            "the data is in and verified; run ANALYZE TABLE by hand",
            e);
      }
      LOG.atWarn().addKeyValue("table", target.name()).setCause(e).log("analyze failed, ignored");
    }
  }

  private static final class RowCount {
    private final List<Long> ids;
    private final long rows;
    private SQLException failure;

    RowCount(List<Long> ids, long rows) {
      this.ids = ids;
      this.rows = rows;
    }
  }

  private void writeRowCounts(List<RowCount> together) {
    Map<Long, Long> byId = new TreeMap<>();
    together.forEach(count -> count.ids.forEach(id -> byId.put(id, count.rows)));
    try {
      TargetTable.updateStatsMeta(tidb, byId);
    } catch (SQLException e) {
      together.forEach(count -> count.failure = e);
    }
  }

  /** The sum of what is in a table now, as configured by SQL or by the coprocessor. */
  public KvChecksum remote(TargetTable target, TableInfo table) {
    return FRESH_TIMESTAMPS.run(
        () ->
            config.postRestore().checksumViaSql()
                ? sumBySql(target)
                : sumAt(table, pd.tso(cancellation)),
        e -> e instanceof SafePointOvertakenException,
        cancellation);
  }

  /** TiDB reads as of a timestamp that is later than ours, for longer than old versions live. */
  private KvChecksum sumBySql(TargetTable target) {
    try (ServiceSafePoint.Hold ignored = safePoint.hold(pd.tso(cancellation), cancellation)) {
      return target.checksum();
    } catch (SQLException e) {
      throw new ImportException(
          ErrorCode.RESTORE_TABLE,
          "ADMIN CHECKSUM TABLE " + target.name() + " failed: " + e.getMessage(),
          "start again; the data is in and will not be read again",
          e);
    }
  }

  /**
   * The sum of what was in a table at a timestamp, by the coprocessor.
   *
   * @throws SafePointOvertakenException when that may have been collected
   */
  public KvChecksum sumAt(TableInfo table, long timestamp) {
    try (ServiceSafePoint.Hold hold = safePoint.hold(timestamp, cancellation)) {
      KvChecksum sum =
          tikv.checksum(
              ranges(table), hold.timestamp(), ChecksumOptions.of(concurrency()), cancellation);
      hold.verify();
      return sum;
    }
  }

  private static List<RawRange> ranges(TableInfo table) {
    return TableRanges.of(table).ranges().stream()
        .map(range -> new RawRange(range.start(), range.end()))
        .toList();
  }

  private int concurrency() {
    return config.tidb().checksumTableConcurrency() * config.tidb().distsqlScanConcurrency();
  }

  /** The table is wrong as a whole, whoever notices it. */
  private static String remedyOfParts(TargetTable target, int parts) {
    return "its rows come from "
        + parts
        + " instances, and a key that two of them have is in the table once; stop all instances;"
        + " on every node, also on those that succeeded, run tidb-lightning-ctl"
        + " --checkpoint-error-destroy='"
        + target.name()
        + "' or --checkpoint-remove; then import that table alone, by mydumper.filter, on all"
        + " nodes";
  }

  private static String surplus(KvChecksum remote, KvChecksum local) {
    long difference = remote.pairs() - local.pairs();
    if (difference == 0) {
      return ": as many pairs, but of other content";
    }
    return difference > 0
        ? ": the cluster has " + difference + " pairs more"
        : ": the cluster lacks " + -difference + " pairs";
  }

  private static List<Long> physicalIds(TableInfo table) {
    List<Long> ids = new ArrayList<>();
    ids.add(table.id());
    if (table.isPartitioned()) {
      for (PartitionDefinition definition : table.partition().definitions()) {
        ids.add(definition.id());
      }
    }
    return ids;
  }
}
