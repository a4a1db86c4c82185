package io.levin.playground.pd;

import io.levin.base.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The service safe points of the garbage collection. Thread-safe. */
public final class SafePoints {
  private static final String GC_WORKER = "gc_worker";

  private final Clock clock;
  // In the order of PD's keys: of equal safe points the first is told.
  private final Map<String, Entry> entries = new TreeMap<>();

  private record Entry(long safePoint, long untilSeconds) {}

  /**
   * The least safe point, and whose it is.
   *
   * @param service whose
   * @param safePoint timestamp
   * @param ttlSeconds how long it stays
   */
  record Minimum(String service, long safePoint, long ttlSeconds) {}

  /** A safe point that PD would refuse. */
  static final class RefusedSafePoint extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedSafePoint(String text) {
      super(text);
    }
  }

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

  /**
   * Stores a service's safe point unless the minimum is above it; a TTL up to 0 removes it.
   *
   * @throws RefusedSafePoint for a service without a name, and for a {@code gc_worker} that would
   *     end
   */
  synchronized Minimum update(String service, long ttlSeconds, long safePoint)
      throws RefusedSafePoint {
    expire();
    if (ttlSeconds <= 0) {
      if (service.equals(GC_WORKER)) {
        throw new RefusedSafePoint("cannot remove service safe point of gc_worker");
      }
      entries.remove(service);
      return minimum();
    }
    Minimum before = minimum();
    if (Long.compareUnsigned(before.safePoint(), safePoint) > 0) {
      return before;
    }
    long now = clock.millis() / 1000;
    long until = Long.MAX_VALUE - now <= ttlSeconds ? Long.MAX_VALUE : now + ttlSeconds;
    if (service.isEmpty()) {
      throw new RefusedSafePoint("service id of service safepoint cannot be empty");
    }
    if (service.equals(GC_WORKER) && until != Long.MAX_VALUE) {
      throw new RefusedSafePoint("TTL of gc_worker's service safe point must be infinity");
    }
    entries.put(service, new Entry(safePoint, until));
    return before.service().equals(service) ? minimum() : before;
  }

  private Minimum minimum() {
    Minimum least = null;
    for (Map.Entry<String, Entry> each : entries.entrySet()) {
      Entry entry = each.getValue();
      if (least == null || Long.compareUnsigned(entry.safePoint(), least.safePoint()) < 0) {
        long ttl = entry.untilSeconds() - clock.millis() / 1000;
        least = new Minimum(each.getKey(), entry.safePoint(), ttl);
      }
    }
    return least;
  }

  private void expire() {
    long now = clock.millis() / 1000;
    entries.values().removeIf(entry -> entry.untilSeconds() < now);
  }
}
