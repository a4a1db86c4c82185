package io.levin.base;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes that everything which grows with the work must acquire before it allocates.
 *
 * <p>Nobody can wait for ever, by two rules. Waiters are served in the order in which they came, so
 * that a large request is not overtaken again and again. And who holds bytes of a budget never
 * waits for more of the same one: what a stage holds while it works and what it needs for the work
 * come from different children ({@link #reserve}), which are carved out of their parent once and
 * for all and acquired in one order everywhere. So a stage that finishes work (ingest) can never be
 * starved by one that begins it (parsing). Thread-safe.
 */
public final class MemoryBudget {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);
  private static final long REPORT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String name;
  private final long total;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Object> waiters = new ArrayDeque<>();
  private long used;
  private long reserved;
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

  /** Takes bytes if they are free now and nobody waits for them. */
  public boolean tryAcquire(long bytes) {
    lock.lock();
    try {
      if (!waiters.isEmpty() || used + bytes > total) {
        return false;
      }
      take(bytes);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the bytes are free and all who came before were served, and takes them. A request
   * larger than what is ever free is granted when nothing but reserved parts is in use, so that one
   * huge row cannot stop an import for ever. The caller must hold nothing of this budget. Long
   * waits are told in the log.
   *
   * @throws java.util.concurrent.CancellationException if cancelled while waiting
   */
  public void acquire(long bytes, Cancellation cancellation) {
    lock.lock();
    try {
      if (!waiters.isEmpty() || !fits(bytes)) {
        awaitTurn(bytes, cancellation);
      }
      cancellation.throwIfCancelled();
      take(bytes);
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(long bytes) {
    return used <= reserved || used + bytes <= total;
  }

  /** Waits to be the first of all waiters and to find enough free. */
  private void awaitTurn(long bytes, Cancellation cancellation) {
    Object turn = new Object();
    waiters.add(turn);
    long since = System.nanoTime();
    long reported = since;
    boolean interrupted = false;
    try (Cancellation.Registration ignored = cancellation.onCancel(this::wakeAll)) {
      while (waiters.peek() != turn || !fits(bytes)) {
        cancellation.throwIfCancelled();
        try {
          changed.awaitNanos(REPORT_NANOS);
        } catch (InterruptedException e) {
          // Kept for later. What was waited for may have come with it, so it is looked at again.
          interrupted = true;
        }
        if (System.nanoTime() - reported > REPORT_NANOS) {
          reported = System.nanoTime();
          LOG.info(
              "waiting for memory since {} s: {} bytes of budget '{}', of which {} of {} bytes are"
                  + " in use",
              TimeUnit.NANOSECONDS.toSeconds(reported - since),
              bytes,
              name,
              used,
              total);
        }
      }
    } finally {
      waiters.remove(turn);
      // The next one may find enough as well, or is the first one now.
      changed.signalAll();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
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
      changed.signalAll();
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
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
