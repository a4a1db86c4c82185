package io.levin.engine.ingest;

import io.levin.base.Cancellation;
import io.levin.base.Step;
import io.levin.engine.progress.TableProgress;
import io.levin.sortedkv.PairBlock;
import io.levin.sortedkv.PairReader;
import io.levin.sortedkv.SortedPairs;
import io.levin.tikv.DiskSpace;
import io.levin.tikv.RegionFailure;
import io.levin.tikv.RegionWrite;
import io.levin.tikv.SendPermit;
import io.levin.tikv.TikvClient;

/**
 * The two calls of a region job: write the pairs of its range to all peers, and have the leader
 * ingest them. What a failure means for the job is decided by {@link RegionFailure#next()}.
 */
final class RegionWriter {
  private final TikvClient tikv;
  private final DiskSpace space;
  private final SortedPairs pairs;
  private final PairChoice choice;
  private final ImportedRanges imported;
  private final EngineLimits limits;
  private final long commitTs;
  private final TableProgress progress;
  private final SendPermit permit;
  private final Cancellation cancellation;

  RegionWriter(
      TikvClient tikv,
      DiskSpace space,
      SortedPairs pairs,
      PairChoice choice,
      ImportedRanges imported,
      EngineLimits limits,
      long commitTs,
      TableProgress progress,
      SendPermit permit,
      Cancellation cancellation) {
    this.tikv = tikv;
    this.space = space;
    this.pairs = pairs;
    this.choice = choice;
    this.imported = imported;
    this.limits = limits;
    this.commitTs = commitTs;
    this.progress = progress;
    this.permit = permit;
    this.cancellation = cancellation;
  }

  /**
   * Writes the job's pairs, up to the size of a region, to every peer.
   *
   * @return false when it failed and the job has to wait
   */
  boolean write(RegionJob job) {
    Step.REGION_BEGINS.pass();
    long start = System.nanoTime();
    KeyRange rest = job.rest();
    space.require(job.region(), cancellation);
    try (PairReader reader =
        pairs.read(rest.start(), rest.end(), choice.equalKeys(), cancellation)) {
      PairBlock block = reader.next();
      while (block != null && choice.of(block).pairs() == 0) {
        block.close();
        block = reader.next();
      }
      if (block == null) {
        job.wrote(null, 0, 0, null);
        return true;
      }
      writeBlocks(job, reader, block);
      progress.timings().write().observeSince(start);
      return true;
    } catch (RegionFailure e) {
      apply(job, e);
      return false;
    }
  }

  private void writeBlocks(RegionJob job, PairReader reader, PairBlock first) throws RegionFailure {
    PairBlock block = first;
    try (RegionWrite stream = open(job, block)) {
      long bytes = 0;
      long count = 0;
      byte[] remaining = null;
      while (block != null) {
        if (bytes >= limits.jobSize() || count >= limits.regionKeys()) {
          remaining = block.firstKey();
          break;
        }
        PairSlice slice = choice.of(block);
        if (slice.pairs() > 0) {
          permit.await(cancellation);
          stream.send(slice.array(), slice.offset(), slice.length(), slice.pairs());
        }
        bytes += slice.length();
        count += slice.pairs();
        block.close();
        block = reader.next();
      }
      job.wrote(stream.finish(), bytes, count, remaining);
    } finally {
      if (block != null) {
        block.close();
      }
    }
  }

  private RegionWrite open(RegionJob job, PairBlock first) throws RegionFailure {
    permit.await(cancellation);
    return tikv.openWrite(
        job.region(), first.firstKey(), job.rest().lastPossible(), commitTs, cancellation);
  }

  /**
   * Has the leader ingest what was written.
   *
   * @return false when it failed and the job has to wait
   */
  boolean ingest(RegionJob job) {
    long start = System.nanoTime();
    try {
      Step.REGION_WRITTEN.pass();
      permit.await(cancellation);
      tikv.ingest(job.files(), cancellation);
      Step.REGION_INGESTED.pass();
      imported.add(job.written());
      progress.timings().ingest().observeSince(start);
      progress.imported(job.writtenBytes());
      job.ingested();
      return true;
    } catch (RegionFailure e) {
      apply(job, e);
      return false;
    }
  }

  private static void apply(RegionJob job, RegionFailure e) {
    switch (e.next()) {
      case RESCAN -> job.rescan(e);
      case REWRITE_SAME_REGION ->
          job.rewrite(e.newerRegion() == null ? job.region() : e.newerRegion(), e);
      case INGEST_AGAIN -> {
        if (job.stage() == RegionJob.Stage.WROTE) {
          job.ingestLater(e);
        } else {
          job.rewrite(job.region(), e);
        }
      }
      case FATAL -> throw e.toImportException();
    }
  }
}
