package io.levin.pd;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Regions that PD told together with those that were asked for. Small tables lie one behind the
 * other and are imported and checked in that order, so that one question serves many of them. What
 * is known is trusted for a moment only; a region that has changed meanwhile is looked up anew by
 * whoever is refused there, as one that changes behind any other look. Thread-safe.
 */
public final class RegionsAhead {
  private static final int AT_A_TIME = 64;
  private static final int MOST_KNOWN = 4_096;
  private static final long FRESH_NANOS = 2_000_000_000L;

  private record Seen(Region region, long at) {
    boolean isFresh() {
      return System.nanoTime() - at < FRESH_NANOS;
    }
  }

  private final PdClient pd;

  /** By start key. Guarded by this. */
  private final TreeMap<byte[], Seen> known = new TreeMap<>(Bytes::compare);

  /** Asks this client. */
  public RegionsAhead(PdClient pd) {
    this.pd = pd;
  }

  /**
   * The region that holds all of a range, and has a leader; empty when there is none such. It may
   * have changed since it was seen.
   *
   * @param start in the form of region boundaries
   * @param end in that form; not empty
   */
  public synchronized Optional<Region> holding(
      byte[] start, byte[] end, Cancellation cancellation) {
    Optional<Region> found = find(start, end);
    if (found.isPresent()) {
      return found;
    }
    if (known.size() > MOST_KNOWN) {
      known.clear();
    }
    long now = System.nanoTime();
    // Those who come meanwhile want the same, or one of the next.
    for (Region region : pd.scanRegions(start, new byte[0], AT_A_TIME, cancellation)) {
      known.put(region.startKey(), new Seen(region, now));
    }
    return find(start, end);
  }

  private Optional<Region> find(byte[] start, byte[] rangeEnd) {
    Map.Entry<byte[], Seen> before = known.floorEntry(start);
    if (before == null || !before.getValue().isFresh()) {
      return Optional.empty();
    }
    Region region = before.getValue().region();
    byte[] end = region.endKey();
    boolean holds = end.length == 0 || Bytes.compare(rangeEnd, end) <= 0;
    return holds && region.leader() != null ? Optional.of(region) : Optional.empty();
  }
}
