package io.levin.engine.coordinate;

import io.levin.base.KvChecksum;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One table, one allocator, one PD, one clock, and the metadata. */
final class SimulatedCluster {
  static final long TABLE = 7;

  final MemoryMetadata.Rows metadata = new MemoryMetadata.Rows();
  final SharedTable table;
  final List<String> complaints = metadata.complaints;

  /** When a pair became visible, by its handle. */
  private final Map<Long, Long> pairs = new HashMap<>();

  private final Map<Long, Long> ownerOfId = new HashMap<>();
  private long clock = 1;
  private long allocator;
  KvChecksum lastVerified;
  long nanos;

  int pausedTimes;
  boolean paused;
  int restored;

  SimulatedCluster(boolean usesAutoId, int rowsBefore) {
    table = new SharedTable(TABLE, "`d`.`t`", usesAutoId, Long.MAX_VALUE);
    for (int i = 1; i <= rowsBefore; i++) {
      pairs.put((long) (usesAutoId ? i : -i), clock++);
      if (usesAutoId) {
        ownerOfId.put((long) i, 0L);
      }
    }
    allocator = usesAutoId ? rowsBefore : 0;
  }

  long timestamp() {
    return clock++;
  }

  long allocated() {
    return allocator;
  }

  /** Takes ids as the servers of 7.1 to 8.4 were asked to. */
  long allocate(long above, long count) {
    allocator = Math.max(allocator, above);
    allocator += count;
    return allocator - count;
  }

  void raise(long to) {
    allocator = Math.max(allocator, to);
  }

  /**
   * A row of a task becomes visible.
   *
   * @param handle its key
   * @param id the row id that it was encoded with
   */
  void put(long task, long handle, long id) {
    pairs.put(handle, Math.min(clock, pairs.getOrDefault(handle, clock)));
    clock++;
    Long before = ownerOfId.putIfAbsent(id, task);
    if (table.usesAutoId() && before != null && before != task) {
      complaints.add("row id " + id + " is used by tasks " + before + " and " + task);
    }
  }

  KvChecksum sum(long timestamp) {
    KvChecksum sum = KvChecksum.EMPTY;
    for (Map.Entry<Long, Long> pair : pairs.entrySet()) {
      if (pair.getValue() <= timestamp) {
        sum = sum.plus(sumOf(pair.getKey()));
      }
    }
    return sum;
  }

  KvChecksum sum() {
    return sum(clock);
  }

  static KvChecksum sumOf(long handle) {
    return new KvChecksum(handle * 0x9E3779B97F4A7C15L, 1, 20);
  }
}
