package io.levin.engine.ingest;

import io.levin.base.PairWire;
import io.levin.sortedkv.EqualKeyListener;
import io.levin.sortedkv.PairBlock;
import java.util.Arrays;
import java.util.NavigableSet;

/**
 * Which of an engine's pairs are sent: of equal keys the one that a listener keeps, and none of the
 * keys that are left out. Thread-safe.
 *
 * @param equalKeys decides about pairs with equal keys
 * @param leftOut keys whose pairs are not sent, in the order of keys; usually empty
 */
public record PairChoice(EqualKeyListener equalKeys, NavigableSet<byte[]> leftOut) {

  /** The pairs of a block that are sent: nearly always the block as it is. */
  PairSlice of(PairBlock block) {
    if (leftOut.isEmpty()
        || leftOut.subSet(block.firstKey(), true, block.lastKey(), true).isEmpty()) {
      return new PairSlice(block.array(), block.offset(), block.length(), block.pairs());
    }
    byte[] kept = new byte[block.length()];
    int length = 0;
    int pairs = 0;
    PairWire.Reader reader =
        new PairWire.Reader().reset(block.array(), block.offset(), block.length());
    while (reader.next()) {
      int keyStart = reader.keyOffset();
      byte[] key = Arrays.copyOfRange(block.array(), keyStart, keyStart + reader.keyLength());
      if (!leftOut.contains(key)) {
        int start = reader.start();
        System.arraycopy(block.array(), start, kept, length, reader.end() - start);
        length += reader.end() - start;
        pairs++;
      }
    }
    return new PairSlice(kept, 0, length, pairs);
  }
}
