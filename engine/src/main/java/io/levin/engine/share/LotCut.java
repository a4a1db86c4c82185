package io.levin.engine.share;

import java.util.ArrayList;
import java.util.List;

/**
 * How a table is divided into lots: large ones first, so that each has few ranges of keys and the
 * cluster gets large files; small ones at the end, so that all members finish at about the same
 * time, however fast each is. Chunks stay in their order, so that lots overlap little.
 *
 * @param smallest bytes of source of the last ones
 * @param largest bytes of source that none exceeds, unless a chunk does
 */
public record LotCut(long smallest, long largest) {
  /** A lot is this part of what is left: two for each of the ten members that there may be. */
  private static final int PARTS = 20;

  /**
   * Divides.
   *
   * @param chunkBytes bytes of source of each chunk, in their order
   */
  public List<Lot> lots(long tableId, List<Long> chunkBytes) {
    long left = chunkBytes.stream().mapToLong(Long::longValue).sum();
    List<Lot> lots = new ArrayList<>();
    int from = 0;
    while (from < chunkBytes.size()) {
      long wanted = Math.max(1, Math.min(largest, Math.max(smallest, left / PARTS)));
      long bytes = chunkBytes.get(from);
      int to = from + 1;
      while (to < chunkBytes.size() && bytes + chunkBytes.get(to) <= wanted) {
        bytes += chunkBytes.get(to++);
      }
      lots.add(Lot.of(tableId, lots.size(), from, to, bytes));
      left -= bytes;
      from = to;
    }
    return lots;
  }
}
