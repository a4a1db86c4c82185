package io.levin.engine.progress;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters by name. They only grow. Thread-safe. */
public final class Counts {
  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

  /** Adds to a counter. */
  void add(String name, long more) {
    counters.computeIfAbsent(name, unused -> new LongAdder()).add(more);
  }

  /** All counters, in the order of their names. */
  public Map<String, Long> values() {
    Map<String, Long> result = new TreeMap<>();
    counters.forEach((name, counter) -> result.put(name, counter.sum()));
    return result;
  }
}
