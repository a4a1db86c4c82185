package io.levin.playground.tidb.txn;

import io.levin.base.Bytes;
import io.levin.playground.Cluster;
import io.levin.playground.storage.Change;
import io.levin.playground.storage.MvccCursor;
import io.levin.playground.storage.MvccStore;
import io.levin.playground.storage.VersionCursor;
import io.levin.playground.tidb.wire.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Begins transactions over a cluster and commits them. Thread-safe. */
public final class Transactions {
  private final Cluster cluster;
  private final LockTable locks = new LockTable();
  private final TableUse use = new TableUse();
  private final Object commitLock = new Object();

  /** Transactions over a cluster. */
  public Transactions(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Begins a transaction.
   *
   * @param pessimistic writes and FOR UPDATE take locks at once
   */
  public Transaction begin(boolean pessimistic) {
    return new Transaction(this, now(), pessimistic);
  }

  /** A timestamp at which everything is visible that was committed here before. */
  public long now() {
    synchronized (commitLock) {
      return cluster.newTimestamp();
    }
  }

  /** Who uses which table. */
  public TableUse tableUse() {
    return use;
  }

  LockTable locks() {
    return locks;
  }

  byte[] get(byte[] key, long ts) {
    return cluster.reader().get(key, ts);
  }

  /** The first pairs of a range that are visible at a timestamp. */
  List<Pair> scan(byte[] start, byte[] end, long ts, int limit) {
    List<Pair> pairs = new ArrayList<>(Math.min(limit, 1024));
    try (MvccCursor cursor = cluster.storage().cursor(start, end, ts)) {
      while (pairs.size() < limit && cursor.next()) {
        pairs.add(new Pair(cursor.key(), cursor.value()));
      }
    }
    return pairs;
  }

  /** When the key was last changed; 0 if never. */
  long lastCommit(byte[] key) {
    try (VersionCursor versions = cluster.storage().versions(key, MvccStore.successor(key))) {
      for (VersionCursor.Version v = versions.next(); v != null; v = versions.next()) {
        if (v.kind() == VersionCursor.Kind.PUT || v.kind() == VersionCursor.Kind.DELETE) {
          return v.commitTs();
        }
      }
    }
    return 0;
  }

  /**
   * Makes a transaction's changes visible.
   *
   * @param checked keys that must not have changed since the transaction began
   */
  void commit(Transaction transaction, Map<byte[], byte[]> changes, Iterable<byte[]> checked) {
    synchronized (commitLock) {
      for (byte[] key : checked) {
        long last = lastCommit(key);
        if (Long.compareUnsigned(last, transaction.startTs()) > 0) {
          throw writeConflict(transaction, last, key);
        }
      }
      if (!changes.isEmpty()) {
        List<Change> list = new ArrayList<>(changes.size());
        changes.forEach(
            (key, value) -> list.add(new Change(key, value == Transaction.DELETED ? null : value)));
        cluster.writer().write(list);
      }
    }
  }

  private static SqlError writeConflict(Transaction transaction, long last, byte[] key) {
    return new SqlError(
        9007,
        "Write conflict, txnStartTS="
            + transaction.startTs()
            + ", conflictStartTS="
            + last
            + ", conflictCommitTS="
            + last
            + ", key="
            + Bytes.hex(key)
            + ", reason=Optimistic [try again later]");
  }
}
