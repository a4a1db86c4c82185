package io.levin.engine.coordinate;

import io.levin.base.KvChecksum;

/**
 * An instance of TiDB Lightning as its releases behave, defects included: written for tests of
 * those that work beside it.
 */
final class OriginalInstance {
  /** Releases that differ. */
  enum Release {
    V5_3,
    V6,
    V7,
    V8_5
  }

  /** It gave up with an error of its own. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }
  }

  private static final int TRIES = 30;

  private final Release release;
  private final SimulatedCluster cluster;
  private final long task;
  private final int rows;
  private final int reserved;
  private final Runnable turn;

  // What its checkpoint keeps.
  private boolean planned;
  private long base;
  private KvChecksum baseSum = KvChecksum.EMPTY;
  private boolean loaded;
  private boolean over;
  boolean verified;
  boolean skipped;

  /** Found its task finished or gone: then nothing is put back, and the pause ends by its time. */
  boolean doesNotUndo;

  OriginalInstance(
      Release release, SimulatedCluster cluster, long task, int rows, int reserved, Runnable turn) {
    this.release = release;
    this.cluster = cluster;
    this.task = task;
    this.rows = rows;
    this.reserved = reserved;
    this.turn = turn;
  }

  /** One process from start to end; what is kept in the checkpoint survives its death. */
  void run() {
    try {
      work();
    } catch (Failure e) {
      // An orderly end with an error: told, unless it was marked as finished before.
      turn.run();
      TaskRow own = cluster.metadata.tasks.get(task);
      if (own != null && !own.status().finished()) {
        cluster.metadata.tasks.put(task, own.marked(own.status(), TaskRow.EXITED));
        if (cluster.metadata.tasks.values().stream()
            .noneMatch(row -> !row.status().finished() && row.state() == TaskRow.RUNNING)) {
          cluster.paused = false;
        }
      }
      throw e;
    }
  }

  private void work() {
    MemoryMetadata.Rows meta = cluster.metadata;
    turn.run();
    meta.taskTable = true;
    meta.tableTable = true;
    TaskRow before = meta.tasks.get(task);
    if (before == null) {
      meta.tasks.put(task, TaskRow.registered(task, 1, 0));
    } else if (release == Release.V5_3) {
      meta.tasks.put(task, before.marked(before.status(), TaskRow.RUNNING));
    }
    boolean pausing = pause();
    if (!planned) {
      turn.run();
      require(meta.tableTable);
      meta.insert(task, SimulatedCluster.TABLE, "`d`.`t`");
      allocate();
    }
    if (!loaded) {
      for (int i = 1; i <= rows; i++) {
        turn.run();
        long id = base + i;
        cluster.put(task, cluster.table.usesAutoId() ? id : task * 1_000_000 + i, id);
      }
    }
    turn.run();
    // Without any condition, also for a table that is long done.
    TableRow own = meta.part(SimulatedCluster.TABLE, task);
    if (own != null) {
      meta.replace(own.withStatus(TableStatus.RESTORE_FINISHED));
    }
    turn.run();
    if (cluster.table.usesAutoId()) {
      cluster.raise(base + rows);
    }
    loaded = true;
    boolean allFinished = finish(pausing);
    if (!over) {
      merge();
      over = true;
    }
    if (allFinished) {
      turn.run();
      meta.dropTasks();
      turn.run();
      if (meta.parts.isEmpty()) {
        turn.run();
        meta.dropAll();
      }
    }
  }

  private static void require(boolean there) {
    if (!there) {
      throw new Failure("Table doesn't exist");
    }
  }

  private boolean pause() {
    turn.run();
    MemoryMetadata.Rows meta = cluster.metadata;
    for (TaskRow row : meta.tasks.values()) {
      if (row.taskId() == task && row.status().finished()) {
        doesNotUndo = true;
        return false;
      }
      if (row.status() != TaskStatus.INITIALIZED && !row.pdCfgs().isEmpty()) {
        cluster.paused = true;
        return true;
      }
    }
    cluster.paused = true;
    cluster.pausedTimes++;
    meta.tasks.computeIfPresent(task, (id, row) -> row.withPdCfgs("{}"));
    return true;
  }

  private void allocate() {
    for (int tries = 1; ; tries++) {
      turn.run();
      require(cluster.metadata.tableTable);
      if (tryAllocate()) {
        return;
      }
      if (release == Release.V5_3 || release == Release.V6 || tries == TRIES) {
        throw new Failure("Target table is calculating checksum");
      }
    }
  }

