package io.levin.engine.coordinate;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.engine.coordinate.RowIdAllocation.Range;
import io.levin.pd.SafePointOvertakenException;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A table into which others may import too. */
final class SharedPart implements TablePart {
  private static final Logger LOG = LoggerFactory.getLogger(SharedPart.class);

  /** The documented text, which people search for. */
  static final String CALCULATING_CHECKSUM =
      "Target table is calculating checksum. Please wait until the checksum is finished and try"
          + " again.";

  private final MetadataStore store;
  private final long taskId;
  private final SharedTable table;
  private final LongSupplier allocated;
  private final BaseSum baseSum;
  private final Siblings siblings;
  private final Patience patience;
  private final boolean waitForChecksum;

  private Range range;
  private KvChecksum base = KvChecksum.EMPTY;

  /** Whether it is known what was in the table before. */
  private boolean settled;

  /**
   * @param allocated asks TiDB for the largest id that it has ever handed out
   * @param waitForChecksum whether to wait for a sibling that computes the table's checksum
   */
  SharedPart(
      MetadataStore store,
      long taskId,
      SharedTable table,
      LongSupplier allocated,
      BaseSum baseSum,
      Siblings siblings,
      Patience patience,
      boolean waitForChecksum) {
    this.store = store;
    this.taskId = taskId;
    this.table = table;
    this.allocated = allocated;
    this.baseSum = baseSum;
    this.siblings = siblings;
    this.patience = patience;
    this.waitForChecksum = waitForChecksum;
  }

  @Override
  public long begin(long count, boolean mayMove) {
    take(count, null, mayMove);
    return range.base();
  }

  @Override
  public void resume(long from, long to) {
    Range wanted = new Range(from, to);
    TableRow own = own(store.table(table.id()));
    if (own == null) {
      if (table.usesAutoId() && allocated.getAsLong() > from) {
        throw new ImportException(
            ErrorCode.ALLOC_TABLE_ROW_IDS,
            "table "
                + table.name()
                + " has no row of task "
                + Long.toUnsignedString(taskId)
                + " in the metadata any more, and TiDB has handed out row ids above "
                + from
                + " meanwhile, which the checkpoint of this instance uses",
            "somebody removed the row (tidb-lightning-ctl on another node?); run"
                + " tidb-lightning-ctl --checkpoint-error-destroy='"
                + table.name()
                + "' on all nodes and import that table again on all of them");
      }
      LOG.atWarn()
          .addKeyValue("table", table.name())
          .addKeyValue("ids", from + ".." + to)
          .log("the table's metadata row is gone; its row ids are taken again");
    }
    take(wanted.count(), wanted, false);
  }

  private void take(long count, Range wanted, boolean mayMove) {
    Patience.Wait wait = patience.begin();
    // Where rows may be in the table already, only the moment before them is of use.
    boolean takesMoment = baseSum.wanted() && !(wanted != null && baseSum.taken());
    RowIdAllocation allocation =
        new RowIdAllocation(
            taskId,
            table,
            count,
            wanted,
            mayMove,
            allocated,
            baseSum::knownEmpty,
            takesMoment ? baseSum::take : () -> {},
            siblings::dead);
    while (true) {
      store.addTable(taskId, table.id(), table.name());
      RowIdAllocation.Result result =
          store.onTable("init table allocator base", table.id(), allocation::decide);
      if (result instanceof RowIdAllocation.Granted granted) {
        granted(granted, wanted);
        return;
      }
      if (result instanceof RowIdAllocation.Checksumming busy) {
        awaitChecksum(busy.taskId(), wait);
      } else if (!(result instanceof RowIdAllocation.Missing) || !wait.again()) {
        throw refused(result, count, wanted);
      }
    }
  }

  private void granted(RowIdAllocation.Granted granted, Range wanted) {
    TableRow row = granted.row();
    range = wanted != null ? wanted : new Range(row.rowIdBase(), row.rowIdMax());
    LOG.atInfo()
        .addKeyValue("table", table.name())
        .addKeyValue("base", range.base())
        .addKeyValue("max", range.max())
        .addKeyValue("status", row.status().text())
        .addKeyValue("others", granted.others())
        .log("row ids of this instance");
    if (settled) {
      // The row was made again, and rows of this part may be in the table by now.
      storeBase();
      return;
    }
    base = row.base();
    if (row.status() == TableStatus.ALLOCATED) {
      settleBase(row);
    }
    settled = true;
  }

