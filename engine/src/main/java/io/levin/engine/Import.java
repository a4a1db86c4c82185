package io.levin.engine;

import io.levin.base.Cancellation;
import io.levin.base.Clock;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Step;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.Checkpoints;
import io.levin.checkpoint.TaskRecord;
import io.levin.config.Config;
import io.levin.config.KeepStrategy;
import io.levin.engine.conflict.ConflictRecords;
import io.levin.engine.coordinate.Coordination;
import io.levin.engine.ingest.AllStores;
import io.levin.engine.ingest.EngineImport;
import io.levin.engine.ingest.EngineLimits;
import io.levin.engine.ingest.ForgottenPauses;
import io.levin.engine.ingest.LevelOneCompaction;
import io.levin.engine.load.DiskQuota;
import io.levin.engine.load.EngineLoad;
import io.levin.engine.load.TypeErrors;
import io.levin.engine.log.Task;
import io.levin.engine.plan.SourceOptions;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.plan.TablePlans;
import io.levin.engine.precheck.CheckpointChecks;
import io.levin.engine.precheck.NotYet;
import io.levin.engine.precheck.OpenFiles;
import io.levin.engine.precheck.Prechecks;
import io.levin.engine.progress.ErrorSummary;
import io.levin.engine.progress.Progress;
import io.levin.engine.share.SharedFleet;
import io.levin.engine.target.Parallel;
import io.levin.engine.target.SchemaCreation;
import io.levin.engine.target.TargetCluster;
import io.levin.engine.verify.ReplacedTables;
import io.levin.engine.verify.TableVerification;
import io.levin.pd.ImportRegistration;
import io.levin.pd.PdException;
import io.levin.pd.PdHttp;
import io.levin.pd.ServiceSafePoint;
import io.levin.schema.TableInfo;
import io.levin.sortedkv.DiskFullException;
import io.levin.sortedkv.SortedKv;
import io.levin.sortedkv.SortedKvOptions;
import io.levin.source.Dump;
import io.levin.storage.LocalLocation;
import io.levin.storage.Storage;
import io.levin.storage.StorageLocation;
import io.levin.tikv.SendPermit;
import io.levin.tikv.TikvClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One import from beginning to end: it walks through the rooms of the engine in order and passes
 * records on. Whatever it switched or paused in the cluster is put back before {@link #run}
 * returns, also when it fails or is cancelled.
 */
public final class Import {
  private static final Logger LOG = LoggerFactory.getLogger(Import.class);

  private static final Duration SAFE_POINT_TTL = Duration.ofMinutes(10);
  private static final Duration SAFE_POINT_RENEWAL = Duration.ofSeconds(200);

  private final Config given;
  private final Progress progress;
  private final Cancellation cancellation;
  private final Consumer<String> printer;

  /**
   * @param progress is told how far everything is
   * @param cancellation ends the import early
   * @param printer takes texts for the user, such as the table of checks
   */
  public Import(
      Config config, Progress progress, Cancellation cancellation, Consumer<String> printer) {
    this.given = config;
    this.progress = progress;
    this.cancellation = cancellation;
    this.printer = printer;
  }

  /**
   * Imports everything.
   *
   * @return false when this process was asked to leave a shared import, and others go on with it
   * @throws ImportException what a user must act on; everything else was finished or put back
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public boolean run() {
    Task whole = Task.start(LOG, "the whole procedure");
    try {
      NotYet.check(given);
      OpenFiles.check(given);
      InstanceHome.requireEmptyWithoutCheckpoints(given);
      StorageLocation location = StorageLocation.parse(given.mydumper().dataSourceDir());
      boolean complete;
      try (Storage storage =
          SourceOptions.open(given, location, cancellation, progress.timings())) {
        Dump dump = scan(storage, location);
        progress.step("connecting");
        try (TargetCluster target = TargetCluster.connect(given, cancellation);
            ImportResources resources = new ImportResources(target.config(), cancellation)) {
          resources.announce(progress);
          complete = run(storage, dump, target, resources);
        }
      }
      whole.completed();
      return complete;
    } catch (DiskFullException e) {
      whole.failed(e);
      throw e.asImportException();
    } catch (RuntimeException e) {
      whole.failed(e);
      throw e;
    }
  }

  private Dump scan(Storage storage, StorageLocation location) {
    progress.step("reading the source folder");
    Task task = Task.start(LOG, "load data source");
    Dump dump =
        Dump.scan(
            storage,
            SourceOptions.scan(
                given, location instanceof LocalLocation local ? local.path() : null));
    dump.leftOut()
        .forEach(
            file ->
                LOG.atInfo()
                    .addKeyValue("path", file.path())
                    .addKeyValue("reason", file.reason())
                    .log("[loader] file is filtered by file router"));
    dump.warnings().forEach(LOG::warn);
    task.completed("tables", dump.tableCount(), "size", dump.realSize());
    return dump;
  }

  private boolean run(Storage storage, Dump dump, TargetCluster target, ImportResources resources) {
    Config config = target.config();
    Parallel parallel = resources.regionWorkers()::runAll;
    Prechecks prechecks = new Prechecks(config, target, cancellation, parallel, printer);
    CheckpointChecks.schema(config, dump);
    prechecks.beforeSchemas();
    progress.step("creating schemas");
    SchemaCreation schemas = new SchemaCreation(target, storage, parallel, cancellation);
    Map<String, TableInfo> models = schemas.run(dump);
    boolean shares = config.levin().shareWork();
    try (CheckpointStore checkpoints =
            shares
                ? FleetStart.checkpoints(config, cancellation)
                : Checkpoints.of(config, cancellation).open();
        InstanceHome home = InstanceHome.take(config);
        SortedKv store =
            SortedKv.open(
                Path.of(config.tikvImporter().sortedKvDir()),
                SortedKvOptions.defaults(),
                resources.storeBudget())) {
      progress.localBytes("disk", store::diskBytes);
      progress.checkpoint(checkpoints);
      ImportStart start =
          new ImportStart(config, storage, target.pd().clusterId(), checkpoints, store);
      start.compare();
      List<TablePlan> plans =
          TablePlans.of(config, target, storage, dump, models, checkpoints, parallel);
      start.compareSource(plans);
      progress.step("checking");
      Enrollment enrollment = new Enrollment(target, resources, progress, cancellation);
      SharedFleet fleet = shares ? FleetStart.join(target, plans, home, cancellation) : null;
      try (Coordination coordination = enrollment.join(checkpoints, plans, home, fleet)) {
        if (fleet != null) {
          progress.fleet(fleet::figures);
        }
        boolean first = fleet == null || fleet.awaitTurn();
        Set<Long> seenEmpty = check(prechecks, dump, plans, checkpoints, coordination, !first);
        if (fleet != null && first) {
          fleet.open(FleetSource.tables(plans));
        }
        IndexesBySql indexes = new IndexesBySql(target, checkpoints, cancellation);
        if (indexes.drop(plans, parallel)) {
          models = schemas.models(dump);
          plans = TablePlans.of(config, target, storage, dump, models, checkpoints, parallel);
        }
        start.record(plans, coordination.taskId());
        String name = UUID.randomUUID().toString();
        try (ImportRegistration ignored = register(target, name);
            ServiceSafePoint safePoint =
                new ServiceSafePoint(
                    target.pd(), "lightning-" + name, SAFE_POINT_TTL, SAFE_POINT_RENEWAL)) {
          importAll(
              config,
              target,
              resources,
              checkpoints,
              store,
              plans,
              indexes,
              seenEmpty,
              safePoint,
              coordination,
              fleet);
        }
        // The checkpoint is the last to go: without it a restart would import everything again.
        coordination.cleanUp().forEach(printer);
        Step.CLEANUP_BEGINS.pass();
        progress.checkpointEnds(checkpoints);
        cleanCheckpoints(config, checkpoints);
        Step.CLEANED_UP.pass();
        return fleet == null || !fleet.hasLeftEarly();
      }
    }
  }

  /** So that no log backup begins meanwhile, which would not see what is ingested. */
  private ImportRegistration register(TargetCluster target, String name) {
    try {
      return ImportRegistration.register(target.pd().etcd(), name, cancellation);
    } catch (PdException e) {
      LOG.atWarn()
          .setCause(e)
          .log("PD does not register the import: see to it that no log backup begins meanwhile");
      return null;
    }
  }

  private static Set<Long> check(
      Prechecks prechecks,
      Dump dump,
      List<TablePlan> plans,
      CheckpointStore checkpoints,
      Coordination coordination,
      boolean begun) {
    boolean passed = false;
    try {
      Set<Long> seenEmpty = prechecks.beforeImport(dump, plans, checkpoints, coordination, begun);
      passed = true;
      return seenEmpty;
    } finally {
      if (!passed) {
        coordination.withdraw();
      }
    }
  }

  private void importAll(
      Config config,
      TargetCluster target,
      ImportResources resources,
      CheckpointStore checkpoints,
      SortedKv store,
      List<TablePlan> plans,
      IndexesBySql indexes,
      Set<Long> seenEmpty,
      ServiceSafePoint safePoint,
      Coordination coordination,
      SharedFleet fleet) {
    SendPermit permit =
        fleet == null ? SendPermit.ALWAYS : FleetStart.permit(fleet.lease(), cancellation);
    TikvClient tikv = target.tikv();
    TikvClient sender = fleet == null ? tikv : tikv.asking(permit);
    sender.multiIngestSupported(cancellation);
    PdHttp pd = target.pd().http();
    QuietCluster quiet =
        new QuietCluster(config, target, sender, resources.timer(), permit, cancellation);
    if (coordination.alone()) {
      new ForgottenPauses(pd, Clock.system()).end(cancellation);
    }
    EngineImport engineImport =
        new EngineImport(
            target.pd(),
            sender,
            EngineLimits.of(config, target, coordination.instances(), cancellation),
            quiet.pausesRanges(),
            resources.regionWorkers(),
            resources.timer(),
            config.levin().noProgressLimit(),
            permit,
            cancellation);
    long taskId = coordination.taskId();
    String records = config.lightning().taskInfoSchemaName();
    TypeErrors typeErrors =
        new TypeErrors(
            target.tidb(),
            records,
            taskId,
            config.lightning().maxTypeErrors(),
            config.security().redaction());
    typeErrors.goOn();
    DiskQuota quota =
        DiskQuota.of(
            store,
            config.tikvImporter().diskQuota(),
            Path.of(config.tikvImporter().sortedKvDir()),
            cancellation);
    EngineLoad engineLoad =
        new EngineLoad(
            store,
            quota,
            resources.loadBudget(),
            resources.bufferBytes(),
            measured(resources.encoders()::submit),
            config.lightning().regionConcurrency(),
            typeErrors,
            cancellation);
    TableVerification verification =
        new TableVerification(config, target.tidb(), target.pd(), tikv, safePoint, cancellation);
    ConflictRecords conflicts =
        new ConflictRecords(target.tidb(), records, taskId, config.security().redaction());
    LevelOneCompaction compaction =
        new LevelOneCompaction(
            config.postRestore().level1Compact(), target.pd(), tikv, cancellation);
    TableImport.Rooms rooms =
        new TableImport.Rooms(
            config,
            target,
            engineLoad,
            engineImport,
            compaction,
            indexes,
            verification,
            store,
            quota,
            checkpoints,
            progress,
            new Semaphore(config.lightning().tableConcurrency()),
            resources.regionWorkers()::submit,
            conflicts,
            coordination,
            seenEmpty,
            cancellation);
    TableWalk tables =
        fleet == null
            ? new ImportTables(rooms, resources)
            : new SharedTables(fleet, rooms, resources, FleetStart.lots(config));
    progress.step("");
    Task task = Task.start(LOG, "restore all tables data");
    try {
      quiet.during(() -> tables.importData(plans), tables::allWell, coordination);
      tables.postProcess();
      reportErrors(typeErrors, conflicts);
      tables.throwFirstFailure();
      new ReplacedTables(target.tidb(), config.checkpoint().enable())
          .refuse(plans, fleet == null ? OptionalLong.empty() : OptionalLong.of(taskId));
      task.completed();
      LOG.info(
          fleet != null && fleet.hasLeftEarly()
              ? "others go on with the import, stopping periodic actions"
              : "everything imported, stopping periodic actions");
    } catch (RuntimeException e) {
      task.failed(e);
      throw e;
    }
    compaction.awaitEnd();
    if (config.postRestore().compact()) {
      compact(target);
    } else {
      LOG.info("skip full compaction");
    }
  }

  private Executor measured(Executor encoders) {
    return task -> {
      long asked = System.nanoTime();
      encoders.execute(
          () -> {
            progress.timings().waitRegion().observeSince(asked);
            task.run();
          });
    };
  }

  /** Says what was left out, on standard output and in the log. */
  private void reportErrors(TypeErrors types, ConflictRecords conflicts) {
    logErrors("data type", types.count(), types.table());
    logErrors("conflict", conflicts.count(), conflicts.table());
    ErrorSummary summary = new ErrorSummary();
    summary.add("Data Type", types.count(), types.table());
    summary.add("Unique Key Conflict", conflicts.count(), conflicts.table());
    if (!summary.isEmpty()) {
      printer.accept(summary.text());
    }
  }

  private static void logErrors(String kind, long count, String table) {
    if (count > 0) {
      LOG.warn(
          "Detect {} {} errors in total, please refer to table {} for more details",
          count,
          kind,
          table);
    }
  }

  private void compact(TargetCluster target) {
    Task task = Task.start(LOG, "full compaction");
    AllStores.ask(
            target.pd().stores(cancellation),
            store -> target.tikv().compact(store.id(), -1, cancellation))
        .forEach(
            (store, failure) -> {
              cancellation.throwIfCancelled();
              throw new ImportException(
                  ErrorCode.UNKNOWN,
                  "compaction of store "
                      + store.id()
                      + " at "
                      + store.address()
                      + " failed: "
                      + failure.getMessage(),
                  "the data is in and verified; start again, or compact that store by hand",
                  failure);
            });
    task.completed();
  }

  private static void cleanCheckpoints(Config config, CheckpointStore checkpoints) {
    KeepStrategy keep = config.checkpoint().keepAfterSuccess();
    long taskId = checkpoints.task().map(TaskRecord::taskId).orElse(0L);
    LOG.atInfo()
        .addKeyValue("keepAfterSuccess", keep)
        .addKeyValue("taskID", taskId)
        .log("clean checkpoints");
    switch (keep) {
      case REMOVE -> checkpoints.removeAll();
      case RENAME -> checkpoints.moveAway(taskId);
      case ORIGIN -> {}
    }
  }
}
