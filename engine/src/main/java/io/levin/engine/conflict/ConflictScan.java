package io.levin.engine.conflict;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.sortedkv.EqualKeyListener;
import io.levin.sortedkv.EqualKeys;
import io.levin.sortedkv.PairBlock;
import io.levin.sortedkv.PairReader;
import io.levin.sortedkv.SortedPairs;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads through the sorted pairs of a table once, sending nothing, and collects the keys that
 * several rows have. Only done when a strategy has to decide between rows as a whole.
 */
final class ConflictScan implements EqualKeyListener {
  private final Map<byte[], ConflictGroup> groups = new TreeMap<>(Bytes::compare);
  private final long threshold;
  private final boolean lastStays;
  private long members;

  /**
   * @param threshold how many rows in conflict are tolerated
   * @param lastStays whether one row of each key does not count
   */
  ConflictScan(long threshold, boolean lastStays) {
    this.threshold = threshold;
    this.lastStays = lastStays;
  }

  /** Reads all pairs. */
  void read(SortedPairs pairs, Cancellation cancellation) {
    try (PairReader reader = pairs.readAll(this, cancellation)) {
      for (PairBlock block = reader.next(); block != null; block = reader.next()) {
        block.close();
      }
    }
  }

  /** The keys with several rows, in order. */
  Collection<ConflictGroup> groups() {
    return groups.values();
  }

  /** The rows that have a key, or null when only one has it. */
  ConflictGroup group(byte[] key) {
    return groups.get(key);
  }

  @Override
  public Keep equalKeys(EqualKeys pairs) {
    ConflictGroup group = groups.computeIfAbsent(pairs.key(), ConflictGroup::new);
    if (pairs.first()) {
      group.add(pairs.standingRowId(), pairs.standingValue());
      members += lastStays ? 0 : 1;
    }
    group.add(pairs.nextRowId(), pairs.nextValue());
    members++;
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
}
