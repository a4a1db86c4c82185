package io.levin.engine.coordinate;

import io.levin.base.Cancellation;
import io.levin.base.KvChecksum;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An import that others may take part in, through the metadata tables of the target. */
final class SharedCoordination implements Coordination {
  private static final Logger LOG = LoggerFactory.getLogger(SharedCoordination.class);

  private static final long ASK_AGAIN_NANOS = 500_000_000L;

  private final Runnable release;
  private final MetadataStore store;
  private final MetadataStore leaving;
  private final long taskId;
  private final boolean added;
  private final Presence presence;
  private final SourceOverlap overlap;
  private final Patience patience;
  private final boolean waitForChecksum;
  private final Cancellation cancellation;

  private final PartReport report = new PartReport();
  private final OpenEnds openEnds;

  private boolean ended;
  private boolean nobodyElse;

  /** How long that may be relied on, on the clock of nanoseconds; it is not at first. */
  private long askAgainAt = System.nanoTime();

  /**
   * @param release run when this is closed
   * @param leaving the same store, less patient and not stopped by the import's cancellation
   * @param added whether the registration is new
   */
  SharedCoordination(
      Runnable release,
      MetadataStore store,
      MetadataStore leaving,
      long taskId,
      boolean added,
      Presence presence,
      SourceOverlap overlap,
      Patience patience,
      boolean waitForChecksum,
      Cancellation cancellation) {
    this.release = release;
    this.store = store;
    this.leaving = leaving;
    this.taskId = taskId;
    this.added = added;
    this.presence = presence;
    this.overlap = overlap;
    this.patience = patience;
    this.waitForChecksum = waitForChecksum;
    this.cancellation = cancellation;
    this.openEnds = new OpenEnds(presence);
  }

  @Override
  public long taskId() {
    return taskId;
  }

  @Override
  public int instances() {
    return Math.max(1, store.tasks().size());
  }

  @Override
  public boolean alone() {
    presence.refresh();
    return !presence.anyOtherAlive()
        && store.tasks().stream().noneMatch(row -> row.taskId() != taskId && presence.alive(row));
  }

  @Override
  public Set<Long> sharedNow(Collection<SharedTable> tables) {
    Set<Long> ours = ids(tables);
    List<TaskRow> tasks = store.tasks();
    Set<Long> shared = new TreeSet<>();
    for (TableRow row : store.tables()) {
      if (row.taskId() != taskId
          && ours.contains(row.tableId())
          && presence.alive(task(tasks, row.taskId()))) {
        shared.add(row.tableId());
      }
    }
    return shared;
  }

  private static TaskRow task(List<TaskRow> tasks, long id) {
    for (TaskRow task : tasks) {
      if (task.taskId() == id) {
        return task;
      }
    }
    return TaskRow.registered(id, 0, 0).marked(TaskStatus.INITIALIZED, TaskRow.EXITED);
  }

  @Override
  public List<String> objections(Collection<SharedTable> tables, boolean parallel) {
    List<String> objections = new ArrayList<>(overlap.objections());
    Set<Long> ours = ids(tables);
    List<TaskRow> tasks = store.tasks();
    List<TableRow> abandoned = new ArrayList<>();
    for (TableRow row : store.tables()) {
      if (row.taskId() == taskId || !ours.contains(row.tableId())) {
        continue;
      }
      TaskRow task = task(tasks, row.taskId());
      if (!presence.alive(task) && !task.status().finished()) {
        abandoned.add(row);
      }
    }
    List<String> lines = openEnds.abandoned(abandoned);
    if (parallel) {
      lines.forEach(LOG::warn);
    } else {
      objections.addAll(lines);
    }
    return objections;
  }

  private static Set<Long> ids(Collection<SharedTable> tables) {
    return tables.stream().map(SharedTable::id).collect(Collectors.toSet());
  }

  @Override
  public Space space(LongSupplier available) {
    return store.onTasks(
        "check tasks exclusively",
        rows -> {
          long needed = 0;
          long known = 0;
          boolean begun = false;
          for (TaskRow row : rows) {
            needed += row.tikvBytes();
            known = Math.max(known, row.tikvAvailable());
            begun |= row.status() != TaskStatus.INITIALIZED;
          }
          if (begun || known > 0) {
            long space = known > 0 ? known : available.getAsLong();
            return Decision.of(new Space(needed, space));
          }
          long now = available.getAsLong();
          List<TaskChange> changes = new ArrayList<>();
          for (TaskRow row : rows) {
            changes.add(new TaskChange.Replace(row.withAvailable(now, row.tiflashAvailable())));
          }
          return new Decision<>(new Space(needed, now), changes);
        });
  }

  @Override
  public TablePart part(SharedTable table, LongSupplier allocated, BaseSum base) {
    report.imports(table);
    SharedPart part =
        new SharedPart(
            store,
            taskId,
            table,
            allocated,
            new CertainBase(base),
            presence,
            patience,
            waitForChecksum);
    return reported(part, table.id());
  }

  /**
   * A table that was empty when it was looked at is so later only if nobody else was there: a task
   * that has imported into it meanwhile and has finished is still registered, since this one is not
   * at its end.
   */
  private final class CertainBase implements BaseSum {
    private final BaseSum base;

    CertainBase(BaseSum base) {
      this.base = base;
    }

    @Override
    public boolean wanted() {
      return base.wanted();
    }

    @Override
    public boolean knownEmpty() {
      return base.knownEmpty() && nobodyElse();
    }

    @Override
    public void take() {
      base.take();
    }

    @Override
    public boolean taken() {
      return base.taken();
    }

