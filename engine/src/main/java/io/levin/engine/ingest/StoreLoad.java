package io.levin.engine.ingest;

import io.levin.pd.Peer;
import io.levin.pd.Region;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Which job runs next: the one whose stores have the least to do, so that one slow store does not
 * take all workers. Of several such the one that has waited longest. Thread-safe.
 */
final class StoreLoad {
  private final Map<Long, Integer> running = new HashMap<>();

  /** Jobs by the stores that they write to; no queue is empty. */
  private final Map<List<Long>, Queue<RegionJob>> ready = new LinkedHashMap<>();

  private int count;

  /** Puts a job among those that may run. */
  synchronized void add(RegionJob job) {
    ready.computeIfAbsent(stores(job.region()), stores -> new ArrayDeque<>()).add(job);
    count++;
  }

  /** How many jobs may run. */
  synchronized int ready() {
    return count;
  }

  /** Takes the best job, or null when there is none. */
  synchronized RegionJob take() {
    List<Long> best = null;
    int least = Integer.MAX_VALUE;
    for (List<Long> stores : ready.keySet()) {
      int load = load(stores);
      if (load < least) {
        best = stores;
        least = load;
      }
    }
    if (best == null) {
      return null;
    }
    Queue<RegionJob> jobs = ready.get(best);
    RegionJob job = jobs.remove();
    count--;
    if (jobs.isEmpty()) {
      ready.remove(best);
    }
    best.forEach(store -> running.merge(store, 1, Integer::sum));
    return job;
  }

  /** Says that a job no longer runs on the region that it was taken with. */
  synchronized void done(Region region) {
    stores(region).forEach(store -> running.merge(store, -1, Integer::sum));
  }

  private static List<Long> stores(Region region) {
    return region.peers().stream().map(Peer::storeId).sorted().toList();
  }

  private int load(List<Long> stores) {
    int sum = 0;
    for (long store : stores) {
      sum += running.getOrDefault(store, 0);
    }
    return sum;
  }
}
