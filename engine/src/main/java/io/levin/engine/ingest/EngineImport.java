package io.levin.engine.ingest;

import io.levin.base.Cancellation;
import io.levin.base.Step;
import io.levin.engine.log.Task;
import io.levin.engine.progress.TableProgress;
import io.levin.pd.PdClient;
import io.levin.pd.RegionsAhead;
import io.levin.sortedkv.EngineStats;
import io.levin.sortedkv.SortedPairs;
import io.levin.tikv.DiskSpace;
import io.levin.tikv.SendPermit;
import io.levin.tikv.TikvClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the sorted pairs of engines into the cluster: cut into ranges, pause scheduling, split and
 * scatter, write and ingest. Thread-safe: engines of several tables may be imported at a time.
 */
public final class EngineImport {
  private static final Logger LOG = LoggerFactory.getLogger(EngineImport.class);

  /**
   * Regions that are made and then filled before the next ones: new regions of a huge engine are
   * not left empty for hours, in which PD would merge them, and few of them are held in memory.
   */
  private static final int RANGES_AT_A_TIME = 4_096;

  private final PdClient pd;
  private final TikvClient tikv;
  private final DiskSpace space;
  private final RegionsAhead ahead;
  private final EngineLimits limits;
  private final boolean pauseRanges;
  private final Workers workers;
  private final ScheduledExecutorService timer;
  private final Duration noProgressLimit;
  private final SendPermit permit;
  private final Cancellation cancellation;

  /**
   * @param pauseRanges whether PD is to leave the regions of an engine alone while it is imported
   * @param workers run region jobs
   * @param timer brings back jobs that wait
   * @param noProgressLimit how long an engine may be without any progress
   * @param permit asked before anything is sent to TiKV
   */
  public EngineImport(
      PdClient pd,
      TikvClient tikv,
      EngineLimits limits,
      boolean pauseRanges,
      Workers workers,
      ScheduledExecutorService timer,
      Duration noProgressLimit,
      SendPermit permit,
      Cancellation cancellation) {
    this.pd = pd;
    this.tikv = tikv;
    this.space = new DiskSpace(pd.http());
    this.ahead = new RegionsAhead(pd);
    this.limits = limits;
    this.pauseRanges = pauseRanges;
    this.workers = workers;
    this.timer = timer;
    this.noProgressLimit = noProgressLimit;
    this.permit = permit;
    this.cancellation = cancellation;
  }

  /**
   * Imports an engine, save what is in the cluster already; returns when all of its pairs are. May
   * be repeated with the same timestamp.
   *
   * @param name for the log
   * @param commitTs the timestamp of all pairs
   * @param choice which pairs are sent
   * @param imported what is in the cluster, and takes what comes there
   */
  public void run(
      String name,
      SortedPairs pairs,
      long commitTs,
      PairChoice choice,
      ImportedRanges imported,
      TableProgress progress) {
    EngineStats stats = pairs.stats();
    if (stats.isEmpty()) {
      return;
    }
    Task task =
        Task.start(
            LOG,
            "import and cleanup engine",
            "engineTag",
            name,
            "kvs",
            stats.pairs(),
            "size",
            stats.bytes());
    long start = System.nanoTime();
    try {
      List<KeyRange> ranges = new ArrayList<>();
      pairs
          .cutRanges(limits.regionSize(), limits.regionKeys())
          .forEach(
              range -> ranges.addAll(imported.missing(new KeyRange(range.start(), range.end()))));
      if (!ranges.isEmpty()) {
        importRanges(ranges, pairs, commitTs, choice, imported, progress);
      }
      progress.timings().engineImport().observeSince(start);
      task.completed("ranges", ranges.size());
    } catch (RuntimeException e) {
      task.failed(e);
      throw e;
    }
  }

  private void importRanges(
      List<KeyRange> ranges,
      SortedPairs pairs,
      long commitTs,
      PairChoice choice,
      ImportedRanges imported,
      TableProgress progress) {
    KeyRange whole = new KeyRange(ranges.get(0).start(), ranges.get(ranges.size() - 1).end());
    // An engine that fits one region is in before PD would think of moving anything.
    boolean large = ranges.size() > 1;
    try (SchedulingPause ignored =
        large && pauseRanges ? new SchedulingPause(pd.http(), whole, timer, cancellation) : null) {
      RegionWriter writer =
          new RegionWriter(
              tikv,
              space,
              pairs,
              choice,
              imported,
              limits,
              commitTs,
              progress,
              permit,
              cancellation);
      for (int from = 0; from < ranges.size(); from += RANGES_AT_A_TIME) {
        List<KeyRange> part =
            ranges.subList(from, Math.min(ranges.size(), from + RANGES_AT_A_TIME));
        if (large) {
          List<byte[]> splitKeys = new ArrayList<>(part.size() + 1);
          part.forEach(range -> splitKeys.add(range.start()));
          splitKeys.add(part.get(part.size() - 1).end());
          long start = System.nanoTime();
          new SplitAndScatter(pd, tikv, limits, workers, permit, cancellation).run(splitKeys);
          Step.REGIONS_SPLIT.pass();
          progress.timings().split().observeSince(start);
        }
        // What was known before a split is of no use behind it.
        RegionsAhead known = large ? new RegionsAhead(pd) : ahead;
        new EngineIngest(pd, known, writer, workers, timer, noProgressLimit, cancellation)
            .run(part);
      }
    }
  }
}
