package io.levin.engine.ingest;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A bounded pool whose tasks may fail: the first failure of a batch is thrown to the one who waits
 * for the batch. Thread-safe.
 */
public final class Workers implements AutoCloseable {
  private final ExecutorService pool;
  private final int size;

  /**
   * @param name of the threads
   * @param size how many tasks run at a time
   */
  public Workers(String name, int size) {
    AtomicInteger number = new AtomicInteger();
    this.size = size;
    this.pool =
        Executors.newFixedThreadPool(
            size,
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** How many tasks run at a time. */
  public int size() {
    return size;
  }

  /** How many more could run now. */
  public int idle() {
    return pool instanceof ThreadPoolExecutor threads ? size - threads.getActiveCount() : size;
  }

  /** Runs a task at some time; it must handle its failures. */
  public void submit(Runnable task) {
    pool.execute(task);
  }

  /**
   * Runs all tasks, at most {@code concurrency} of them at a time, and waits for them.
   *
   * @throws RuntimeException the first failure, after all that had begun have ended
   */
  public void runAll(List<Runnable> tasks, int concurrency) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    int runners = Math.max(1, Math.min(Math.min(concurrency, size), tasks.size()));
    CountDownLatch ended = new CountDownLatch(runners);
    for (int i = 0; i < runners; i++) {
      pool.execute(
          () -> {
            try {
              for (int n = next.getAndIncrement();
                  n < tasks.size() && failure.get() == null;
                  n = next.getAndIncrement()) {
                tasks.get(n).run();
              }
            } catch (Throwable t) {
              failure.compareAndSet(null, t);
            } finally {
              ended.countDown();
            }
          });
    }
    await(ended);
    rethrow(failure.get());
  }

  /** Throws what a task threw, as it is where that is possible. */
  public static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  /** Waits without being disturbed by interrupts. */
  public static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the threads once their tasks are done. */
  @Override
  public void close() {
    pool.shutdown();
    try {
      pool.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
