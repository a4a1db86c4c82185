package io.levin.base;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes that everything which grows with the work must acquire before it allocates.
 *
 * <p>A child budget ({@link #reserve}) is carved out of its parent once and for all, so that a
 * stage that finishes work (ingest) can never be starved by one that begins it (parsing). Waiters
 * are served in no particular order. Thread-safe.
 */
public final class MemoryBudget {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String name;
  private final long total;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private long used;
  private long reserved;
  private long peak;
  private long releases;

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
    lock.lock();
    try {
      reserved += bytes;
    } finally {
      lock.unlock();
    }
    return new MemoryBudget(childName, bytes);
  }

  /**
   * Gives a reserved part back to this budget.
   *
   * @param child what {@link #reserve} gave; it must not be used any more
   */
  public void unreserve(MemoryBudget child) {
    lock.lock();
    try {
      reserved -= child.totalBytes();
    } finally {
      lock.unlock();
    }
    release(child.totalBytes());
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
   * Waits until the bytes are free and takes them. A request larger than what is ever free is
   * granted when nothing but reserved parts is in use, so that one huge row cannot stop an import
   * for ever. So is one that has waited for a minute in which nobody gave anything back: those who
   * hold memory and wait for more would else wait for each other; a line in the log says so.
   *
   * @throws java.util.concurrent.CancellationException if cancelled while waiting
   */
  public void acquire(long bytes, Cancellation cancellation) {
    lock.lock();
    try (Cancellation.Registration ignored = cancellation.onCancel(this::wakeAll)) {
      long releasesBefore = releases;
      long patience = PATIENCE_NANOS;
      while (used > reserved && used + bytes > total) {
        cancellation.throwIfCancelled();
        patience = await(patience);
        if (releases != releasesBefore) {
          releasesBefore = releases;
          patience = PATIENCE_NANOS;
        } else if (patience <= 0) {
          LOG.warn(
              "memory budget '{}' of {} bytes: {} bytes are granted beyond it, since nothing was"
                  + " given back for a minute; {} bytes are in use",
              name,
              total,
              bytes,
              used);
          break;
        }
      }
      cancellation.throwIfCancelled();
      take(bytes);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a release; an interrupt is kept for later. */
  private long await(long nanos) {
    try {
      return released.awaitNanos(nanos);
    } catch (InterruptedException e) {
      released.awaitUninterruptibly();
      Thread.currentThread().interrupt();
      return nanos;
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
      releases++;
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
