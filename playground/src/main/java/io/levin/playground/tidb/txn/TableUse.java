package io.levin.playground.tidb.txn;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * TiDB's metadata lock: a schema change of a table waits until every transaction that has used the
 * table before has ended. Thread-safe.
 */
public final class TableUse {
  private final Map<Long, Set<Transaction>> users = new HashMap<>();

  /**
   * Waits until no transaction uses the table.
   *
   * @param except a transaction that does not count, may be null
   */
  public synchronized void awaitUnused(long tableId, Transaction except)
      throws InterruptedException {
    while (true) {
      Set<Transaction> now = users.getOrDefault(tableId, Set.of());
      if (now.isEmpty() || now.size() == 1 && now.contains(except)) {
        return;
      }
      wait();
    }
  }

  synchronized void begin(long tableId, Transaction transaction) {
    users.computeIfAbsent(tableId, id -> new HashSet<>()).add(transaction);
  }

  synchronized void end(long tableId, Transaction transaction) {
    Set<Transaction> now = users.get(tableId);
    if (now != null) {
      now.remove(transaction);
      if (now.isEmpty()) {
        users.remove(tableId);
      }
    }
    notifyAll();
  }
}
