package io.levin.playground.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a client did that a real TiKV takes to its harm: a process that dies, or data that is
 * silently wrong. A cluster with a panic has failed its test. Thread-safe.
 */
public final class Panics {
  private final List<String> all = new ArrayList<>();
  private final Consumer<String> listener;

  /**
   * An empty list.
   *
   * @param listener told of each panic at once
   */
  public Panics(Consumer<String> listener) {
    this.listener = listener;
  }

  /** Records one. */
  public void add(String what) {
    synchronized (this) {
      all.add(what);
    }
    listener.accept(what);
  }

  /** All so far. */
  public synchronized List<String> all() {
    return List.copyOf(all);
  }
}
