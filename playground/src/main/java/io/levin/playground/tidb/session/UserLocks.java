package io.levin.playground.tidb.session;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Locks by name: GET_LOCK and RELEASE_LOCK. Thread-safe. */
public final class UserLocks {
  private final Map<String, Held> locks = new HashMap<>();

  private record Held(long connectionId, int times) {}

  /** Takes a lock; false when it is not free within the time. A negative time waits for ever. */
  synchronized boolean acquire(String name, long connectionId, double seconds) {
    String key = name.toLowerCase(Locale.ROOT);
    long deadline = System.nanoTime() + (long) (Math.min(seconds, 1e6) * 1e9);
    while (true) {
      Held held = locks.get(key);
      if (held == null || held.connectionId() == connectionId) {
        locks.put(key, new Held(connectionId, held == null ? 1 : held.times() + 1));
        return true;
      }
      long left = seconds < 0 ? 1000 : (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  /** Gives a lock back: 1, or 0 if it is another's, or null if it is nobody's. */
  synchronized Long release(String name, long connectionId) {
    String key = name.toLowerCase(Locale.ROOT);
    Held held = locks.get(key);
    if (held == null) {
      return null;
    }
    if (held.connectionId() != connectionId) {
      return 0L;
    }
    if (held.times() == 1) {
      locks.remove(key);
    } else {
      locks.put(key, new Held(connectionId, held.times() - 1));
    }
    notifyAll();
    return 1L;
  }

  /** Gives all locks of a connection back; returns how many there were. */
  synchronized long releaseAll(long connectionId) {
    int before = locks.size();
    locks.values().removeIf(h -> h.connectionId() == connectionId);
    notifyAll();
    return before - locks.size();
  }

  /** The connection that holds a lock, or null. */
  synchronized Long holder(String name) {
    Held held = locks.get(name.toLowerCase(Locale.ROOT));
    return held == null ? null : held.connectionId();
  }
}
