package io.levin.playground.pd;

import io.levin.base.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** The service safe points of the garbage collection. Thread-safe. */
public final class SafePoints {
  private static final String GC_WORKER = "gc_worker";
  private static final long FOREVER_SECONDS = 9_223_372_036L;

  private final Clock clock;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Entry(long safePoint, long untilSeconds) {}

  /**
   * The least safe point, and whose it is.
   *
   * @param service whose
   * @param safePoint timestamp
   * @param ttlSeconds how long it stays
   */
  record Minimum(String service, long safePoint, long ttlSeconds) {}

  SafePoints(Clock clock) {
    this.clock = clock;
    entries.put(GC_WORKER, new Entry(0, Long.MAX_VALUE));
  }

  /** Safe points by service, {@code gc_worker} included. */
  public synchronized Map<String, Long> all() {
    expire();
    Map<String, Long> all = new LinkedHashMap<>();
    entries.forEach((service, entry) -> all.put(service, entry.safePoint()));
    return all;
  }

  /** Lets the garbage collection get ahead, as TiDB's worker does. */
  public synchronized void advance(long safePoint) {
    entries.put(GC_WORKER, new Entry(safePoint, Long.MAX_VALUE));
  }

  /** Stores a service's safe point unless the minimum is above it; a TTL up to 0 removes it. */
  synchronized Minimum update(String service, long ttlSeconds, long safePoint) {
    expire();
    if (ttlSeconds <= 0) {
      entries.remove(service);
    } else if (Long.compareUnsigned(minimum().safePoint(), safePoint) <= 0) {
      long now = clock.millis() / 1000;
      long until = ttlSeconds > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + ttlSeconds;
      entries.put(service, new Entry(safePoint, until));
    }
    return minimum();
  }

  private Minimum minimum() {
    Minimum least = null;
    for (Map.Entry<String, Entry> each : entries.entrySet()) {
      Entry entry = each.getValue();
      if (least == null || Long.compareUnsigned(entry.safePoint(), least.safePoint()) < 0) {
        long ttl =
            entry.untilSeconds() == Long.MAX_VALUE
                ? FOREVER_SECONDS
                : entry.untilSeconds() - clock.millis() / 1000;
        least = new Minimum(each.getKey(), entry.safePoint(), ttl);
      }
    }
    return least;
  }

  private void expire() {
    long now = clock.millis() / 1000;
    entries.values().removeIf(entry -> entry.untilSeconds() <= now);
  }
}
