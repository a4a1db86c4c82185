package io.levin.pd;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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
  private static final long FOR_OTHERS_MILLIS = 200;

  private record Seen(Region region, long at) {
    boolean isFresh() {
      return System.nanoTime() - at < FRESH_NANOS;
    }
  }

  private final PdClient pd;

  /** By start key. Guarded by this. */
  private final TreeMap<byte[], Seen> known = new TreeMap<>(Bytes::compare);

  /** What PD is being asked, by the key from which on. Guarded by this. */
  private final TreeMap<byte[], CompletableFuture<Void>> asked = new TreeMap<>(Bytes::compare);

  /** Asks this client. */
  public RegionsAhead(PdClient pd) {
    this.pd = pd;
  }

  /**
   * The region that holds all of a range, and has a leader; empty when there is none such. It may
   * have changed since it was seen.
   *
   * <p>Who comes while PD is asked for the same key waits for that answer; while it is asked for an
   * earlier one, for a moment, since the answer will often serve both. Nobody else is waited for.
   *
   * @param start in the form of region boundaries
   * @param end in that form; not empty
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public Optional<Region> holding(byte[] start, byte[] end, Cancellation cancellation) {
    Optional<CompletableFuture<Void>> earlier;
    synchronized (this) {
      Optional<Region> found = find(start, end);
      if (found.isPresent()) {
        return found;
      }
      earlier = Optional.ofNullable(asked.lowerEntry(start)).map(question -> question.getValue());
    }
    earlier.ifPresent(
        question ->
            await(
                question.copy().completeOnTimeout(null, FOR_OTHERS_MILLIS, TimeUnit.MILLISECONDS),
                cancellation));
    CompletableFuture<Void> own = new CompletableFuture<>();
    CompletableFuture<Void> same;
    synchronized (this) {
      Optional<Region> found = find(start, end);
      if (found.isPresent()) {
        return found;
      }
      same = asked.putIfAbsent(start, own);
    }
    if (same != null) {
      await(same.copy(), cancellation);
    } else {
      try {
        ask(start, cancellation);
      } finally {
        synchronized (this) {
          asked.remove(start);
        }
        own.complete(null);
      }
    }
    synchronized (this) {
      return find(start, end);
    }
  }

  private static void await(CompletableFuture<Void> answer, Cancellation cancellation) {
    try (Cancellation.Registration ignored = cancellation.onCancel(() -> answer.complete(null))) {
      answer.join();
    }
    cancellation.throwIfCancelled();
  }

  private void ask(byte[] start, Cancellation cancellation) {
    long now = System.nanoTime();
    List<Region> regions = pd.scanRegions(start, new byte[0], AT_A_TIME, cancellation);
    synchronized (this) {
      if (known.size() > MOST_KNOWN) {
        known.clear();
      }
      for (Region region : regions) {
        known.put(region.startKey(), new Seen(region, now));
      }
    }
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
