package io.levin.playground.model;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The regions as they are: what TiKV's leaders know. PD ({@link PdView}) and the stores ({@link
 * LocalRegions}) hear of every change and may lag behind.
 *
 * <p>Thread-safe; changes happen one at a time.
 */
public final class Regions {
  private final RegionMap map = new RegionMap();
  private final Ids ids;
  private final List<Consumer<RegionChange>> listeners = new ArrayList<>();
  private final Map<Long, Size> sizes = new HashMap<>();

  /**
   * How much was ingested into a region.
   *
   * @param bytes keys and values
   * @param pairs number of pairs
   */
  public record Size(long bytes, long pairs) {
    static final Size ZERO = new Size(0, 0);

    Size plus(Size other) {
      return new Size(bytes + other.bytes, pairs + other.pairs);
    }

    Size share(int parts) {
      return new Size(bytes / parts, pairs / parts);
    }
  }

  /** One region over the whole key space with a peer on each of the given stores. */
  public Regions(Ids ids, List<Long> voterStores, List<Long> learnerStores) {
    this.ids = ids;
    List<Peer> peers = new ArrayList<>();
    long regionId = ids.next();
    voterStores.forEach(store -> peers.add(new Peer(ids.next(), store, false)));
    learnerStores.forEach(store -> peers.add(new Peer(ids.next(), store, true)));
    map.put(
        new Region(
            regionId,
            ByteString.EMPTY,
            ByteString.EMPTY,
            peers.size(),
            1,
            peers,
            peers.get(0).id()));
  }

  synchronized void onChange(Consumer<RegionChange> listener) {
    listeners.add(listener);
    listener.accept(new RegionChange(List.of(), map.all()));
  }

  /** The region of an encoded key. */
  public synchronized Region at(ByteString encodedKey) {
    return map.at(encodedKey);
  }

  /** The region with this id, or null. */
  public synchronized Region byId(long id) {
    return map.byId(id);
  }

  /**
   * A region and those that were split off from it since an older version of it: its neighbors to
   * the left, because the last part keeps the id.
   */
  public synchronized List<Region> withSplitOff(Region region, long olderVersion) {
    List<Region> found = new ArrayList<>();
    found.add(region);
    Region left = region;
    for (long n = region.version() - olderVersion; n > 0; n--) {
      left = map.before(left.start());
      if (left == null) {
        break;
      }
      found.add(left);
    }
    return found;
  }

  /** All regions in key order. */
  public synchronized List<Region> all() {
    return map.all();
  }

  /** What was ingested into a region. */
  public synchronized Size size(long id) {
    return sizes.getOrDefault(id, Size.ZERO);
  }

  /** Adds to what was ingested into a region. */
  public synchronized void grow(long id, long bytes, long pairs) {
    sizes.merge(id, new Size(bytes, pairs), Size::plus);
  }

  /**
   * Splits a region; the last part keeps the id, every part stays on the same stores and is led
   * from the same store. Keys that are equal to its start, outside, or repeated are left out.
   *
   * @param encodedKeys where the new regions begin
   * @return all parts in key order; the region alone when no key is left
   * @throws IllegalArgumentException if there is no such region
   */
  public synchronized List<Region> split(long id, List<ByteString> encodedKeys) {
    Region region = known(id);
    TreeSet<ByteString> cuts = new TreeSet<>(Region.KEY_ORDER);
    for (ByteString key : encodedKeys) {
      if (region.contains(key) && !key.equals(region.start())) {
        cuts.add(key);
      }
    }
    if (cuts.isEmpty()) {
      return List.of(region);
    }
    long version = region.version() + cuts.size();
    Size share = size(id).share(cuts.size() + 1);
    List<Region> parts = new ArrayList<>();
    ByteString start = region.start();
    for (ByteString cut : cuts) {
      parts.add(sibling(region, start, cut, version));
      start = cut;
    }
    parts.add(region.withRange(start, region.end(), version));
    for (Region part : parts) {
      sizes.put(part.id(), share);
    }
    apply(new RegionChange(List.of(), parts));
    return parts;
  }

  /**
   * Merges a region into its right neighbor, or into the left one when it is the last. The neighbor
   * keeps its id.
   *
   * @return the merged region, or null when there is no neighbor
   */
  public synchronized Region merge(long sourceId) {
    Region source = known(sourceId);
    Region target = source.end().isEmpty() ? map.before(source.start()) : map.at(source.end());
    if (target == null) {
      return null;
    }
    boolean sourceFirst = source.end().equals(target.start()) && !source.end().isEmpty();
    Region merged =
        target.withRange(
            sourceFirst ? source.start() : target.start(),
            sourceFirst ? target.end() : source.end(),
            Math.max(source.version() + 1, target.version()) + 1);
    sizes.put(target.id(), size(target.id()).plus(size(sourceId)));
    sizes.remove(sourceId);
    apply(new RegionChange(List.of(sourceId), List.of(merged)));
    return merged;
  }

  /**
   * Makes the peer on a store the leader.
   *
   * @param storeId must hold a voter of the region; 0 leaves the region without leader
   */
  public synchronized Region transferLeader(long id, long storeId) {
    Region region = known(id);
    Peer peer = storeId == 0 ? null : region.peerOn(storeId);
    if (storeId != 0 && (peer == null || peer.learner())) {
      throw new IllegalArgumentException("store " + storeId + " has no voter of region " + id);
    }
    Region changed = region.withLeader(peer == null ? 0 : peer.id());
    apply(new RegionChange(List.of(), List.of(changed)));
    return changed;
  }

  /** Replaces the peer on one store by a new one on another; the configuration version grows. */
  public synchronized Region movePeer(long id, long fromStore, long toStore) {
    Region region = known(id);
    Peer gone = region.peerOn(fromStore);
    if (gone == null || region.peerOn(toStore) != null) {
      throw new IllegalArgumentException(
          "cannot move a peer of region " + id + " from " + fromStore + " to " + toStore);
    }
    Region changed = region.withPeerReplaced(gone, new Peer(ids.next(), toStore, gone.learner()));
    apply(new RegionChange(List.of(), List.of(changed)));
    return changed;
  }

  private Region sibling(Region region, ByteString start, ByteString end, long version) {
    List<Peer> peers = new ArrayList<>();
    long leader = 0;
    long id = ids.next();
    for (Peer peer : region.peers()) {
      Peer copy = new Peer(ids.next(), peer.storeId(), peer.learner());
      peers.add(copy);
      if (peer.id() == region.leaderPeerId()) {
        leader = copy.id();
      }
    }
    return new Region(id, start, end, region.confVer(), version, peers, leader);
  }

  private Region known(long id) {
    Region region = map.byId(id);
    if (region == null) {
      throw new IllegalArgumentException("no region " + id);
    }
    return region;
  }

  private void apply(RegionChange change) {
    change.removed().forEach(map::remove);
    change.present().forEach(map::put);
    listeners.forEach(listener -> listener.accept(change));
  }
}