  private void storeBase() {
    if (base.pairs() > 0) {
      store.storeBase(table.id(), taskId, base);
    } else {
      move(TableStatus.RESTORE, Set.of(TableStatus.ALLOCATED));
    }
  }

  /** Says what was in the table before: the task of the first part does. */
  private void settleBase(TableRow row) {
    boolean mayHoldRows = row.rowIdBase() > 0 || !table.usesAutoId();
    if (!baseSum.wanted() || !mayHoldRows || row.base().pairs() > 0) {
      move(TableStatus.RESTORE, Set.of(TableStatus.ALLOCATED));
      return;
    }
    base = measure();
    if (base.equals(row.base())) {
      move(TableStatus.RESTORE, Set.of(TableStatus.ALLOCATED));
      return;
    }
    LOG.atInfo()
        .addKeyValue("table", table.name())
        .addKeyValue("checksum", "{" + base + "}")
        .log("checksum before restore table");
    store.storeBase(table.id(), taskId, base);
  }

  private KvChecksum measure() {
    try {
      if (baseSum.taken()) {
        return baseSum.measure();
      }
    } catch (SafePointOvertakenException e) {
      LOG.atWarn()
          .addKeyValue("table", table.name())
          .addKeyValue("error", e.getMessage())
          .log("the table cannot be read any more as it was before this import");
    }
    for (TableRow row : store.table(table.id())) {
      if (row.taskId() != taskId && row.status().atLeast(TableStatus.RESTORE)) {
        throw new ImportException(
            ErrorCode.RESTORE_TABLE,
            "restore table "
                + table.name()
                + " failed: what was in it before the import can no longer be measured, since "
                + siblings.describe(row.taskId())
                + " has begun to import into it",
            "run tidb-lightning-ctl --checkpoint-error-destroy='"
                + table.name()
                + "' on all nodes, then import that table again on all of them");
      }
    }
    return measureAsOfNow();
  }

  /** Garbage collection may be ahead of the cluster's clock by a moment. */
  private KvChecksum measureAsOfNow() {
    Patience.Wait wait = patience.begin();
    while (true) {
      baseSum.take();
      try {
        return baseSum.measure();
      } catch (SafePointOvertakenException e) {
        if (!wait.again()) {
          throw e;
        }
      }
    }
  }

  private void awaitChecksum(long busyTask, Patience.Wait wait) {
    siblings.refresh();
    if (wait.shouldSay()) {
      LOG.atWarn()
          .addKeyValue("table", table.name())
          .addKeyValue("by", siblings.describe(busyTask))
          .log(
              waitForChecksum
                  ? "target table is calculating checksum, waiting until it is finished"
                  : "target table is calculating checksum");
    }
    if (!waitForChecksum || !wait.again()) {
      throw new ImportException(
          ErrorCode.ALLOC_TABLE_ROW_IDS,
          CALCULATING_CHECKSUM,
          "table "
              + table.name()
              + ", "
              + siblings.describe(busyTask)
              + "; if that instance is gone, start it again first");
    }
  }

  private ImportException refused(RowIdAllocation.Result result, long count, Range wanted) {
    if (result instanceof RowIdAllocation.Differs differs) {
      return new ImportException(
          ErrorCode.ALLOC_TABLE_ROW_IDS,
          "verify allocator base failed. local: '"
              + count
              + "', meta: '"
              + differs.recorded()
              + "' (table "
              + table.name()
              + ", task "
              + Long.toUnsignedString(taskId)
              + ")",
          "the source files, or how they are cut, have changed since this import began: put them"
              + " back; or remove the table's checkpoint and data on all nodes and import it"
              + " again");
    }
    if (result instanceof RowIdAllocation.Taken taken) {
      return new ImportException(
          ErrorCode.ALLOC_TABLE_ROW_IDS,
          "row ids "
              + (wanted.base() + 1)
              + " to "
              + wanted.max()
              + " of table "
              + table.name()
              + ", which the checkpoint of task "
              + Long.toUnsignedString(taskId)
              + " uses, belong to "
              + siblings.describe(taken.byTask())
              + " by now",
          "somebody removed the metadata of this instance; run tidb-lightning-ctl"
              + " --checkpoint-error-destroy='"
              + table.name()
              + "' on all nodes and import that table again on all of them");
    }
    if (result instanceof RowIdAllocation.Exhausted exhausted) {
      return new ImportException(
          ErrorCode.ALLOC_TABLE_ROW_IDS,
          "table "
              + table.name()
              + " has not enough row ids left: "
              + count
              + " are needed above "
              + exhausted.base()
              + ", the largest possible is "
              + table.idLimit(),
          "make its key wider, or use fewer shard bits");
    }
    return new ImportException(
        ErrorCode.ALLOC_TABLE_ROW_IDS,
        "the metadata row of table " + table.name() + " vanishes as soon as it is made",
        "somebody removes the metadata of a running import: stop that, then start again");
  }

