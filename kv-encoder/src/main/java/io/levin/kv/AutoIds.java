package io.levin.kv;

/**
 * The largest ids that rows took, which the table's allocators must be raised above.
 *
 * @param rowId largest hidden row id (shard bits left out); 0 if there was none
 * @param autoIncrement largest value of the AUTO_INCREMENT column; 0 if there was none
 * @param autoRandom largest incremental part of the AUTO_RANDOM column; 0 if there was none
 */
public record AutoIds(long rowId, long autoIncrement, long autoRandom) {
  /** No id at all. */
  public static final AutoIds NONE = new AutoIds(0, 0, 0);

  /** The larger of each. */
  public AutoIds max(AutoIds other) {
    return new AutoIds(
        Math.max(rowId, other.rowId),
        Math.max(autoIncrement, other.autoIncrement),
        Math.max(autoRandom, other.autoRandom));
  }
}
