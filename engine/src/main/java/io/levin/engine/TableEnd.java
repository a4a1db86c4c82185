package io.levin.engine;

import io.levin.base.KvChecksum;
import io.levin.base.Step;
import io.levin.checkpoint.Status;
import io.levin.config.Level;
import io.levin.engine.coordinate.TablePart;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.progress.TableProgress;
import io.levin.tidb.TargetTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last steps of a table: checksum, indexes that TiDB makes, and analyze, by the last of the
 * instances that bring parts of it. Each step is recorded, and skipped when the record says that it
 * is done.
 */
final class TableEnd {
  private static final Logger LOG = LoggerFactory.getLogger(TableEnd.class);

  private final TablePlan plan;
  private final TargetTable target;
  private final TablePart part;
  private final TableImport.Rooms rooms;
  private final TableCheckpoint checkpoint;
  private final TableProgress progress;

  TableEnd(
      TablePlan plan,
      TargetTable target,
      TablePart part,
      TableImport.Rooms rooms,
      TableCheckpoint checkpoint,
      TableProgress progress) {
    this.plan = plan;
    this.target = target;
    this.part = part;
    this.rooms = rooms;
    this.checkpoint = checkpoint;
    this.progress = progress;
  }

  /**
   * Takes the steps that are left.
   *
   * @param own the sum of what this instance brought in
   * @param rows how many rows these were
   */
  void run(KvChecksum own, long rows) {
    int reached = checkpoint.reached();
    if (reached < Status.CHECKSUM_SKIPPED) {
      checksum(own, rows);
    } else if (reached == Status.CHECKSUMMED) {
      part.verified();
      analyze(rows);
    } else if (reached == Status.CHECKSUM_SKIPPED && isOff() || reached == Status.INDEX_ADDED) {
      analyze(rows);
    } else if (reached < Status.ANALYZE_SKIPPED) {
      checkpoint.reach(Status.ANALYZE_SKIPPED);
    }
    progress.done("imported");
  }

  private void checksum(KvChecksum own, long rows) {
    TablePart.Merged merged = plan.chunks().isEmpty() ? withoutData(own) : part.merge(own, false);
    if (merged instanceof TablePart.Compare compare) {
      compare(compare, own, rows);
      return;
    }
    if (merged instanceof TablePart.LeftToOthers left) {
      LOG.atInfo()
          .addKeyValue("table", plan.name())
          .addKeyValue("waiting_for", left.waitingFor())
          .log("skip checksum&analyze because other lightning instance will do this");
    } else if (!plan.chunks().isEmpty() && !isOff()) {
      comparedByOthers(own);
    }
    checkpoint.reach(Status.CHECKSUM_SKIPPED);
    checkpoint.reach(Status.ANALYZE_SKIPPED);
  }

  /**
   * The row of this part is gone, as it is after a sibling has compared the table with this part in
   * it. Other reasons are possible, so what can be seen from here is looked at.
   */
  private void comparedByOthers(KvChecksum own) {
    KvChecksum there = rooms.verification().remote(target, plan.info());
    if (there.pairs() > own.pairs()) {
      LOG.atWarn()
          .addKeyValue("table", plan.name())
          .addKeyValue("own", "{" + own + "}")
          .addKeyValue("remote", "{" + there + "}")
          .log(
              "the metadata row of this part is gone: another instance has compared the table's"
                  + " checksum with this part in it, or somebody removed the row");
      return;
    }
    checksum(own, 1);
  }

  private void checksum(KvChecksum expected, int parts) {
    checkpoint.attempt(
        Status.CHECKSUMMED,
        () -> rooms.verification().checksum(target, plan.info(), expected, parts, progress));
  }

  /** Without data of its own this instance has no part; whoever has one compares. */
  private TablePart.Merged withoutData(KvChecksum own) {
    return rooms.config().tikvImporter().parallelImport()
        ? new TablePart.AlreadyCompared()
        : new TablePart.Compare(own, 1, false);
  }

  private void compare(TablePart.Compare compare, KvChecksum own, long rows) {
    boolean compared = false;
    try {
      if (compare.duplicates()) {
        LOG.atWarn()
            .addKeyValue("table", plan.name())
            .log("skip checksum&analyze because duplicates were detected");
      } else {
        checksum(compare.expected(), compare.parts());
      }
      compared = true;
      Step.CHECKSUM_COMPARED.pass();
    } finally {
      if (!compared) {
        part.notVerified();
      }
    }
    checkpoint.reach(
        isOff() || compare.duplicates() ? Status.CHECKSUM_SKIPPED : Status.CHECKSUMMED);
    // Behind the record: a restart that finds neither would not know that it compared.
    part.verified();
    long all = rows;
    if (compare.parts() > 1 && own.pairs() > 0) {
      // Each row has as many pairs as in this part.
      all = Math.round((double) rows / own.pairs() * compare.expected().pairs());
    }
    analyze(all);
  }

  private boolean isOff() {
    return rooms.config().postRestore().checksum() == Level.OFF;
  }

  private void analyze(long rows) {
    if (rooms.indexes().concern(plan) && checkpoint.reached() < Status.INDEX_ADDED) {
      checkpoint.attempt(Status.INDEX_ADDED, () -> rooms.indexes().add(plan, progress));
      Step.INDEXES_ADDED.pass();
      checkpoint.reach(Status.INDEX_ADDED);
    }
    checkpoint.attempt(
        Status.ANALYZED, () -> rooms.verification().analyze(target, plan.info(), rows));
    Step.TABLE_ANALYZED.pass();
    boolean off = rooms.config().postRestore().analyze() == Level.OFF;
    if (!off) {
      progress.analyzed();
    }
    checkpoint.reach(off ? Status.ANALYZE_SKIPPED : Status.ANALYZED);
  }
}