  @Override
  public boolean remembersRowIds() {
    return true;
  }

  @Override
  public void beforeIngest() {
    Patience.Wait wait = patience.begin();
    while (true) {
      List<TableRow> rows = store.table(table.id());
      TableRow own = own(rows);
      if (own == null || own.status() == TableStatus.INITIALIZED) {
        LOG.atWarn()
            .addKeyValue("table", table.name())
            .log("the table's metadata row is gone and is made again");
        take(range.count(), range, false);
        continue;
      }
      TableRow measuring = null;
      for (TableRow row : rows) {
        if (row.taskId() != taskId
            && row.status() == TableStatus.ALLOCATED
            && !siblings.dead(row.taskId())) {
          measuring = row;
        }
      }
      if (measuring == null) {
        return;
      }
      siblings.refresh();
      if (wait.shouldSay()) {
        LOG.atInfo()
            .addKeyValue("table", table.name())
            .addKeyValue("by", siblings.describe(measuring.taskId()))
            .log("waiting until what was in the table before is measured");
      }
      if (!wait.again()) {
        throw new ImportException(
            ErrorCode.RESTORE_TABLE,
            "restore table "
                + table.name()
                + " failed: "
                + siblings.describe(measuring.taskId())
                + " came first and has not said what was in the table before (status allocated)",
            "start that instance again; if it never comes back: levin meta forget --task="
                + Long.toUnsignedString(measuring.taskId()));
      }
    }
  }

  @Override
  public void loaded() {
    move(TableStatus.RESTORE_FINISHED, Set.of(TableStatus.ALLOCATED, TableStatus.RESTORE));
  }

  @Override
  public Merged merge(KvChecksum own, boolean duplicates) {
    Patience.Wait wait = patience.begin();
    ChecksumMerge merge = new ChecksumMerge(taskId, own, duplicates, siblings::dead);
    while (true) {
      ChecksumMerge.Result result = store.onTable("checksum pre-check", table.id(), merge::decide);
      if (result instanceof ChecksumMerge.Last last) {
        KvChecksum expected = own.plus(last.base()).plus(last.others());
        return new Compare(expected, last.parts(), last.otherDuplicates());
      }
      if (result instanceof ChecksumMerge.NotLast notLast) {
        return new LeftToOthers(
            notLast.missing().stream()
                .map(row -> siblings.describe(row.taskId()) + ": " + row.status().text())
                .toList());
      }
      if (result instanceof ChecksumMerge.Missing) {
        return new AlreadyCompared();
      }
      awaitOtherCheck(((ChecksumMerge.Checksumming) result).taskId(), wait);
    }
  }

  private void awaitOtherCheck(long busyTask, Patience.Wait wait) {
    siblings.refresh();
    if (wait.shouldSay()) {
      LOG.atWarn()
          .addKeyValue("table", table.name())
          .addKeyValue("by", siblings.describe(busyTask))
          .log("the table's checksum is being compared, waiting until that is finished");
    }
    if (!wait.again()) {
      throw new ImportException(
          ErrorCode.TABLE_IS_CHECKSUMMING,
          "table '" + table.name() + "' is checksuming",
          "by "
              + siblings.describe(busyTask)
              + "; if that instance is gone, start it again, then this one");
    }
  }

  @Override
  public void verified() {
    store.onTable(
        "clean up metas",
        table.id(),
        rows -> {
          TableRow own = own(rows);
          // Not when the check was taken over: then the rows are another's evidence.
          return own != null && own.status() == TableStatus.CHECKSUMING
              ? Decision.<Boolean, TableChange>of(true, new TableChange.DeleteVerified())
              : Decision.<Boolean, TableChange>of(false);
        });
  }

  @Override
  public void notVerified() {
    move(TableStatus.RESTORE_FINISHED, Set.of(TableStatus.CHECKSUMING));
  }

  private void move(TableStatus to, Set<TableStatus> from) {
    // A row that is further on already stays as it is.
    store.move(table.id(), taskId, to, from);
  }

  private TableRow own(List<TableRow> rows) {
    for (TableRow row : rows) {
      if (row.taskId() == taskId) {
        return row;
      }
    }
    return null;
  }
}
