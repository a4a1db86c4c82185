package io.levin.base;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Serves requests of many threads together: those that come while others are being served wait, and
 * are then served all at once, by the thread that has waited longest. So a request that comes alone
 * is served at once, and the busier it is, the fewer rounds there are. Thread-safe.
 *
 * @param <Q> a request, which also takes its answer
 */
public final class GroupedRequests<Q> {
  /** A round so soon behind another one says that there is much to do. */
  private static final long BUSY_NANOS = 100_000_000L;

  private final int most;
  private final long gatherMillis;
  private final Consumer<List<Q>> server;

  // Guarded by this. While somebody serves, its own entry is the first.
  private final Deque<Entry<Q>> waiting = new ArrayDeque<>();
  private boolean busy;
  private long lastEnd = System.nanoTime() - BUSY_NANOS;
  private int lastRound = 1;

  /**
   * @param most requests that are served at a time
   * @param gatherMillis how long further requests are waited for when one round follows another
   *     that served several; one that comes behind a pause, or alone like the one before, is served
   *     at once
   * @param server answers all of a list; when it throws, that is what each of them gets
   */
  public GroupedRequests(int most, long gatherMillis, Consumer<List<Q>> server) {
    this.most = most;
    this.gatherMillis = gatherMillis;
    this.server = server;
  }

  /**
   * Returns when the request was served; not disturbed by interrupts.
   *
   * @throws RuntimeException what the server threw for the requests that were served with this one
   */
  public void serve(Q request) {
    Entry<Q> own = new Entry<>(request);
    boolean first;
    synchronized (this) {
      waiting.add(own);
      first = !busy;
      busy = true;
      // Somebody may wait for more.
      notifyAll();
    }
    if (first || own.awaitTurn()) {
      serveAll();
    }
    own.throwFailure();
  }

  /** Waits a little for others, unless there was nothing to do just now or nobody else came. */
  private synchronized void gather() {
    boolean alone = lastRound == 1 && waiting.size() == 1;
    if (gatherMillis == 0 || alone || System.nanoTime() - lastEnd >= BUSY_NANOS) {
      return;
    }
    long end = System.nanoTime() + gatherMillis * 1_000_000;
    boolean interrupted = false;
    long left = gatherMillis;
    while (left > 0 && waiting.size() < most) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = (end - System.nanoTime() + 999_999) / 1_000_000;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void serveAll() {
    gather();
    List<Entry<Q>> round = new ArrayList<>();
    List<Q> requests = new ArrayList<>();
    synchronized (this) {
      while (!waiting.isEmpty() && round.size() < most) {
        Entry<Q> entry = waiting.poll();
        round.add(entry);
        requests.add(entry.request);
      }
    }
    Throwable failure = null;
    try {
      server.accept(requests);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    Entry<Q> next;
    synchronized (this) {
      next = waiting.peek();
      busy = next != null;
      lastEnd = System.nanoTime();
      lastRound = round.size();
    }
    if (next != null) {
      next.end(Entry.TURN, null);
    }
    for (Entry<Q> entry : round) {
      entry.end(Entry.SERVED, failure);
    }
  }

  private static final class Entry<Q> {
    private static final int WAITS = 0;
    private static final int TURN = 1;
    private static final int SERVED = 2;

    private final Q request;
    // Guarded by this.
    private int state = WAITS;
    private Throwable failure;

    Entry(Q request) {
      this.request = request;
    }

    /** Waits; true when this thread has to serve, false when another one has. */
    synchronized boolean awaitTurn() {
      boolean interrupted = false;
      while (state == WAITS) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return state == TURN;
    }

    synchronized void end(int newState, Throwable newFailure) {
      state = newState;
      failure = newFailure;
      notifyAll();
    }

    synchronized void throwFailure() {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }
}
