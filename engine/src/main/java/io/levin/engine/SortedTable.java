package io.levin.engine;

import io.levin.base.Bytes;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Step;
import io.levin.checkpoint.Status;
import io.levin.config.Config;
import io.levin.config.ConflictStrategy;
import io.levin.engine.plan.TablePlan;
import io.levin.sortedkv.DiskFullException;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.EngineMetadata;
import io.levin.sortedkv.SortedPairs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sorted data of one table, and the facts that are kept beside it. */
final class SortedTable {
  private static final Logger LOG = LoggerFactory.getLogger(SortedTable.class);

  /** A fact about an engine: the timestamp that all its pairs get. */
  private static final String COMMIT_TS = "commit-ts";

  /**
   * A fact about the index engine: the table's sorted data, of all engines, is in this store. Its
   * value is the conflict strategy under which that was begun; behind {@code replace} there is
   * {@link #FIRST_STAYS} or {@link #LAST_STAYS}, or neither from a version that did not tell.
   */
  private static final String BEGUN = "begun";

  private static final String FIRST_STAYS = " and the first row stays";

  /** {@code conflict.precheck-conflict-before-import} turns round which row stays. */
  private static final String LAST_STAYS = " and the last row stays";

  private final TablePlan plan;
  private final TableImport.Rooms rooms;
  private final TableCheckpoint checkpoint;

  SortedTable(TablePlan plan, TableImport.Rooms rooms, TableCheckpoint checkpoint) {
    this.plan = plan;
    this.rooms = rooms;
    this.checkpoint = checkpoint;
  }

  /** Refuses to go on when the checkpoint relies on sorted data that is not there. */
  void require() {
    EngineId index = EngineId.index(plan.name());
    if (checkpoint.reached(EngineId.INDEX) >= Status.IMPORTED) {
      return;
    }
    Optional<byte[]> begun = rooms.store().metadata(index, BEGUN);
    if (begun.isPresent()) {
      requireStrategy(new String(begun.get(), StandardCharsets.UTF_8));
      return;
    }
    if (checkpoint.anyEngineReached(Status.CLOSED)) {
      throw new ImportException(
          ErrorCode.INVALID_CHECKPOINT,
          "invalid checkpoint: table "
              + plan.name()
              + " was sorted, but its sorted data is not in sorted-kv-dir '"
              + rooms.config().tikvImporter().sortedKvDir()
              + "'",
          "put that folder back or correct tikv-importer.sorted-kv-dir; or run tidb-lightning-ctl"
              + " --checkpoint-remove='"
              + plan.name()
              + "', empty the table and import it again");
    }
    recordStrategy();
  }

  private void recordStrategy() {
    byte[] name = strategy().getBytes(StandardCharsets.UTF_8);
    rooms
        .store()
        .putMetadata(
            List.of(
                new EngineMetadata(EngineId.index(plan.name()), BEGUN, name),
                ImportStart.ofTask(plan.name(), rooms.coordination().taskId())));
  }

  /**
   * With {@code replace} rows are left out before any pair is sent; once pairs were sent without
   * such a decision, or with another one, it comes too late, and the other way round it would be
   * forgotten.
   */
  private void requireStrategy(String before) {
    if (decisionOf(before).equals(decisionOf(strategy()))) {
      return;
    }
    if (isBareReplace(before) && !decisionOf(strategy()).isEmpty()) {
      recordStrategy();
      return;
    }
    boolean sent =
        checkpoint.anyEngineReached(Status.IMPORTED)
            || engines().stream()
                .anyMatch(engine -> rooms.store().metadata(engine, COMMIT_TS).isPresent());
    if (!sent) {
      recordStrategy();
      return;
    }
    String then = keys(before);
    throw new ImportException(
        ErrorCode.INVALID_CHECKPOINT,
        "invalid checkpoint: table "
            + plan.name()
            + " was begun with "
            + then
            + ", and pairs of it are in the cluster; it cannot go on with "
            + keys(strategy()),
        "set "
            + then
            + " again; or run tidb-lightning-ctl --checkpoint-remove='"
            + plan.name()
            + "', empty the table and import it again");
  }

  /** True when no engine of the table was begun, by this run or another. */
  boolean isUntouched() {
    return !checkpoint.anyEngineReached(Status.LOADED + 1)
        && plan.chunksByEngine().keySet().stream()
            .allMatch(n -> rooms.store().progress(new EngineId(plan.name(), n)).isEmpty());
  }

  /** So that a region job reads few runs in large pieces, and needs little memory for that. */
  void mergeRuns(EngineId engine) {
    if (!rooms.quota().allows(rooms.store().stats(engine).storedBytes())) {
      return;
    }
    try {
      rooms.store().mergeRuns(engine, rooms.mergers(), rooms.cancellation());
    } catch (DiskFullException e) {
      LOG.atWarn()
          .addKeyValue("engine", engine)
          .setCause(e)
          .log("no space to merge sorted runs; they are read as they are");
    }
  }

  /** Removes all of it. */
  void delete() {
    rooms.store().deleteEngines(engines());
  }

  /** The engine's timestamp, recorded before the first write so that a repeat uses it again. */
  long commitTs(EngineId engine) {
    Optional<byte[]> known = rooms.store().metadata(engine, COMMIT_TS);
    if (known.isPresent()) {
      return Bytes.bigEndianLong(known.get(), 0);
    }
    long ts = rooms.target().pd().tso(rooms.cancellation());
    byte[] value = new byte[Long.BYTES];
    Bytes.putBigEndianLong(value, 0, ts);
    rooms.store().putMetadata(List.of(new EngineMetadata(engine, COMMIT_TS, value)));
    Step.COMMIT_TS_RECORDED.pass();
    return ts;
  }

  /** A look at an engine's pairs as they are now. */
  SortedPairs snapshot(EngineId engine) {
    return rooms.store().snapshot(engine, rooms.cancellation());
  }

  private List<EngineId> engines() {
    return rooms.store().engines().stream()
        .filter(engine -> engine.table().equals(plan.name()))
        .toList();
  }

  /** Which decision about rows is made before the first pair is sent; empty for none. */
  private static String decisionOf(String strategy) {
    return strategy.startsWith(ConflictStrategy.REPLACE.name()) ? strategy : "";
  }

  /** Which row stays was not recorded; it may be either. */
  private static boolean isBareReplace(String strategy) {
    return strategy.equals(ConflictStrategy.REPLACE.name());
  }

  private static String keys(String strategy) {
    String name = strategy.replace(FIRST_STAYS, "").replace(LAST_STAYS, "");
    String key = "conflict.strategy = \"" + name.toLowerCase(Locale.ROOT) + "\"";
    return decisionOf(strategy).isEmpty() || isBareReplace(strategy)
        ? key
        : key + ", conflict.precheck-conflict-before-import = " + strategy.endsWith(LAST_STAYS);
  }

  private String strategy() {
    Config.Conflict conflict = rooms.config().conflict();
    String name = conflict.strategy().name();
    if (conflict.strategy() != ConflictStrategy.REPLACE) {
      return name;
    }
    return name + (conflict.precheckBeforeImport() ? LAST_STAYS : FIRST_STAYS);
  }
}
