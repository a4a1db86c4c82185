package io.levin.playground.model;

import com.google.protobuf.ByteString;
import io.levin.base.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The regions as PD sees them: each change arrives after a delay, or not while frozen. Thread-safe.
 *
 * <p>Changes that are due are taken over when somebody looks, so no thread is needed.
 */
public final class PdView {
  private final Clock clock;
  private final RegionMap map = new RegionMap();
  private final Deque<Heartbeat> onTheWay = new ArrayDeque<>();
  private long delayMillis;
  private long frozenUntil;
  private long leaderlessUntil;
  private final Set<Long> pending = new HashSet<>();

  private record Heartbeat(long due, RegionChange change) {}

  /**
   * A view that learns of each change this long after it.
   *
   * @param delayMillis 0 for at once
   */
  public PdView(Regions regions, Clock clock, long delayMillis) {
    this.clock = clock;
    regions.onChange(this::hear);
    this.delayMillis = delayMillis;
    frozenUntil = 0;
    catchUp();
  }

  /** The region of an encoded key, or null where PD knows none. */
  public synchronized Region at(ByteString key) {
    catchUp();
    return known(map.at(key));
  }

  /** The region that ends where the one of this key begins, or null. */
  public synchronized Region before(ByteString key) {
    catchUp();
    return known(map.before(key));
  }

  /** The region with this id, or null while PD has not heard of it. */
  public synchronized Region byId(long id) {
    catchUp();
    return known(map.byId(id));
  }

  /**
   * Regions in key order, the first one being the one that contains start.
   *
   * @param end encoded, exclusive; empty for the end of the key space
   * @param limit none when not positive
   */
  public synchronized List<Region> scan(ByteString start, ByteString end, int limit) {
    catchUp();
    return map.scan(start, end, limit).stream().map(this::known).toList();
  }

  /** Changes the delay of later changes. */
  public synchronized void delay(long millis) {
    delayMillis = millis;
  }

  /** Learns nothing for this long. */
  public synchronized void freeze(long millis) {
    catchUp();
    frozenUntil = millis == Long.MAX_VALUE ? millis : clock.millis() + millis;
  }

  /** Ends a freeze; what was missed arrives at once. */
  public synchronized void thaw() {
    frozenUntil = 0;
  }

  /** Forgets who leads, as after a restart of PD, until the heartbeats of all regions came. */
  public synchronized void forgetLeaders(long millis) {
    leaderlessUntil = clock.millis() + millis;
  }

  /** Marks all peers of a store as pending in every answer, or takes that back. */
  public synchronized void setPending(long storeId, boolean isPending) {
    if (isPending) {
      pending.add(storeId);
    } else {
      pending.remove(storeId);
    }
  }

  /** The peers of a region that PD takes for behind. */
  public synchronized List<Peer> pendingPeers(Region region) {
    return region.peers().stream().filter(p -> pending.contains(p.storeId())).toList();
  }

  private synchronized void hear(RegionChange change) {
    onTheWay.add(new Heartbeat(clock.millis() + delayMillis, change));
  }

  private void catchUp() {
    long now = clock.millis();
    if (now < frozenUntil) {
      return;
    }
    while (!onTheWay.isEmpty() && onTheWay.peek().due() <= now) {
      RegionChange change = onTheWay.poll().change();
      change.removed().forEach(map::remove);
      change.present().forEach(map::put);
    }
  }

  private Region known(Region region) {
    return region != null && clock.millis() < leaderlessUntil ? region.withLeader(0) : region;
  }
}
