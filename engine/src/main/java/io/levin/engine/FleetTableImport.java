package io.levin.engine;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Step;
import io.levin.checkpoint.NoCheckpoints;
import io.levin.engine.conflict.EqualKeysAreAnError;
import io.levin.engine.conflict.KeysOfSeveralLots;
import io.levin.engine.coordinate.TablePart;
import io.levin.engine.ingest.ImportedRanges;
import io.levin.engine.ingest.PairChoice;
import io.levin.engine.load.ChunkResult;
import io.levin.engine.load.DiskQuota;
import io.levin.engine.load.SmallTable;
import io.levin.engine.log.Task;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.progress.TableProgress;
import io.levin.engine.share.FleetTable;
import io.levin.engine.share.FleetWork;
import io.levin.engine.share.Lease;
import io.levin.engine.share.Lot;
import io.levin.engine.share.LotCut;
import io.levin.engine.share.LotSum;
import io.levin.engine.share.SharedFleet;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.SortedPairs;
import io.levin.source.Chunk;
import io.levin.tidb.TargetTable;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table that several instances share: what this one does for it when it has taken the table to
 * plan it, one of its lots, or the table to end it. Nothing is recorded on this machine: a lot that
 * is not handed in is done again from its source, to the same versions. Thread-safe.
 */
final class FleetTableImport {
  private static final Logger LOG = LoggerFactory.getLogger(FleetTableImport.class);

  private final TablePlan given;
  private final TableImport.Rooms rooms;
  private final FleetWork work;
  private final Lease lease;
  private final long taskId;
  private final LotCut cut;
  private final TableProgress progress;
  private final TargetTable target;
  private final PairChoice choice;

  // Guarded by this: the plan with the fleet's row ids and time, and this instance's word in it.
  private TablePlan ready;
  private TablePart part;

  FleetTableImport(TablePlan given, TableImport.Rooms rooms, SharedFleet fleet, LotCut cut) {
    this.given = given;
    this.rooms = rooms;
    this.work = fleet.work();
    this.lease = fleet.lease();
    this.taskId = fleet.taskId();
    this.cut = cut;
    this.progress =
        rooms.progress().table(given.name(), given.source().realSize(), given.chunks().size(), 1);
    this.target =
        new TargetTable(rooms.target().tidb(), given.source().schema(), given.source().name());
    this.choice =
        new PairChoice(
            new EqualKeysAreAnError(given, null, rooms.config().security().redaction()),
            Collections.emptyNavigableSet());
  }

  /** True when the table is loaded into memory, as far as its size is known. */
  boolean isSmall() {
    return TableImport.isSmall(given);
  }

  String name() {
    return given.name();
  }

  /** Takes the row ids and divides the chunks. */
  void plan(FleetTable mine) {
    requireSameChunks(mine);
    if (given.chunks().isEmpty()) {
      work.planned(mine, 0, 0, List.of());
      return;
    }
    lease.require(rooms.cancellation());
    long ids = given.rowIdMax() - given.rowIdBase();
    TablePart planning = part(mine);
    long base = planning.begin(ids, true);
    List<Lot> lots = cut.lots(mine.tableId(), FleetSource.chunkBytes(given));
    work.planned(mine, base, base + ids, lots);
    LOG.atInfo()
        .addKeyValue("table", given.name())
        .addKeyValue("lots", lots.size())
        .addKeyValue("base", base)
        .log("the table is divided into lots");
  }

  private TablePart part(FleetTable row) {
    return rooms
        .coordination()
        .part(
            given.shared(),
            () -> TableImport.allocatedId(target, given.name()),
            new FleetBase(given, rooms, work, row));
  }

