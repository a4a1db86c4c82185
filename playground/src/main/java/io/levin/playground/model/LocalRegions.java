package io.levin.playground.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one store knows of its own regions: the truth, or an older truth while frozen, as a follower
 * that has not applied a split yet. Thread-safe.
 */
public final class LocalRegions {
  private final long storeId;
  private final Map<Long, Region> byId = new HashMap<>();
  private final List<RegionChange> missed = new ArrayList<>();
  private boolean frozen;

  LocalRegions(long storeId, Regions regions) {
    this.storeId = storeId;
    regions.onChange(this::hear);
  }

  /** The region as this store knows it, or null when it has no peer of it. */
  public synchronized Region byId(long id) {
    return byId.get(id);
  }

  /** Stops applying changes. */
  public synchronized void freeze() {
    frozen = true;
  }

  /** Applies what was missed and goes on. */
  public synchronized void thaw() {
    frozen = false;
    missed.forEach(this::apply);
    missed.clear();
  }

  private synchronized void hear(RegionChange change) {
    if (frozen) {
      missed.add(change);
    } else {
      apply(change);
    }
  }

  private void apply(RegionChange change) {
    change.removed().forEach(byId::remove);
    for (Region region : change.present()) {
      if (region.peerOn(storeId) == null) {
        byId.remove(region.id());
      } else {
        byId.put(region.id(), region);
      }
    }
  }
}
