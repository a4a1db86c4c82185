package io.levin.engine.ingest;

import io.levin.pd.Region;
import io.levin.tikv.WrittenRegion;

/**
 * A range of keys inside one region on its way into the cluster. Owned by one worker at a time; the
 * queue hands it over.
 */
final class RegionJob {
  /** What has to be done next. */
  enum Stage {
    /** Write the pairs to all peers. */
    SCANNED,
    /** The peers have the files; ask the leader to ingest them. */
    WROTE,
    /** Everything is in. */
    INGESTED,
    /** The region is not what we thought; look again. */
    NEED_RESCAN
  }

  private final KeyRange range;
  private Region region;
  private Stage stage;
  private KeyRange rest;
  private WrittenRegion files;
  private long writtenBytes;
  private long writtenPairs;
  private byte[] remainingStart;
  private int tries;
  private Exception lastFailure;

  RegionJob(KeyRange range, Region region, int tries) {
    this.range = range;
    this.rest = range;
    this.region = region;
    this.tries = tries;
    this.stage = Stage.SCANNED;
  }

  /** What is not yet in the cluster. */
  KeyRange rest() {
    return rest;
  }

  Region region() {
    return region;
  }

  Stage stage() {
    return stage;
  }

  WrittenRegion files() {
    return files;
  }

  long writtenBytes() {
    return writtenBytes;
  }

  long writtenPairs() {
    return writtenPairs;
  }

  int tries() {
    return tries;
  }

  Exception lastFailure() {
    return lastFailure;
  }

  /**
   * The peers have the files.
   *
   * @param next where the pairs begin that were not written, or null when all were
   */
  void wrote(WrittenRegion ssts, long bytes, long pairs, byte[] next) {
    files = ssts;
    writtenBytes = bytes;
    writtenPairs = pairs;
    remainingStart = next;
    stage = pairs == 0 ? Stage.INGESTED : Stage.WROTE;
  }

  /** The keys that the files cover. */
  KeyRange written() {
    return new KeyRange(rest.start(), remainingStart == null ? range.end() : remainingStart);
  }

  /** The files are in; goes on with what was not written, with all tries anew. */
  void ingested() {
    files = null;
    tries = 0;
    if (remainingStart == null) {
      stage = Stage.INGESTED;
    } else {
      rest = new KeyRange(remainingStart, range.end());
      stage = Stage.SCANNED;
    }
  }

  /** Write again, to the region as it is now known. */
  void rewrite(Region now, Exception why) {
    region = now;
    files = null;
    lastFailure = why;
    stage = Stage.SCANNED;
  }

  /** Look at the regions again. */
  void rescan(Exception why) {
    files = null;
    lastFailure = why;
    stage = Stage.NEED_RESCAN;
  }

  /** The ingest failed for now; the files are still there. */
  void ingestLater(Exception why) {
    lastFailure = why;
  }

  /** Counts one more try and says how long to wait before it: 2, 4, 8, 16, then 30 seconds. */
  long nextPauseMillis() {
    tries++;
    return Math.min(1L << Math.min(tries, 5), 30) * 1000;
  }
}