    @Override
    public KvChecksum measure() {
      return base.measure();
    }
  }

  /** Whether no other task is registered, as of a moment ago: many tables ask one by one. */
  private synchronized boolean nobodyElse() {
    long now = System.nanoTime();
    if (askAgainAt - now <= 0) {
      nobodyElse = store.tasks().stream().allMatch(row -> row.taskId() == taskId);
      askAgainAt = now + ASK_AGAIN_NANOS;
    }
    return nobodyElse;
  }

  TablePart reported(TablePart part, long tableId) {
    return new ReportedPart(part, tableId, report);
  }

  @Override
  public PdSettings pdSettings(Supplier<PdSettings> pause) {
    return store.onTasks(
        "check and pause schedulers",
        rows -> {
          for (TaskRow row : rows) {
            if (row.status() != TaskStatus.INITIALIZED && !row.pdCfgs().isEmpty()) {
              return Decision.of(PdSettings.parse(row.pdCfgs()));
            }
          }
          PdSettings settings = pause.get();
          return Decision.of(settings, new TaskChange.Pause(taskId, settings.json()));
        });
  }

  @Override
  public synchronized boolean end(boolean allIn) {
    boolean toldByFleet = ended;
    ended = true;
    presence.refresh();
    if (!allIn && !toldByFleet) {
      // Others must see that something is left undone. A fleet may have removed the row for good.
      leaving.keepRegistered();
    }
    leaving.left();
    try {
      TaskEnd.Result result =
          leaving.onTasks(
              "check and finish schedulers", new TaskEnd(taskId, allIn, presence::dead)::decide);
      for (TaskRow row : result.unfinished()) {
        LOG.atInfo()
            .addKeyValue("task", presence.describe(row.taskId()))
            .addKeyValue("status", row.status().text())
            .log("unfinished task found");
      }
      LOG.atInfo()
          .addKeyValue("task_finished", allIn)
          .addKeyValue("all_finished", result.allFinished())
          .addKeyValue("switch_back", result.switchBack())
          .log("check all task finish status");
      return result.switchBack();
    } catch (RuntimeException e) {
      boolean alone = !presence.anyOtherAlive();
      LOG.atWarn()
          .addKeyValue("switch_back", alone)
          .setCause(e)
          .log("check restore pd schedulers failed");
      return alone;
    }
  }

  @Override
  public synchronized List<String> cleanUp() {
    report.log();
    List<String> open = new ArrayList<>();
    try {
      List<TaskRow> unfinished =
          store.onTasks(
              "clean up task",
              rows -> {
                List<TaskRow> others =
                    rows.stream()
                        .filter(row -> row.taskId() != taskId && !row.status().finished())
                        .toList();
                return others.isEmpty()
                    ? new Decision<>(others, TaskChange.deleteAll(rows))
                    : Decision.<List<TaskRow>, TaskChange>of(others);
              });
      if (unfinished.isEmpty()) {
        forgetDroppedTables();
      }
      Set<Long> left = report.leftToOthers();
      List<TableRow> unverified = new ArrayList<>();
      for (TableRow row : store.tables()) {
        boolean last = unfinished.isEmpty();
        if (row.taskId() != taskId && (last || left.contains(row.tableId()))) {
          unverified.add(row);
        }
      }
      presence.refresh();
      open.addAll(
          openEnds.unverified(
              unverified, unfinished.stream().map(TaskRow::taskId).collect(Collectors.toSet())));
      if (unfinished.isEmpty()) {
        LOG.info("cleanup task metas");
        if (store.dropIfEmpty()) {
          presence.importsAreOver();
        } else {
          LOG.warn(
              "there are unfinished table in table meta table, cleanup skipped; levin meta status"
                  + " shows them");
        }
      } else {
        unfinished.forEach(row -> open.add(openEnds.unfinished(row)));
      }
    } catch (RuntimeException e) {
      cancellation.throwIfCancelled();
      LOG.atWarn()
          .setCause(e)
          .log("failed to clean task metas, you may need to restore them manually");
    }
    open.forEach(LOG::warn);
    presence.leave(true);
    return open;
  }

  /** Parts of tables that were dropped and made again: nobody can compare them. */
  private void forgetDroppedTables() {
    for (TableRow row : store.tables()) {
      if (report.isOfPredecessor(row)) {
        LOG.atInfo()
            .addKeyValue("table", row.tableName())
            .addKeyValue("task", presence.describe(row.taskId()))
            .log("the table was dropped and made again: a part of the old one is forgotten");
        store.onTable(
            "clean up metas",
            row.tableId(),
            rows -> Decision.<Boolean, TableChange>of(true, new TableChange.Delete(row.taskId())));
      }
    }
  }

  /** Whether and when this instance has ended is said by the fleet that it is a member of. */
  synchronized void endIsToldByFleet() {
    ended = true;
  }

  @Override
  public synchronized void withdraw() {
    if (!added) {
      return;
    }
    ended = true;
    leaving.left();
    try {
      leaving.onTasks(
          "clean up task",
          rows -> Decision.<Boolean, TaskChange>of(true, new TaskChange.Delete(taskId)));
      if (leaving.dropIfEmpty()) {
        presence.importsAreOver();
      }
      presence.forget();
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("cannot take the registration back");
    }
  }

  @Override
  public void reports(Supplier<Member.Work> work) {
    presence.reports(work);
  }

  @Override
  public synchronized void close() {
    if (!ended) {
      // It failed or was stopped before its data was begun: nobody must take it for running.
      end(false);
    }
    presence.leave(false);
    release.run();
  }
}
