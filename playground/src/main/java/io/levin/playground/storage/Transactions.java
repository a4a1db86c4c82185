package io.levin.playground.storage;

import io.levin.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The locks of running transactions and the two phases of their commit, without pessimistic locks,
 * asynchronous commit or one-phase commit. Thread-safe.
 */
public final class Transactions {
  private final MvccStore store;
  private final TreeMap<byte[], Lock> locks = new TreeMap<>(Bytes::compare);

  /** No locks. */
  public Transactions(MvccStore store) {
    this.store = store;
  }

  /** What a transaction will do to a key. */
  public enum Kind {
    /** Set it. */
    PUT,
    /** Delete it. */
    DELETE,
    /** Leave it. */
    LOCK
  }

  /**
   * A lock on a key.
   *
   * @param key raw key
   * @param primary raw key that decides about the transaction
   * @param startTs when the transaction began
   * @param ttlMillis how long the lock lives
   * @param kind what it will do
   * @param value new value of a put, else null
   */
  public record Lock(
      byte[] key, byte[] primary, long startTs, long ttlMillis, Kind kind, byte[] value) {
    /** Only a put has a value: an empty one would be a new value too. */
    public Lock {
      value = kind == Kind.PUT ? value : null;
    }
  }

  /** A change that cannot be made now. */
  public sealed interface Refusal {
    /** Somebody else holds the key. */
    record Locked(Lock by) implements Refusal {}

    /** Somebody committed after this transaction began. */
    record Conflict(byte[] key, long conflictStartTs, long conflictCommitTs) implements Refusal {}

    /** An insert found the key. */
    record Exists(byte[] key) implements Refusal {}

    /** There is no lock of this transaction (any more). */
    record NotFound(byte[] key) implements Refusal {}
  }

  /** A lock that a reader at this timestamp must wait for, or null; the range is of raw keys. */
  public synchronized Lock blocking(byte[] startRaw, byte[] endRaw, long ts) {
    NavigableMap<byte[], Lock> range = locks.tailMap(startRaw, true);
    for (Lock lock : range.values()) {
      if (endRaw.length > 0 && Bytes.compare(lock.key(), endRaw) >= 0) {
        return null;
      }
      if (lock.kind() != Kind.LOCK && Long.compareUnsigned(lock.startTs(), ts) <= 0) {
        return lock;
      }
    }
    return null;
  }

  /** The lock on a key, or null. */
  public synchronized Lock on(byte[] key) {
    return locks.get(key);
  }

  /**
   * Locks a key.
   *
   * @param mustBeAbsent true for an insert
   * @return null when it is locked now, by this transaction
   */
  public synchronized Refusal prewrite(Lock wanted, boolean mustBeAbsent) {
    Lock held = locks.get(wanted.key());
    if (held != null && held.startTs() != wanted.startTs()) {
      return new Refusal.Locked(held);
    }
    try (VersionCursor versions = store.versions(wanted.key(), MvccStore.successor(wanted.key()))) {
      VersionCursor.Version newest = versions.next();
      if (newest != null && Long.compareUnsigned(newest.commitTs(), wanted.startTs()) >= 0) {
        return new Refusal.Conflict(wanted.key(), newest.startTs(), newest.commitTs());
      }
    }
    if (mustBeAbsent && store.get(wanted.key(), wanted.startTs()) != null) {
      return new Refusal.Exists(wanted.key());
    }
    locks.put(wanted.key(), wanted);
    return null;
  }

  /** Makes the change of a locked key visible; null when it is, now or since before. */
  public synchronized Refusal commit(byte[] key, long startTs, long commitTs) {
    Lock lock = locks.get(key);
    if (lock == null || lock.startTs() != startTs) {
      return commitTsOf(key, startTs) > 0 ? null : new Refusal.NotFound(key);
    }
    if (lock.kind() == Kind.LOCK) {
      store.mark(key, WriteRecord.LOCK, startTs, commitTs);
    } else {
      store.commit(key, lock.value(), startTs, commitTs);
    }
    locks.remove(key);
    return null;
  }

  /** Takes a lock back and leaves a mark, so that a late prewrite of the transaction fails. */
  public synchronized void rollback(byte[] key, long startTs) {
    Lock lock = locks.get(key);
    if (lock != null && lock.startTs() == startTs) {
      locks.remove(key);
    }
    if (commitTsOf(key, startTs) == 0) {
      store.mark(key, WriteRecord.ROLLBACK, startTs, startTs);
    }
  }

  /** When a transaction committed a key, 0 when it did not. */
  public synchronized long commitTsOf(byte[] key, long startTs) {
    try (VersionCursor versions = store.versions(key, MvccStore.successor(key))) {
      for (VersionCursor.Version v = versions.next(); v != null; v = versions.next()) {
        if (v.startTs() == startTs && v.kind() != VersionCursor.Kind.ROLLBACK) {
          return v.commitTs();
        }
      }
    }
    return 0;
  }

  /** Keys that a transaction holds. */
  public synchronized List<byte[]> heldBy(long startTs) {
    List<byte[]> held = new ArrayList<>();
    locks.values().stream().filter(l -> l.startTs() == startTs).forEach(l -> held.add(l.key()));
    return held;
  }
}
