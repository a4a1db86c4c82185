package io.levin.sortedkv;

import io.levin.base.Bytes;
import io.levin.base.PairWire;
import java.util.Arrays;

/**
 * Walks over the pairs of one run within a range of keys, block by block. Stands on a pair until
 * {@link #isDone()}. Not thread-safe.
 */
final class RunCursor {
  private final Run run;
  private final BlockCursor blocks;
  private final byte[] end;
  private final BufferPool pool;
  private final PairWire.Reader pair = new PairWire.Reader();

  private byte[] array;
  private int blockLength;
  private int limit;
  private int ordinal;
  private int pairsLeft;
  private int lastPair;
  private boolean equalKeys;
  private boolean atBlockStart;
  private boolean done;
  private boolean clipped;
  private long lastRowIdOfPrevious;
  private long[] rowIds;
  private boolean rowIdsRead;

  /** Stands on the first pair from {@code start} on, before {@code end}. */
  RunCursor(Run run, byte[] start, byte[] end, BufferPool pool) {
    this.run = run;
    this.end = end;
    this.pool = pool;
    blocks = new BlockCursor(run.index(), start);
    load();
    while (!done && compareKey(start) < 0) {
      step();
    }
    atBlockStart = true;
  }

  private void load() {
    rowIdsRead = false;
    if (blocks.isAtEnd() || blocks.compareFirstKey(end) >= 0) {
      done = true;
      giveBack();
      return;
    }
    blockLength = blocks.storedBytes();
    if (array == null || array.length < blockLength) {
      giveBack();
      array = pool.takeFor(blockLength, run.largestBlock());
    }
    run.read(blocks.block(), blockLength, array);
    limit = BlockFormat.wireBytes(array, blockLength);
    pairsLeft = BlockFormat.pairs(array, blockLength);
    lastPair = BlockFormat.lastPair(array, blockLength);
    equalKeys = BlockFormat.hasEqualKeys(array, blockLength);
    ordinal = 0;
    atBlockStart = true;
    clipAtEnd();
    if (!done) {
      pair.reset(array, 0, limit);
      pair.next();
    }
  }

  /** Leaves out the pairs of the block that lie behind the range. */
  private void clipAtEnd() {
    pair.reset(array, lastPair, limit - lastPair);
    pair.next();
    if (compareKey(end) < 0) {
      return;
    }
    pair.reset(array, 0, limit);
    int pairs = 0;
    int last = -1;
    while (pair.next() && compareKey(end) < 0) {
      last = pair.start();
      pairs++;
    }
    clipped = true;
    limit = pair.start();
    pairsLeft = pairs;
    lastPair = last;
    if (pairs == 0) {
      done = true;
      giveBack();
    }
  }

  private int compareKey(byte[] key) {
    return Arrays.compareUnsigned(
        array, pair.keyOffset(), pair.keyOffset() + pair.keyLength(), key, 0, key.length);
  }

  /** Steps to the next pair. */
  void step() {
    advance(pair.end(), 1);
  }

  /** Steps over pairs of this block to the one that starts at a position, or to the next block. */
  void advance(int position, int pairs) {
    ordinal += pairs;
    pairsLeft -= pairs;
    atBlockStart = false;
    if (pairsLeft > 0) {
      if (position != pair.end()) {
        pair.reset(array, position, limit - position);
      }
      pair.next();
      return;
    }
    if (array != null) {
      lastRowIdOfPrevious =
          clipped ? rowId(block(), ordinal - 1) : BlockFormat.lastRowId(array, blockLength);
    }
    blocks.next();
    load();
  }

  /**
   * Gives the array away to the caller; the cursor takes another one for the next block. Row ids of
   * this block are not known any more.
   */
  byte[] detach() {
    byte[] mine = array;
    array = null;
    return mine;
  }

  private void giveBack() {
    if (array != null) {
      pool.give(array);
      array = null;
    }
  }

  /** True when there is no pair left. */
  boolean isDone() {
    return done;
  }

  /** The pair that the cursor stands on. */
  PairWire.Reader pair() {
    return pair;
  }

  byte[] array() {
    return array;
  }

  /** Number of the block that the cursor stands in. */
  int block() {
    return blocks.block();
  }

  /** Number of the pair within its block. */
  int ordinal() {
    return ordinal;
  }

  /** Pairs of this block from here on that belong to the range, this one included. */
  int pairsLeft() {
    return pairsLeft;
  }

  /** Where the last pair of this block starts that belongs to the range. */
  int lastPair() {
    return lastPair;
  }

  /** Where the pairs of this block end that belong to the range. */
  int limit() {
    return limit;
  }

  /** Whether neighbors in this block have equal keys. */
  boolean hasEqualKeys() {
    return equalKeys;
  }

  /** Whether no pair of this block was stepped over yet. */
  boolean isAtBlockStart() {
    return atBlockStart;
  }

  /** Whether the next block may begin with the key that this one ends with. */
  boolean lastKeyContinues(byte[] lastKeyArray, int lastKey, int lastKeyLength) {
    return blocks.nextBeginsWith(lastKeyArray, lastKey, lastKeyLength);
  }

  /** Row id of the pair that the cursor stands on. */
  long rowId() {
    return rowId(block(), ordinal);
  }

  /** Row id of a pair of this block, or of the last pair of the block before it. */
  long rowId(int ofBlock, int ofOrdinal) {
    if (ofBlock != block() || array == null) {
      return lastRowIdOfPrevious;
    }
    if (!rowIdsRead) {
      rowIds = BlockFormat.rowIds(array, blockLength, rowIds);
      rowIdsRead = true;
    }
    return rowIds[ofOrdinal];
  }

  /** Eight bytes of the key from a depth on, filled up with zeros. */
  long word(int depth) {
    int left = pair.keyLength() - depth;
    int at = pair.keyOffset() + depth;
    if (left >= 8) {
      return Bytes.bigEndianLong(array, at);
    }
    long word = 0;
    for (int i = 0; i < left; i++) {
      word |= (array[at + i] & 0xffL) << (56 - (i << 3));
    }
    return word;
  }

  void close() {
    done = true;
    giveBack();
  }
}
