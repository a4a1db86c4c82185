package io.levin.engine.progress;

import io.levin.base.Cancellation;
import io.levin.base.KvChecksum;
import java.util.concurrent.atomic.LongAdder;

/** How far one table is; reports to the whole as well. Thread-safe. */
public final class TableProgress {
  private final Progress whole;
  private final String name;
  private final long sourceBytes;
  private volatile long startedNanos = System.nanoTime();
  private final LongAdder rows = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private volatile boolean started;
  private volatile long endedNanos;
  private volatile KvChecksum local;
  private volatile KvChecksum remote;
  private volatile String outcome = "";
  private volatile String failure;
  private volatile double indexes = -1;

  TableProgress(Progress whole, String name, long sourceBytes) {
    this.whole = whole;
    this.name = name;
    this.sourceBytes = sourceBytes;
  }

  /** Whether the table's turn has come. */
  public boolean hasStarted() {
    return started;
  }

  /** The table's turn has come; time counts from here. */
  public void started() {
    started = true;
    startedNanos = System.nanoTime();
  }

  /** A chunk begins. */
  public void chunkStarted() {
    whole.count("chunks", "running", 1);
    whole.counts().add("kv_encoder|type=open", 1);
  }

  /** A chunk's reader is closed, at the end or at a failure. */
  public void chunkEnded() {
    whole.counts().add("kv_encoder|type=close", 1);
  }

  /** A chunk was not read to its end. */
  public void chunkFailed() {
    whole.count("chunks", "failed", 1);
  }

  /** A data engine begins to be filled. */
  public void engineOpened() {
    whole.counts().add("importer_engine|type=open", 1);
  }

  /** A data engine has all its pairs. */
  public void engineClosed() {
    whole.counts().add("importer_engine|type=closed", 1);
    whole.counts().add("engines|result=success|state=written", 1);
    whole.counts().add("engines|result=success|state=closed", 1);
  }

  /** Where to note how long things take. */
  public Timings timings() {
    return whole.timings();
  }

  /** Waits while the user has paused the import. */
  public void awaitResumed(Cancellation cancellation) {
    whole.pause().await(cancellation);
  }

  /** Source bytes and rows that were parsed and encoded. */
  public void read(long bytes, long rowCount) {
    whole.timings().rowReadBytes().observe(bytes);
    bytesRead.add(bytes);
    rows.add(rowCount);
    whole.read(bytes, rowCount);
  }

  /** Bytes of pairs that were sorted and stored. */
  public void wrote(long bytes) {
    whole.wrote(bytes);
  }

  /** Bytes of pairs that are in the cluster. */
  public void imported(long bytes) {
    whole.imported(bytes);
  }

  /** One more chunk is encoded. */
  public void chunkDone() {
    whole.chunkDone();
  }

  /** One more engine is in the cluster. */
  public void engineDone() {
    whole.engineDone();
  }

  /** The checksums that were compared; remote is null when it was not asked for. */
  public void checksums(KvChecksum localSum, KvChecksum remoteSum) {
    local = localSum;
    remote = remoteSum;
    if (remoteSum != null) {
      reached("checksum", localSum.equals(remoteSum) ? "success" : "failure");
    }
  }

  /** The table's pairs are in; what follows is checks, which may wait for other tables. */
  public void dataDone() {
    endedNanos = System.nanoTime();
    reached("written", "success");
    reached("closed", "success");
    reached("imported", "success");
    reached("index_imported", "success");
    reached("altered_auto_inc", "success");
  }

  /** How far the indexes are that TiDB makes, 0 to 1. */
  public void indexes(double share) {
    indexes = share;
    if (share >= 1) {
      reached("index_added", "success");
    }
  }

  /** How far the indexes are that TiDB makes, 0 to 1; negative where none are to be made. */
  public double indexes() {
    return indexes;
  }

  /** Statistics were collected. */
  public void analyzed() {
    reached("analyzed", "success");
  }

  private void reached(String state, String result) {
    whole.counts().add("tables|result=" + result + "|state=" + state, 1);
  }

  /** The table is finished, well or not. */
  public void done(String how) {
    outcome = how;
    boolean failed = how.equals("failed");
    if (failed && failure == null) {
      failure = "failed; the log has the error";
    }
    boolean told = failed && remote != null && !remote.equals(local);
    if (!told) {
      reached(failed ? "invalid" : "completed", failed ? "failure" : "success");
    }
    if (endedNanos == 0) {
      endedNanos = System.nanoTime();
    }
    whole.tableDone();
  }

  /**
   * The table is finished, and not well.
   *
   * @param what for people; without values where they are hidden
   */
  public void failed(String what) {
    failure = what;
    done("failed");
  }

  /** What the table failed with; null where it did not. */
  public String failure() {
    return failure;
  }

  /** The quoted, qualified name. */
  public String name() {
    return name;
  }

  /** Bytes of the table's files. */
  public long sourceBytes() {
    return sourceBytes;
  }

  /** Source bytes parsed so far. */
  public long bytesRead() {
    return bytesRead.sum();
  }

  /** Rows so far. */
  public long rows() {
    return rows.sum();
  }

  /** Seconds from the start to the end, or till now. */
  public double seconds() {
    long end = endedNanos == 0 ? System.nanoTime() : endedNanos;
    return (end - startedNanos) / 1e9;
  }

  /** How the table ended; empty while it has not. */
  public String outcome() {
    return outcome;
  }

  /** The sum over what was encoded, or null before it was compared. */
  public KvChecksum localChecksum() {
    return local;
  }

  /** The cluster's sum, or null. */
  public KvChecksum remoteChecksum() {
    return remote;
  }
}
