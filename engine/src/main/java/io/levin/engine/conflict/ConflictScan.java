package io.levin.engine.conflict;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.sortedkv.EqualKeyListener;
import io.levin.sortedkv.EqualKeys;
import io.levin.sortedkv.SortedPairs;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Reads through the sorted pairs of a table once, sending nothing, and collects the keys that
 * several rows have. Only done when a strategy has to decide between rows as a whole.
 */
final class ConflictScan implements EqualKeyListener {
  private final Map<byte[], ConflictGroup> groups = new TreeMap<>(Bytes::compare);
  private final long threshold;
  private final boolean lastStays;
  private final Predicate<byte[]> unique;
  private final ConflictMemory memory;
  private long members;

  /**
   * @param threshold how many rows in conflict are tolerated
   * @param lastStays whether one row of each key does not count
   * @param unique whether a key may be there once only; any other that two rows have follows from
   *     their record keys and is no conflict of its own
   * @param memory what is found may take
   */
  ConflictScan(long threshold, boolean lastStays, Predicate<byte[]> unique, ConflictMemory memory) {
    this.threshold = threshold;
    this.lastStays = lastStays;
    this.unique = unique;
    this.memory = memory;
  }

  /** Reads all pairs. */
  void read(SortedPairs pairs, Cancellation cancellation) {
    pairs.readThrough(this, cancellation);
  }

  /** The keys with several rows, in order. */
  Collection<ConflictGroup> groups() {
    return groups.values();
  }

  /** Those of them that are conflicts, in order. */
  List<ConflictGroup> conflicts() {
    return groups.values().stream().filter(group -> unique.test(group.key())).toList();
  }

  /** Whether a key is one of those that several rows have and only one may. */
  boolean isConflict(byte[] key) {
    return groups.containsKey(key) && unique.test(key);
  }

  /** The rows that have a key, or null when only one has it. */
  ConflictGroup group(byte[] key) {
    return groups.get(key);
  }

  @Override
  public Keep equalKeys(EqualKeys pairs) {
    ConflictGroup group = groups.get(pairs.key());
    if (group == null) {
      memory.key(pairs.key());
      group = new ConflictGroup(pairs.key());
      groups.put(pairs.key(), group);
    }
    boolean counts = unique.test(pairs.key());
    if (pairs.first()) {
      add(group, pairs.standingRowId());
      members += lastStays || !counts ? 0 : 1;
    }
    add(group, pairs.nextRowId());
    members += counts ? 1 : 0;
    if (members > threshold) {
      throw new ImportException(
          ErrorCode.RESOLVE_DUPLICATE_ROWS,
          "The number of conflict errors exceeds the threshold configured by `conflict.threshold`:"
              + " '"
              + threshold
              + "'",
          "raise conflict.threshold, or clean the source");
    }
    return Keep.FIRST;
  }

  private void add(ConflictGroup group, long rowId) {
    memory.row();
    group.add(rowId);
  }
}
