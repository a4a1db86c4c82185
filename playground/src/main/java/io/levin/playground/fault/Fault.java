package io.levin.playground.fault;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A rule in force. Thread-safe. */
public final class Fault {
  private final String text;
  private final CallMatch match;
  private final FaultAction action;
  private final AtomicInteger seen = new AtomicInteger();
  private final AtomicInteger hits = new AtomicInteger();
  private final CountDownLatch removed = new CountDownLatch(1);

  Fault(String text, CallMatch match, FaultAction action) {
    this.text = text;
    this.match = match;
    this.action = action;
  }

  /** How often it struck. */
  public int hits() {
    return hits.get();
  }

  /** Takes it out of force; calls that it holds back go on. */
  public void remove() {
    removed.countDown();
  }

  /** The rule's text. */
  @Override
  public String toString() {
    return text;
  }

  FaultAction action() {
    return action;
  }

  boolean isRemoved() {
    return removed.getCount() == 0;
  }

  boolean awaitRemoval(long millis) throws InterruptedException {
    return removed.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Counts a moment that is covered; true when the rule strikes. */
  boolean strikes(CallPoint point, double dice) {
    if (isRemoved() || !match.covers(point)) {
      return false;
    }
    int n = seen.incrementAndGet();
    if (n < match.nth() || n - match.nth() >= match.times() || dice >= match.probability()) {
      return false;
    }
    hits.incrementAndGet();
    return true;
  }
}
