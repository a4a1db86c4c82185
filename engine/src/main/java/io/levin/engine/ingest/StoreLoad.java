package io.levin.engine.ingest;

import io.levin.pd.Peer;
import io.levin.pd.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which job runs next: the one whose stores have the least to do, so that one slow store does not
 * take all workers. Thread-safe.
 */
final class StoreLoad {
  private final Map<Long, Integer> running = new HashMap<>();
  private final List<RegionJob> ready = new ArrayList<>();

  /** Puts a job among those that may run. */
  synchronized void add(RegionJob job) {
    ready.add(job);
  }

  /** Takes the best job, or null when there is none. */
  synchronized RegionJob take() {
    RegionJob best =
        ready.stream().min(Comparator.comparingInt(job -> load(job.region()))).orElse(null);
    if (best != null) {
      ready.remove(best);
      best.region().peers().forEach(peer -> running.merge(peer.storeId(), 1, Integer::sum));
    }
    return best;
  }

  /** Says that a job no longer runs on the region that it was taken with. */
  synchronized void done(Region region) {
    for (Peer peer : region.peers()) {
      running.merge(peer.storeId(), -1, Integer::sum);
    }
  }

  private int load(Region region) {
    int sum = 0;
    for (Peer peer : region.peers()) {
      sum += running.getOrDefault(peer.storeId(), 0);
    }
    return sum;
  }
}
