package io.levin.engine.precheck;

import io.levin.base.Cancellation;
import io.levin.base.Clock;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.CheckpointStore;
import io.levin.config.Config;
import io.levin.engine.coordinate.Coordination;
import io.levin.engine.coordinate.SharedTable;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.target.Parallel;
import io.levin.engine.target.TargetCluster;
import io.levin.source.Dump;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All checks, in the order in which the original prints them. Cheap checks of the cluster come
 * before schemas are made; the rest after.
 */
public final class Prechecks {
  private static final Logger LOG = LoggerFactory.getLogger(Prechecks.class);

  private static final int TSO_LOGICAL_BITS = 18;

  private final Config config;
  private final TargetCluster target;
  private final Cancellation cancellation;
  private final Parallel parallel;
  private final Consumer<String> printer;

  /**
   * @param parallel asks for several tables at a time
   * @param printer takes the drawn table
   */
  public Prechecks(
      Config config,
      TargetCluster target,
      Cancellation cancellation,
      Parallel parallel,
      Consumer<String> printer) {
    this.config = config;
    this.target = target;
    this.cancellation = cancellation;
    this.parallel = parallel;
    this.printer = printer;
  }

  /** What an import will need in TiKV, in bytes, before replication. */
  public static long estimate(List<TablePlan> plans) {
    return ClusterChecks.estimate(plans);
  }

  /**
   * Versions and whatever else can be refused before anything is made in the target.
   *
   * @throws ImportException {@link ErrorCode#PRECHECK_FAILED}
   */
  public void beforeSchemas() {
    if (config.lightning().checkRequirements()) {
      throwIfFailed(List.of(new ClusterChecks(config, target, cancellation).version()));
    }
  }

  /**
   * Everything else; prints the table of results.
   *
   * @param begun whether another member of the fleet has found that the import may begin, and the
   *     cluster is full of what it does
   * @return the ids of the tables that were seen to be empty
   * @throws ImportException {@link ErrorCode#PRECHECK_FAILED} naming every critical item that
   *     failed
   */
  public Set<Long> beforeImport(
      Dump dump,
      List<TablePlan> plans,
      CheckpointStore checkpoints,
      Coordination coordination,
      boolean begun) {
    boolean all = config.lightning().checkRequirements();
    boolean resumed = begun || checkpoints.task().isPresent();
    SourceChecks source = new SourceChecks(config, target, cancellation);
    ClusterChecks cluster = new ClusterChecks(config, target, cancellation);
    List<TablePlan> fresh = new ArrayList<>();
    for (TablePlan plan : plans) {
      // A table with a record was looked at before the record was made; since then it may have
      // rows.
      if (checkpoints.table(plan.name()).isEmpty()) {
        fresh.add(plan);
      }
    }
    List<CheckResult> results = new ArrayList<>();
    if (all) {
      results.add(source.largeFiles(dump));
    }
    if (config.checkpoint().enable()) {
      results.add(CheckpointChecks.tables(plans, checkpoints));
    }
    FirstRows first = new FirstRows(config, cancellation).read(fresh, parallel);
    if (all) {
      results.add(first.schemas());
      results.addAll(first.surplus());
    }
    results.addAll(first.headers());
    Set<Long> empty = new HashSet<>();
    boolean expected = config.tikvImporter().parallelImport();
    List<SharedTable> tables = fresh.stream().map(TablePlan::shared).toList();
    coordination
        .objections(tables, expected)
        .forEach(objection -> results.add(CheckResult.fail(true, objection)));
    if (!expected) {
      Set<Long> shared = coordination.sharedNow(tables);
      if (config.tikvImporter().addIndexBySql() && !shared.isEmpty()) {
        results.add(
            CheckResult.fail(
                true,
                "another instance imports into the same tables, and"
                    + " tikv-importer.add-index-by-sql cannot be used with that: set it to false"));
      }
      fresh.stream()
          .filter(plan -> shared.contains(plan.info().id()))
          .forEach(
              plan ->
                  LOG.atInfo()
                      .addKeyValue("table", plan.name())
                      .log("another instance imports into this table: parallel import mode"));
      List<TablePlan> alone =
          fresh.stream().filter(plan -> !shared.contains(plan.info().id())).toList();
      results.add(source.targetEmpty(alone, parallel));
      // Were one of them not, the import would end below.
      alone.forEach(plan -> empty.add(plan.info().id()));
    }
    if (all) {
      results.add(cluster.version());
      results.addAll(new ClockCheck(Clock.system(), this::clusterMillis).run());
      results.add(source.permission());
      if (!resumed) {
        results.add(source.disks());
        results.add(source.sortedKvSpace(plans));
        results.addAll(cluster.space(coordination));
        results.addAll(cluster.regions(plans.size()));
      }
      results.add(cluster.changefeeds());
      printer.accept(CheckTable.draw(results, Boolean.getBoolean("levin.terminal")));
    }
    throwIfFailed(results);
    return empty;
  }

  private long clusterMillis() {
    return target.pd().tso(cancellation) >> TSO_LOGICAL_BITS;
  }

  private static void throwIfFailed(List<CheckResult> results) {
    String faults =
        results.stream()
            .filter(result -> result.critical() && !result.passed())
            .map(CheckResult::message)
            .collect(Collectors.joining(";\n"));
    if (!faults.isEmpty()) {
      throw new ImportException(
          ErrorCode.PRECHECK_FAILED, "tidb-lightning pre-check failed: " + faults, "");
    }
  }
}
