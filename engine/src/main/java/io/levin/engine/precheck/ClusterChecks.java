package io.levin.engine.precheck;

import io.levin.base.Cancellation;
import io.levin.config.ByteSize;
import io.levin.config.Config;
import io.levin.engine.coordinate.Coordination;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.target.TargetCluster;
import io.levin.pd.ReplicationTasks;
import io.levin.pd.ServerVersion;
import io.levin.pd.Store;
import io.levin.pd.StoreStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks of the cluster as a whole. */
final class ClusterChecks {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterChecks.class);
  private static final ServerVersion MIN = ServerVersion.of(4, 0, 0);
  private static final ServerVersion NEWEST_TESTED = ServerVersion.of(9, 0, 0);
  private static final ServerVersion RANGE_PAUSE_SINCE = ServerVersion.of(6, 1, 0);

  /** An assumed compression of TiKV: the estimate of the original. */
  private static final int COMPRESSION = 3;

  private final Config config;
  private final TargetCluster target;
  private final Cancellation cancellation;

  ClusterChecks(Config config, TargetCluster target, Cancellation cancellation) {
    this.config = config;
    this.target = target;
    this.cancellation = cancellation;
  }

  CheckResult version() {
    List<String> faults = new ArrayList<>();
    check("TiDB", target.variables().version(), faults);
    check("PD", target.pd().http().version(cancellation).toString(), faults);
    for (Store store : target.pd().stores(cancellation)) {
      if (!store.isTiFlash()) {
        check("TiKV (at " + store.address() + ")", store.version(), faults);
      }
    }
    return faults.isEmpty()
        ? CheckResult.pass(true, "Cluster version check passed")
        : CheckResult.fail(true, "Cluster version check failed: " + String.join("; ", faults));
  }

  private void check(String component, String text, List<String> faults) {
    Optional<ServerVersion> version = ServerVersion.parse(text);
    if (version.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("component", component)
          .addKeyValue("version", text)
          .log("cannot read a version");
    } else if (version.get().compareTo(MIN) < 0) {
      faults.add(
          component
              + " version too old, required to be in ["
              + MIN
              + ", "
              + NEWEST_TESTED
              + "), found '"
              + text
              + "'");
    } else if (version.get().compareTo(NEWEST_TESTED) >= 0) {
      LOG.atWarn()
          .addKeyValue("component", component)
          .addKeyValue("version", text)
          .log("this version is newer than what Levin was tested with");
    }
  }

  /** What an import will need in TiKV, before replication. */
  static long estimate(List<TablePlan> plans) {
    return SourceChecks.estimate(plans) / COMPRESSION;
  }

  /** Room in TiKV for what all instances estimate, times the replicas. */
  List<CheckResult> space(Coordination coordination) {
    List<StoreStatus> stores =
        target.pd().http().stores(cancellation).stream().filter(s -> !s.isTiFlash()).toList();
    if (stores.stream().anyMatch(store -> store.capacity() == 0)) {
      return List.of();
    }
    Coordination.Space space =
        coordination.space(() -> stores.stream().mapToLong(StoreStatus::available).sum());
    long available = space.available();
    long needed = space.needed() * Math.max(1, target.pd().http().maxReplicas(cancellation));
    if (needed <= available) {
      return List.of(
          CheckResult.pass(
              false,
              "The storage space is rich, which TiKV/Tiflash is "
                  + ByteSize.format(available)
                  + "/0B. The estimated storage space is "
                  + ByteSize.format(needed)
                  + "/0B."));
    }
    return List.of(
        CheckResult.fail(
            false,
            "TiKV requires more storage space. Estimated required size: "
                + ByteSize.format(needed)
                + ". Actual size: "
                + ByteSize.format(available)
                + ". Please increase storage to prevent import task failures."));
  }

  /** Empty regions, and how evenly regions lie on the stores. */
  List<CheckResult> regions(int tables) {
    List<StoreStatus> stores =
        target.pd().http().stores(cancellation).stream().filter(s -> !s.isTiFlash()).toList();
    if (stores.size() < 2) {
      return List.of();
    }
    List<CheckResult> results = new ArrayList<>();
    results.add(emptyRegions(tables));
    StoreStatus most = stores.get(0);
    StoreStatus least = stores.get(0);
    for (StoreStatus store : stores) {
      most = store.regionCount() > most.regionCount() ? store : most;
      least = store.regionCount() < least.regionCount() ? store : least;
    }
    if (most.regionCount() > Math.max(1000, tables)) {
      results.add(distribution(least, most));
    }
    return results;
  }

  private CheckResult emptyRegions(int tables) {
    Map<Long, Integer> empty = target.pd().http().emptyRegionPeers(cancellation);
    List<Long> error = new ArrayList<>();
    List<Long> warning = new ArrayList<>();
    empty.forEach(
        (store, count) -> {
          if (count > Math.max(1000, 3 * tables)) {
            error.add(store);
          } else if (count > Math.max(500, tables)) {
            warning.add(store);
          }
        });
    if (!error.isEmpty()) {
      // Decision of the manual: too many empty regions stop the import.
      return CheckResult.fail(
          true,
          "TiKV stores ("
              + join(error)
              + ") contains more than 1000 empty regions respectively, which will greatly affect the"
              + " import speed and success rate; raise PD's merge-schedule-limit and wait, or set"
              + " check-requirements = false");
    }
    if (!warning.isEmpty()) {
      return CheckResult.pass(
          false,
          "TiKV stores ("
              + join(warning)
              + ") contains more than 500 empty regions respectively, which will affect the import"
              + " speed and success rate");
    }
    return CheckResult.pass(false, "Cluster doesn't have too many empty regions");
  }

  private static CheckResult distribution(StoreStatus least, StoreStatus most) {
    double ratio = (double) least.regionCount() / most.regionCount();
    String text =
        String.format(
            Locale.ROOT,
            "Region distribution is unbalanced, the ratio of the regions count of the store(%d) with"
                + " least regions(%d) to the store(%d) with most regions(%d) is %.3f, but we expect"
                + " it %s be less than %s",
            least.id(),
            least.regionCount(),
            most.id(),
            most.regionCount(),
            ratio,
            ratio < 0.5 ? "must not" : "should not",
            ratio < 0.5 ? "0.5" : "0.75");
    if (ratio < 0.5) {
      return CheckResult.fail(false, text);
    }
    return CheckResult.pass(false, ratio < 0.75 ? text : "Cluster region distribution is balanced");
  }

  /** Physical import bypasses what change feeds and log backups see. */
  CheckResult changefeeds() {
    if (config.tikvImporter().pausePdSchedulerScope().equals("table")
        && target.pd().http().version(cancellation).compareTo(RANGE_PAUSE_SINCE) < 0) {
      LOG.info("the cluster cannot pause ranges of keys, so all of PD's scheduling is paused");
    }
    ReplicationTasks tasks = ReplicationTasks.read(target.pd().etcd(), cancellation);
    if (tasks.isEmpty()) {
      return CheckResult.pass(true, "no CDC or PiTR task found");
    }
    List<String> feeds =
        tasks.changefeeds().stream()
            .filter(ReplicationTasks.Changefeed::isActive)
            .map(feed -> feed.cluster() + "/" + feed.id())
            .toList();
    return CheckResult.fail(
        true,
        (tasks.logBackups().isEmpty()
                ? ""
                : "found PiTR log streaming task(s): " + tasks.logBackups() + ",\n")
            + (feeds.isEmpty() ? "" : "found CDC changefeed(s): " + feeds + ", \n")
            + "local backend is not compatible with them. Please switch to tidb backend then try"
            + " again.");
  }

  private static String join(List<Long> ids) {
    return String.join(", ", ids.stream().map(String::valueOf).toList());
  }
}
