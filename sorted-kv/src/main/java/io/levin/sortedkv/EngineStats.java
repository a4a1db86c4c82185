package io.levin.sortedkv;

/**
 * What an engine holds.
 *
 * @param pairs number of pairs, equal keys counted each
 * @param bytes bytes of keys and values
 * @param storedBytes bytes on disk (in memory: of blocks), as written
 * @param runs number of sorted runs
 * @param firstKey the least key, null when there is no pair
 * @param lastKey the greatest key, null when there is no pair
 */
public record EngineStats(
    long pairs, long bytes, long storedBytes, int runs, byte[] firstKey, byte[] lastKey) {
  static final EngineStats EMPTY = new EngineStats(0, 0, 0, 0, null, null);

  /** True when there is no pair. */
  public boolean isEmpty() {
    return pairs == 0;
  }
}
