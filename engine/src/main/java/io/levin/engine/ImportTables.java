package io.levin.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.levin.base.Cancellation;
import io.levin.base.Ticker;
import io.levin.config.Config;
import io.levin.engine.plan.TablePlan;
import io.levin.sortedkv.DiskFullException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many tables at once: {@code index-concurrency} tables walk through their steps, {@code
 * table-concurrency} data engines are open at a time; small tables, which have none, are more. A
 * table that fails does not stop the others, unless {@code levin.fail-fast} says so; the first
 * failure is what the import ends with.
 */
final class ImportTables implements TableWalk {
  private static final Logger LOG = LoggerFactory.getLogger(ImportTables.class);
  private static final int VERIFICATIONS = 4;

  /** Of small tables, which mostly wait for answers. */
  private static final int SMALL_VERIFICATIONS = 16;

  private static final long SAVE_MILLIS = 1000;

  private final Config config;
  private final TableImport.Rooms rooms;
  private final ImportResources resources;
  private final Cancellation cancellation;

  // Guarded by this.
  private final List<TableImport> imported = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private Throwable firstFailure;
  private Throwable stop;

  ImportTables(TableImport.Rooms rooms, ImportResources resources) {
    this.rooms = rooms;
    this.resources = resources;
    this.config = rooms.config();
    this.cancellation = rooms.cancellation();
  }

  @Override
  public void importData(List<TablePlan> plans) {
    List<TableImport> tables = new ArrayList<>();
    // Announced all at once, so that progress knows the whole from the start.
    plans.forEach(plan -> tables.add(new TableImport(plan, rooms)));
    Queue<TableImport> large = new ConcurrentLinkedQueue<>();
    Queue<TableImport> small = new ConcurrentLinkedQueue<>();
    tables.forEach(table -> (table.fitsMemory() ? small : large).add(table));
    // A small table never opens an index engine, so it need not wait for one that does.
    List<Runnable> walkers = new ArrayList<>();
    for (int i = 0; i < config.lightning().indexConcurrency(); i++) {
      walkers.add(() -> walk(large));
    }
    int most = resources.smallTables();
    for (int i = 0; i < Math.min(most, small.size()); i++) {
      walkers.add(() -> walk(small));
    }
    ScheduledFuture<?> saves =
        resources
            .timer()
            .scheduleWithFixedDelay(
                new CheckpointSaves(rooms.checkpoints(), Ticker.system(), this::stopAll),
                SAVE_MILLIS,
                SAVE_MILLIS,
                MILLISECONDS);
    try {
      resources.tables().runAll(walkers, walkers.size());
    } finally {
      saves.cancel(false);
      rooms.checkpoints().save();
    }
    throwIfStopped();
  }

  private void walk(Queue<TableImport> tables) {
    for (TableImport table = tables.poll(); table != null; table = tables.poll()) {
      attempt(table, table::importData);
    }
  }

  @Override
  public void postProcess() {
    if (config.postRestore().postProcessAtLast()) {
      List<Runnable> small = new ArrayList<>();
      List<Runnable> large = new ArrayList<>();
      List<TableImport> done;
      synchronized (this) {
        done = List.copyOf(imported);
        imported.clear();
      }
      for (TableImport table : done) {
        (table.fitsMemory() ? small : large).add(() -> attempt(table, table::postProcess));
      }
      resources.regionWorkers().runAll(small, SMALL_VERIFICATIONS);
      resources.regionWorkers().runAll(large, VERIFICATIONS);
      rooms.checkpoints().save();
    }
    throwIfStopped();
  }

  /** A failure that stopped all others is what the user must see, not that they were stopped. */
  private void throwIfStopped() {
    if (!cancellation.isCancelled()) {
      return;
    }
    synchronized (this) {
      if (stop != null && cancellation.reason() == stop) {
        firstFailure = stop;
        throwFirstFailure();
      }
    }
    cancellation.throwIfCancelled();
  }

  private void stopAll(Throwable failure) {
    synchronized (this) {
      if (stop == null) {
        stop = failure;
      }
    }
    cancellation.cancel(failure);
  }

  @Override
  public synchronized boolean allWell() {
    return firstFailure == null;
  }

  @Override
  public synchronized void throwFirstFailure() {
    if (firstFailure == null) {
      return;
    }
    if (!failed.isEmpty()) {
      LOG.atError().addKeyValue("count", failed.size()).log("tables failed to be imported");
      failed.forEach(line -> LOG.error("- {}", line));
    }
    if (firstFailure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) firstFailure;
  }

  private void attempt(TableImport table, Runnable step) {
    try {
      cancellation.throwIfCancelled();
      step.run();
      synchronized (this) {
        imported.add(table);
      }
    } catch (CancellationException e) {
      if (!cancellation.isCancelled()) {
        // Nobody wanted to stop, so that nobody else would tell of it.
        failed(table, FailedSteps.endedUnasked("restore table " + table.name() + " failed", e));
        return;
      }
      // The import as a whole ends with the reason.
      LOG.atDebug().addKeyValue("table", table.name()).log("restore table canceled");
    } catch (DiskFullException e) {
      failed(table, e.asImportException());
    } catch (RuntimeException | Error e) {
      failed(table, e);
    }
  }

  private void failed(TableImport table, Throwable failure) {
    table.failed(failure);
    synchronized (this) {
      failed.add("[table=" + table.name() + "] [error=" + failure.getMessage() + "]");
      if (firstFailure == null) {
        firstFailure = failure;
      }
    }
    if (config.levin().failFast() || FailedSteps.endsTheImport(failure)) {
      stopAll(failure);
    }
  }
}
