package io.levin.engine.share;

import io.levin.base.KvChecksum;
import io.levin.kv.AutoIds;

/**
 * What came out of a lot's chunks: the same for whoever reads them.
 *
 * @param pairs their number, bytes and checksum
 * @param ids the largest ids that its rows used
 * @param rows how many there were
 */
public record LotSum(KvChecksum pairs, AutoIds ids, long rows) {
  /** Nothing. */
  public static final LotSum NOTHING = new LotSum(KvChecksum.EMPTY, AutoIds.NONE, 0);

  /** Both together. */
  public LotSum plus(LotSum other) {
    return new LotSum(pairs.plus(other.pairs), ids.max(other.ids), rows + other.rows);
  }
}
