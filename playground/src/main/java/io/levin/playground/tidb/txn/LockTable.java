package io.levin.playground.tidb.txn;

import io.levin.playground.tidb.wire.SqlError;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Which transaction holds which key. Waits end by release, time-out or deadlock. Thread-safe. */
final class LockTable {
  private final Map<byte[], Transaction> owners = new TreeMap<>(Arrays::compareUnsigned);
  private final Map<Transaction, Transaction> waitsFor = new HashMap<>();

  /**
   * Takes the lock of a key, waiting for it if need be.
   *
   * @param waitMillis how long at most; 0 for not at all
   * @return true if it was free or taken by another before, false if the transaction had it already
   * @throws SqlError 1205 after the wait, 1213 when waiting would never end, 3572 without a wait
   */
  synchronized boolean lock(Transaction transaction, byte[] key, long waitMillis) {
    long deadline = System.nanoTime() + waitMillis * 1_000_000;
    while (true) {
      Transaction owner = owners.get(key);
      if (owner == null) {
        owners.put(key, transaction);
        return true;
      }
      if (owner == transaction) {
        return false;
      }
      if (waitMillis == 0) {
        throw new SqlError(
            3572,
            "Statement aborted because lock(s) could not be acquired immediately and NOWAIT is"
                + " set.");
      }
      if (waitsForever(transaction, owner)) {
        throw new SqlError(
            1213, "Deadlock found when trying to get lock; try restarting transaction");
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SqlError(1205, "Lock wait timeout exceeded; try restarting transaction");
      }
      waitsFor.put(transaction, owner);
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SqlError(1317, "Query execution was interrupted", e);
      } finally {
        waitsFor.remove(transaction);
      }
    }
  }

  /** Gives up one key. */
  synchronized void release(Transaction transaction, Iterable<byte[]> keys) {
    for (byte[] key : keys) {
      owners.remove(key, transaction);
    }
    notifyAll();
  }

  private boolean waitsForever(Transaction self, Transaction owner) {
    for (Transaction next = owner; next != null; next = waitsFor.get(next)) {
      if (next == self) {
        return true;
      }
    }
    return false;
  }
}
