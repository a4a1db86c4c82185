package io.levin.engine.ingest;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.pd.PdClient;
import io.levin.pd.Region;
import io.levin.pd.RegionsAhead;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives all region jobs of one engine to their end: each range becomes a job for every region that
 * it touches, a job that fails comes back after a pause, and one that cannot go on ends them all.
 * Ranges become jobs only a little before workers are free for them, so that the number of regions
 * does not matter and what is known of them is fresh.
 *
 * <p>Patience is bounded twice: by the tries of a job without progress of its own, and by the time
 * without any progress of the engine ({@code levin.no-progress-limit}).
 */
final class EngineIngest {
  private static final Logger LOG = LoggerFactory.getLogger(EngineIngest.class);
  private static final int MAX_TRIES = 30;

  /** Jobs that wait for a worker, for each worker: enough to choose from among all stores. */
  private static final int READY_PER_WORKER = 4;

  /** Regions that are looked up at a time; of most ranges there are no more. */
  private static final int REGIONS_AT_A_TIME = 128;

  /** Jobs under way, those that wait for their next try included. */
  private static final int MOST_OPEN = 2_000;

  private final PdClient pd;
  private final RegionsAhead ahead;
  private final RegionWriter writer;
  private final Workers workers;
  private final ScheduledExecutorService timer;
  private final Duration noProgressLimit;
  private final Cancellation cancellation;

  private final StoreLoad load = new StoreLoad();
  private volatile long lastProgress = System.nanoTime();

  // Guarded by this: jobs that are not at their end, jobs that a worker holds, the first failure.
  private int open;
  private int running;
  private Throwable failure;

  EngineIngest(
      PdClient pd,
      RegionsAhead ahead,
      RegionWriter writer,
      Workers workers,
      ScheduledExecutorService timer,
      Duration noProgressLimit,
      Cancellation cancellation) {
    this.pd = pd;
    this.ahead = ahead;
    this.writer = writer;
    this.workers = workers;
    this.timer = timer;
    this.noProgressLimit = noProgressLimit;
    this.cancellation = cancellation;
  }

  /**
   * Brings all pairs of the ranges into the cluster.
   *
   * @throws RuntimeException the first failure that could not be overcome
   */
  void run(List<KeyRange> ranges) {
    try (Cancellation.Registration ignored = cancellation.onCancel(() -> fail(cancelled()))) {
      // One unit is held while ranges are planned, so that the end cannot come too early.
      opened();
      try {
        for (KeyRange range : ranges) {
          if (!planInSteps(range)) {
            break;
          }
        }
      } catch (RuntimeException | Error e) {
        // Jobs that are at work read the pairs until they are at their ends.
        fail(e);
      }
      closed();
      awaitEnd();
    }
  }

  /** Waits until more jobs are wanted; false after a failure. */
  private synchronized boolean awaitRoom() {
    boolean interrupted = false;
    int mostReady = READY_PER_WORKER * workers.size();
    while (failure == null && (load.ready() >= mostReady || open >= MOST_OPEN)) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failure == null;
  }

  /** Waits until all jobs are at their ends, or none is at work any more after a failure. */
  private synchronized void awaitEnd() {
    boolean interrupted = false;
    while (open > 0 && (failure == null || running > 0)) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Workers.rethrow(failure);
  }

  private Throwable cancelled() {
    try {
      cancellation.throwIfCancelled();
      return new IllegalStateException("cancelled");
    } catch (RuntimeException e) {
      return e;
    }
  }

  /**
   * Makes jobs of a range some regions at a time: it may touch very many of a table that has long
   * been there.
   *
   * @return false after a failure
   */
  private boolean planInSteps(KeyRange range) {
    KeyRange rest = range;
    while (rest != null) {
      if (!awaitRoom()) {
        return false;
      }
      Optional<Region> only = ahead.holding(rest.encodedStart(), rest.encodedEnd(), cancellation);
      if (only.isPresent()) {
        offer(rest, List.of(only.get()), 0);
        return true;
      }
      List<Region> regions =
          pd.scanSome(rest.encodedStart(), rest.encodedEnd(), REGIONS_AT_A_TIME, cancellation);
      offer(rest, regions, 0);
      rest = rest.behind(regions.get(regions.size() - 1));
    }
    return true;
  }

  private void plan(KeyRange range, int tries) {
    offer(range, pd.scanAll(range.encodedStart(), range.encodedEnd(), cancellation), tries);
  }

  private void offer(KeyRange range, List<Region> regions, int tries) {
    for (Region region : regions) {
      KeyRange part = range.within(region);
      if (part != null) {
        opened();
        offer(new RegionJob(part, region, tries));
      }
    }
  }

  private void offer(RegionJob job) {
    load.add(job);
    workers.submit(this::runOne);
  }

  private void runOne() {
    RegionJob job = load.take();
    if (job == null) {
      return;
    }
    Region taken = job.region();
    try {
      if (begin()) {
        work(job);
      }
    } catch (Throwable t) {
      fail(t);
    } finally {
      load.done(taken);
      end();
    }
  }

  private void work(RegionJob job) {
    while (true) {
      cancellation.throwIfCancelled();
      boolean forward;
      switch (job.stage()) {
        case SCANNED -> forward = writer.write(job);
        case WROTE -> {
          forward = writer.ingest(job);
          if (forward) {
            lastProgress = System.nanoTime();
          }
        }
        case NEED_RESCAN -> {
          plan(job.rest(), job.tries());
          closed();
          return;
        }
        default -> {
          closed();
          return;
        }
      }
      if (forward) {
        continue;
      }
      later(job);
      return;
    }
  }

  private void later(RegionJob job) {
    long pause = job.nextPauseMillis();
    long idle = System.nanoTime() - lastProgress;
    if (job.tries() > MAX_TRIES || idle > noProgressLimit.toNanos()) {
      throw new ImportException(
          ErrorCode.KV_INGEST_FAILED,
          "ingest tikv failed: region "
              + job.region().id()
              + " for keys "
              + job.rest()
              + " after "
              + job.tries()
              + " tries"
              + (idle > noProgressLimit.toNanos()
                  ? ", and nothing of the engine got on for longer than levin.no-progress-limit"
                  : "")
              + ": "
              + (job.lastFailure() == null ? "" : job.lastFailure().getMessage()),
          "check the TiKV stores of that region, then start again; what is imported stays",
          job.lastFailure());
    }
    LOG.atInfo()
        .addKeyValue("region", job.region().id())
        .addKeyValue("stage", job.stage())
        .addKeyValue("tries", job.tries())
        .addKeyValue("pause", pause + "ms")
        .addKeyValue(
            "error",
            job.lastFailure() == null ? "" : String.valueOf(job.lastFailure().getMessage()))
        .log("region job will try again");
    // The first try again after a change of regions is cheap and nearly always succeeds.
    timer.schedule(() -> offer(job), job.tries() == 1 ? 50 : pause, TimeUnit.MILLISECONDS);
  }

  private synchronized boolean begin() {
    running++;
    // One job less that waits.
    notifyAll();
    return failure == null;
  }

  private synchronized void end() {
    running--;
    notifyAll();
  }

  private synchronized void opened() {
    open++;
  }

  private synchronized void closed() {
    open--;
    notifyAll();
  }

  private synchronized void fail(Throwable t) {
    if (failure == null) {
      failure = t;
    }
    notifyAll();
  }
}