  private void requireSameChunks(FleetTable row) {
    if (!row.digest().equals(FleetSource.chunksDigest(given))) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "invalid config: the files of table "
              + given.name()
              + " are cut into other chunks here than by the instance that founded the fleet of"
              + " levin.share-work",
          "give all instances the same version, files and settings of [mydumper]");
    }
  }

  /** The plan as all members have it, and this instance's part, which is in the metadata. */
  private synchronized TablePlan ready(long tableId) {
    if (ready == null) {
      FleetTable row =
          work.table(tableId)
              .orElseThrow(() -> new IllegalStateException("the table's row is gone"));
      requireSameChunks(row);
      lease.require(rooms.cancellation());
      TablePart resumed = part(row);
      resumed.resume(row.rowIdBase(), row.rowIdMax());
      part = resumed;
      ready =
          given
              .withTime(row.timestampSeconds())
              .withRowIdsMoved(row.rowIdBase() - given.rowIdBase());
    }
    return ready;
  }

  private synchronized void beforeIngest() {
    // Whoever came too late would make the fleet's rows in the metadata again.
    lease.require(rooms.cancellation());
    part.beforeIngest();
  }

  /** Brings a lot into the cluster and hands it in. */
  void importLot(Lot lot) {
    String name = given.name() + "#" + lot.number();
    Task task = Task.start(LOG, "import lot", "lot", name, "size", lot.sourceBytes());
    progress.started();
    try {
      TablePlan plan = ready(lot.tableId());
      LotSum sum = importSmall(plan, lot, name).orElseGet(() -> importSorted(plan, lot, name));
      work.done(lot, sum);
      Step.ENGINE_IMPORTED.pass();
      task.completed("pairs", sum.pairs().pairs());
    } catch (RuntimeException e) {
      task.failed(e);
      throw e;
    }
  }

  private Optional<LotSum> importSmall(TablePlan plan, Lot lot, String name) {
    if (!isSmall() || lot.from() != 0 || lot.to() != plan.chunks().size()) {
      return Optional.empty();
    }
    Optional<SmallTable> loaded = rooms.load().runInMemory(plan, progress);
    if (loaded.isEmpty()) {
      return Optional.empty();
    }
    try (SmallTable table = loaded.get();
        SortedPairs pairs = rooms.store().inMemory(table.pairs(), rooms.cancellation())) {
      LotSum sum = sum(table.result());
      work.ingesting(lot, sum);
      send(name, pairs, lot);
      return Optional.of(sum);
    }
  }

  private LotSum importSorted(TablePlan plan, Lot lot, String name) {
    EngineId data = new EngineId(name, 0);
    EngineId index = EngineId.index(name);
    // What an earlier try has left.
    delete(name);
    List<Chunk> chunks = plan.chunks().subList(lot.from(), lot.to());
    SortedParts parts = new SortedParts(name, 0, rooms.store(), id -> sendEngine(id, lot));
    LotSum sum;
    progress.engineOpened();
    try (DiskQuota.Phase ignored = rooms.quota().loading(parts)) {
      ChunkResult loaded = rooms.load().run(plan, data, index, chunks, progress);
      // A failure of another table must not be taken for the end of these chunks.
      rooms.cancellation().throwIfCancelled();
      sum = sum(loaded);
    }
    Step.ENGINE_LOADED.pass();
    progress.engineClosed();
    work.ingesting(lot, sum);
    sendEngine(data, lot);
    sendEngine(index, lot);
    Step.ENGINE_INGESTED.pass();
    delete(name);
    return sum;
  }

  private static LotSum sum(ChunkResult result) {
    return new LotSum(result.sum(), result.ids(), result.rows());
  }

  private void sendEngine(EngineId engine, Lot lot) {
    if (rooms.quota().allows(rooms.store().stats(engine).storedBytes())) {
      rooms.store().mergeRuns(engine, rooms.mergers(), rooms.cancellation());
    }
    try (DiskQuota.Phase ignored = rooms.quota().importing();
        SortedPairs pairs = rooms.store().snapshot(engine, rooms.cancellation())) {
      send(engine.toString(), pairs, lot);
    }
  }

  private void send(String name, SortedPairs pairs, Lot lot) {
    beforeIngest();
    rooms
        .engineImport()
        .run(name, pairs, lot.commitTs(), choice, ImportedRanges.forgotten(), progress);
  }

  private void delete(String name) {
    rooms
        .store()
        .deleteEngines(
            rooms.store().engines().stream()
                .filter(engine -> engine.table().equals(name))
                .toList());
  }

  /** Raises ids, compares and analyzes; all of it may have been done before. */
  void end(FleetTable mine) {
    LotSum total = work.total(mine.tableId());
    lease.require(rooms.cancellation());
    TablePart ending = part(mine);
    if (!given.chunks().isEmpty()) {
      ending.loaded();
    }
    rooms.verification().rebase(target, given.info(), total.ids());
    Step.IDS_REBASED.pass();
    TableCheckpoint nothing = new TableCheckpoint(new NoCheckpoints(), given);
    TableEnd end = new TableEnd(given, target, ending, rooms, nothing, progress);
    try {
      end.run(total.pairs(), total.rows());
    } catch (ImportException e) {
      throw e.code() == ErrorCode.CHECKSUM_MISMATCH ? withKeysOfSeveralLots(e, mine) : e;
    }
    work.ended(mine);
  }

  /** Says which keys are the reason, where that is what is wrong. */
  private ImportException withKeysOfSeveralLots(ImportException mismatch, FleetTable mine) {
    String found;
    try {
      found =
          new KeysOfSeveralLots(
                  given, work.lots(mine.tableId()), rooms.config().security().redaction())
              .find(rooms.target().tikv(), rooms.cancellation());
    } catch (ImportException e) {
      LOG.atWarn()
          .addKeyValue("table", given.name())
          .addKeyValue("error", e.getMessage())
          .log("cannot look for keys that are in more than one lot");
      return mismatch;
    }
    if (found.isEmpty()) {
      return mismatch;
    }
    return new ImportException(
        ErrorCode.CHECKSUM_MISMATCH,
        mismatch.problem() + "; " + found,
        "leave one row of each such key in the source, run levin meta forget --task="
            + Long.toUnsignedString(taskId)
            + ", empty the tables and import them again; or without levin.share-work and with"
            + " conflict.strategy = \"replace\"",
        mismatch);
  }

  /** Notes that nothing is left to do here. */
  void over(String outcome) {
    if (progress.outcome().isEmpty()) {
      progress.done(outcome);
    }
  }
}
