package io.levin.playground.model;

import java.util.concurrent.atomic.AtomicLong;

/** PD's allocator of ids for stores, regions and peers. Thread-safe. */
public final class Ids {
  private final AtomicLong last = new AtomicLong();

  /** An id that was never given before; the first is 1. */
  public long next() {
    return last.incrementAndGet();
  }
}
