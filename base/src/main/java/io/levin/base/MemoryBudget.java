package io.levin.base;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes that everything which grows with the work must acquire before it allocates.
 *
 * <p>A child budget ({@link #reserve}) is carved out of its parent once and for all, so that a
 * stage that finishes work (ingest) can never be starved by one that begins it (parsing). Waiters
 * are served in no particular order. Thread-safe.
 */
public final class MemoryBudget {
  private final String name;
  private final long total;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private long used;
  private long peak;

  /**
   * @param name for messages
   * @param totalBytes how much may be in use at a time
   */
  public MemoryBudget(String name, long totalBytes) {
    if (totalBytes <= 0) {
      throw new IllegalArgumentException("memory budget '" + name + "' must be positive");
    }
    this.name = name;
    this.total = totalBytes;
  }

  /** The whole budget, in bytes. */
  public long totalBytes() {
    return total;
  }

  /** Bytes in use now. */
  public long usedBytes() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  /** The most bytes that were in use at a time. */
  public long peakBytes() {
    lock.lock();
    try {
      return peak;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a part of this budget for good and gives it a name of its own.
   *
   * @throws IllegalStateException if so much is not free now
   */
  public MemoryBudget reserve(String childName, long bytes) {
    if (!tryAcquire(bytes)) {
      throw new IllegalStateException(
          "memory budget '"
              + name
              + "' of "
              + total
              + " bytes has no "
              + bytes
              + " bytes for '"
              + childName
              + "'");
    }
    return new MemoryBudget(childName, bytes);
  }

  /** Takes bytes if they are free now. */
  public boolean tryAcquire(long bytes) {
    lock.lock();
    try {
      if (used + bytes > total) {
        return false;
      }
      take(bytes);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the bytes are free and takes them. A request larger than the whole budget is
   * granted when nothing else is in use, so that one huge row cannot stop an import for ever.
   *
   * @throws java.util.concurrent.CancellationException if cancelled while waiting
   */
  public void acquire(long bytes, Cancellation cancellation) {
    lock.lock();
    try (Cancellation.Registration ignored = cancellation.onCancel(this::wakeAll)) {
      while (used > 0 && used + bytes > total) {
        cancellation.throwIfCancelled();
        released.awaitUninterruptibly();
      }
      cancellation.throwIfCancelled();
      take(bytes);
    } finally {
      lock.unlock();
    }
  }

  /** Gives bytes back. */
  public void release(long bytes) {
    lock.lock();
    try {
      if (bytes > used) {
        throw new IllegalStateException("memory budget '" + name + "' released twice");
      }
      used -= bytes;
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void take(long bytes) {
    used += bytes;
    peak = Math.max(peak, used);
  }

  private void wakeAll() {
    lock.lock();
    try {
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