  private boolean tryAllocate() {
    MemoryMetadata.Rows meta = cluster.metadata;
    boolean autoId = cluster.table.usesAutoId();
    TableStatus mine = TableStatus.INITIALIZED;
    TableStatus next = TableStatus.ALLOCATED;
    KvChecksum stored = KvChecksum.EMPTY;
    long maxMax = 0;
    long from = -1;
    for (TableRow row : meta.of(SimulatedCluster.TABLE)) {
      if (row.status() == TableStatus.CHECKSUMING) {
        return false;
      }
      if (row.taskId() == task) {
        mine = row.status();
        stored = row.base();
        if (row.status().atLeast(TableStatus.ALLOCATED)) {
          from = row.rowIdBase();
          break;
        }
      } else {
        if (row.status().atLeast(TableStatus.ALLOCATED)) {
          next = TableStatus.RESTORE;
        }
        maxMax = Math.max(maxMax, row.rowIdMax());
      }
    }
    if (mine == TableStatus.INITIALIZED) {
      from = maxMax;
      if (autoId && release == Release.V7) {
        from = cluster.allocate(maxMax, reserved);
      } else if (autoId && maxMax == 0) {
        from = cluster.allocated();
      }
      if (autoId && from == 0 && next == TableStatus.ALLOCATED) {
        next = TableStatus.RESTORE;
      }
      TableRow own = meta.part(SimulatedCluster.TABLE, task);
      if (own == null) {
        throw new Failure("row vanished");
      }
      meta.replace(own.with(new TableChange.Allocate(task, from, from + reserved, next)));
      mine = next;
    }
    base = from;
    baseSum = stored;
    if (mine == TableStatus.ALLOCATED) {
      turn.run();
      if ((from > 0 || !autoId) && stored.pairs() == 0) {
        baseSum = cluster.sum();
      }
      turn.run();
      TableRow own = meta.part(SimulatedCluster.TABLE, task);
      if (own != null) {
        meta.replace(own.withBase(baseSum, TableStatus.RESTORE));
      }
    }
    turn.run();
    planned = true;
    return true;
  }

  private boolean finish(boolean pausing) {
    turn.run();
    MemoryMetadata.Rows meta = cluster.metadata;
    if (!meta.taskTable) {
      // A warning is all: it does not put PD back either.
      doesNotUndo = true;
      return false;
    }
    boolean switchBack = true;
    boolean allFinished = true;
    for (TaskRow row : meta.tasks.values()) {
      if (row.taskId() != task && !row.status().finished()) {
        allFinished = false;
        switchBack &= row.state() == TaskRow.EXITED;
      }
    }
    boolean all = allFinished;
    meta.tasks.computeIfPresent(
        task,
        (id, row) ->
            row.status().finished()
                ? row
                : row.marked(all ? TaskStatus.SWITCHED : TaskStatus.SKIP_SWITCH, 0));
    turn.run();
    if (switchBack && pausing) {
      cluster.paused = false;
      cluster.restored++;
    }
    return allFinished;
  }

  private void merge() {
    turn.run();
    MemoryMetadata.Rows meta = cluster.metadata;
    require(meta.tableTable);
    KvChecksum own = KvChecksum.EMPTY;
    for (int i = 1; i <= rows; i++) {
      own =
          own.plus(
              SimulatedCluster.sumOf(cluster.table.usesAutoId() ? base + i : task * 1_000_000 + i));
    }
    KvChecksum others = KvChecksum.EMPTY;
    TableStatus next = TableStatus.CHECKSUMING;
    boolean check = true;
    for (TableRow row : meta.of(SimulatedCluster.TABLE)) {
      if (row.taskId() == task) {
        if (row.status().atLeast(TableStatus.CHECKSUMING)) {
          next = row.status();
          check = row.status() == TableStatus.CHECKSUMING;
          break;
        }
      } else if (!row.status().atLeast(TableStatus.CHECKSUMING)) {
        next = TableStatus.CHECKSUM_SKIPPED;
        check = false;
        break;
      } else if (row.status() == TableStatus.CHECKSUMING) {
        throw new Failure("table is checksuming");
      } else {
        others = others.plus(row.base()).plus(row.total());
      }
    }
    TableRow mine = meta.part(SimulatedCluster.TABLE, task);
    if (mine != null && !mine.status().atLeast(TableStatus.CHECKSUMING)) {
      meta.replace(mine.with(new TableChange.Merge(task, own, next, false)));
    }
    if (!check) {
      skipped = true;
      return;
    }
    turn.run();
    KvChecksum expected = own.plus(baseSum).plus(others);
    KvChecksum there = cluster.sum();
    if (!there.equals(expected)) {
      throw new Failure("checksum mismatched");
    }
    cluster.lastVerified = there;
    verified = true;
    turn.run();
    meta.deleteVerified(SimulatedCluster.TABLE);
  }
}
