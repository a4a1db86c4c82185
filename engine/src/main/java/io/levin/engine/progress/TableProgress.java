package io.levin.engine.progress;

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
  private volatile long endedNanos;
  private volatile KvChecksum local;
  private volatile KvChecksum remote;
  private volatile String outcome = "";

  TableProgress(Progress whole, String name, long sourceBytes) {
    this.whole = whole;
    this.name = name;
    this.sourceBytes = sourceBytes;
  }

  /** The table's turn has come; time counts from here. */
  public void started() {
    startedNanos = System.nanoTime();
  }

  /** Source bytes and rows that were parsed and encoded. */
  public void read(long bytes, long rowCount) {
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
  }

  /** The table's pairs are in; what follows is checks, which may wait for other tables. */
  public void dataDone() {
    endedNanos = System.nanoTime();
  }

  /** The table is finished, well or not. */
  public void done(String how) {
    outcome = how;
    if (endedNanos == 0) {
      endedNanos = System.nanoTime();
    }
    whole.tableDone();
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
