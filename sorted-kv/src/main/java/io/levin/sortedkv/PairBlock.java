package io.levin.sortedkv;

import io.levin.base.PairWire;
import java.util.Arrays;

/**
 * Pairs in wire form ({@link PairWire}), in ascending order of keys and without equal ones. The
 * bytes stay as they are until the block is closed, which may happen on any thread and must happen:
 * a reader gives out only so many blocks at a time.
 */
public final class PairBlock implements AutoCloseable {
  private final BufferPool pool;
  private final int offset;
  private final int length;
  private final int pairs;
  private final int lastPair;
  private byte[] array;

  PairBlock(BufferPool pool, byte[] array, int offset, int length, int pairs, int lastPair) {
    this.pool = pool;
    this.array = array;
    this.offset = offset;
    this.length = length;
    this.pairs = pairs;
    this.lastPair = lastPair;
  }

  /** The array that the pairs lie in. */
  public byte[] array() {
    return array;
  }

  /** Where they start. */
  public int offset() {
    return offset;
  }

  /** How many bytes they take. */
  public int length() {
    return length;
  }

  /** How many they are; at least one. */
  public int pairs() {
    return pairs;
  }

  /** The first key. */
  public byte[] firstKey() {
    return keyAt(offset);
  }

  /** The last key. */
  public byte[] lastKey() {
    return keyAt(lastPair);
  }

  private byte[] keyAt(int pair) {
    PairWire.Reader reader = new PairWire.Reader().reset(array, pair, offset + length - pair);
    reader.next();
    return Arrays.copyOfRange(array, reader.keyOffset(), reader.keyOffset() + reader.keyLength());
  }

  /** Gives the bytes back to the reader; further calls do nothing. */
  @Override
  public void close() {
    byte[] mine;
    synchronized (this) {
      mine = array;
      array = null;
    }
    if (mine != null) {
      pool.release(mine);
    }
  }
}
