package io.levin.engine.load;

import io.levin.base.KvChecksum;
import io.levin.kv.AutoIds;

/**
 * What came out of a chunk.
 *
 * @param sum of all its pairs
 * @param ids the largest ids that its rows used
 * @param rows how many there were
 */
public record ChunkResult(KvChecksum sum, AutoIds ids, long rows) {
  /** Nothing. */
  public static final ChunkResult NOTHING = new ChunkResult(KvChecksum.EMPTY, AutoIds.NONE, 0);

  /** Both together. */
  public ChunkResult plus(ChunkResult other) {
    return new ChunkResult(sum.plus(other.sum), ids.max(other.ids), rows + other.rows);
  }
}
