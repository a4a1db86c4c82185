package io.levin.base;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The one wish to stop of an import, passed explicitly to everything that waits or loops.
 *
 * <p>A cancellation happens at most once and is never taken back; the first reason stays. Workers
 * ask {@link #throwIfCancelled()} between units of work and use {@link #sleep} for waiting. No
 * thread is interrupted, because an interrupt closes the file channel of a thread that writes.
 *
 * <p>Thread-safe.
 */
public final class Cancellation {
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final List<Runnable> actions = new ArrayList<>();
  private volatile Throwable reason;

  /**
   * Asks everyone to stop. Later calls have no effect.
   *
   * @param why the failure or signal that caused it; never null
   */
  public void cancel(Throwable why) {
    List<Runnable> toRun;
    synchronized (actions) {
      if (reason != null) {
        return;
      }
      reason = why;
      toRun = List.copyOf(actions);
      actions.clear();
      cancelled.countDown();
    }
    runAll(toRun);
  }

  /** One action that fails keeps no other from being told. */
  private static void runAll(List<Runnable> toRun) {
    RuntimeException first = null;
    for (Runnable action : toRun) {
      try {
        action.run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** True once {@link #cancel} was called. */
  public boolean isCancelled() {
    return reason != null;
  }

  /** Why, or null while not cancelled. */
  public Throwable reason() {
    return reason;
  }

  /**
   * Returns at once while nobody wants to stop.
   *
   * @throws CancellationException with the reason as its cause, once cancelled
   */
  public void throwIfCancelled() {
    Throwable why = reason;
    if (why != null) {
      CancellationException e = new CancellationException("cancelled: " + why.getMessage());
      e.initCause(why);
      throw e;
    }
  }

  /**
   * Waits for the given time or until cancelled.
   *
   * @throws CancellationException if cancelled before or during the wait
   */
  public void sleep(long millis) {
    boolean interrupted = false;
    try {
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      while (true) {
        try {
          cancelled.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    throwIfCancelled();
  }

  /**
   * Runs an action on cancellation, on the cancelling thread; at once when cancelled already.
   *
   * @return closes the registration without running the action
   */
  public Registration onCancel(Runnable action) {
    synchronized (actions) {
      if (reason == null) {
        actions.add(action);
        return () -> {
          synchronized (actions) {
            actions.remove(action);
          }
        };
      }
    }
    action.run();
    return () -> {};
  }

  /** A registered action; closing it takes the action back. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
