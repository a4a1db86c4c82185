package io.levin.playground.model;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Regions by start key and by id. Not thread-safe: its owner locks. */
final class RegionMap {
  private final TreeMap<ByteString, Region> byStart = new TreeMap<>(Region.KEY_ORDER);
  private final Map<Long, Region> byId = new HashMap<>();

  Region byId(long id) {
    return byId.get(id);
  }

  /** The region that contains an encoded key, or null in a hole. */
  Region at(ByteString key) {
    Map.Entry<ByteString, Region> entry = byStart.floorEntry(key);
    return entry != null && entry.getValue().contains(key) ? entry.getValue() : null;
  }

  /** The region that ends at or before the start of the one at this key, or null. */
  Region before(ByteString key) {
    Region here = at(key);
    if (here == null) {
      return null;
    }
    Map.Entry<ByteString, Region> entry = byStart.lowerEntry(here.start());
    return entry == null || !entry.getValue().end().equals(here.start()) ? null : entry.getValue();
  }

  /** Regions from the one that contains start until one begins at or behind end (empty: none). */
  List<Region> scan(ByteString start, ByteString end, int limit) {
    List<Region> found = new ArrayList<>();
    Region first = at(start);
    ByteString from = first == null ? start : first.start();
    for (Region region : byStart.tailMap(from, true).values()) {
      boolean behind = !end.isEmpty() && Region.KEY_ORDER.compare(region.start(), end) >= 0;
      if (behind || (limit > 0 && found.size() == limit)) {
        break;
      }
      found.add(region);
    }
    return found;
  }

  List<Region> all() {
    return List.copyOf(byStart.values());
  }

  int size() {
    return byId.size();
  }

  void remove(long id) {
    Region old = byId.remove(id);
    if (old != null && byStart.get(old.start()) == old) {
      byStart.remove(old.start());
    }
  }

  /** Puts a region in place of whatever it overlaps. */
  void put(Region region) {
    remove(region.id());
    List<Region> overlapped = new ArrayList<>();
    Map.Entry<ByteString, Region> first = byStart.floorEntry(region.start());
    ByteString from = first == null ? region.start() : first.getKey();
    for (Region other : byStart.tailMap(from, true).values()) {
      if (!region.end().isEmpty() && Region.KEY_ORDER.compare(other.start(), region.end()) >= 0) {
        break;
      }
      if (other.overlaps(region)) {
        overlapped.add(other);
      }
    }
    overlapped.forEach(other -> remove(other.id()));
    byStart.put(region.start(), region);
    byId.put(region.id(), region);
  }
}
