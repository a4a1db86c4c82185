package io.levin.engine.conflict;

import io.levin.base.Bytes;
import io.levin.base.KvChecksum;
import io.levin.sortedkv.EqualKeyListener;
import io.levin.sortedkv.EqualKeys;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was decided about the rows of a table that have keys in common: which rows are left out, and
 * which of their keys nobody else has. Reading the pairs with this as the listener gives of each
 * key the pair of the row that stays. Immutable.
 */
public final class Resolution implements EqualKeyListener {
  private final Set<Long> dropped;
  private final NavigableSet<byte[]> orphans;
  private final KvChecksum droppedSum;

  Resolution(Set<Long> dropped, NavigableSet<byte[]> orphans, KvChecksum droppedSum) {
    this.dropped = Set.copyOf(dropped);
    this.orphans = orphans;
    this.droppedSum = droppedSum;
  }

  /** No row has a key of another. */
  public static Resolution nothing() {
    return new Resolution(Set.of(), new TreeSet<>(Bytes::compare), KvChecksum.EMPTY);
  }

  /** How many rows are left out. */
  public int droppedRows() {
    return dropped.size();
  }

  /** Keys that only rows have which are left out. */
  public NavigableSet<byte[]> orphans() {
    return orphans;
  }

  /** The sum of all pairs without those of the rows that are left out. */
  public KvChecksum without(KvChecksum all) {
    return new KvChecksum(
        all.crc() ^ droppedSum.crc(),
        all.pairs() - droppedSum.pairs(),
        all.bytes() - droppedSum.bytes());
  }

  @Override
  public Keep equalKeys(EqualKeys pairs) {
    boolean standingStays = !dropped.contains(pairs.standingRowId());
    return standingStays || dropped.contains(pairs.nextRowId()) ? Keep.FIRST : Keep.LAST;
  }
}
