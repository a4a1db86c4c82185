package io.levin.base;

import java.util.Arrays;

/**
 * Key-value pairs of an encoder, in the order in which they were made: key and value of a pair lie
 * one behind the other in one byte array, an index beside it says where.
 *
 * <p>To add a pair: {@link #begin}, write the key at {@link #position()} after {@link #ensure},
 * {@link #endKey}, write the value, {@link #endPair}. A pair that was begun and not ended is not
 * there; {@link #truncate} takes whole pairs back. The array may be replaced by {@link #ensure}, so
 * take it anew after each call. Not thread-safe.
 */
public final class KvBuffer {
  /** Bytes of index that each pair costs beside its own bytes. */
  public static final int INDEX_BYTES_PER_PAIR = 20;

  private byte[] bytes;
  private int used;

  // Five ints a pair, side by side so that looking one up out of order costs one cache line: where
  // it starts, bytes of key, bytes of value, row id (low half, high half).
  private static final int INTS = INDEX_BYTES_PER_PAIR / Integer.BYTES;
  private static final int KEY_LENGTH = 1;
  private static final int VALUE_LENGTH = 2;
  private static final int ROW_ID_LOW = 3;
  private static final int ROW_ID_HIGH = 4;
  private static final int MOST_PAIRS = (Integer.MAX_VALUE - 16) / INTS;

  private int count;
  private int[] index;

  private int pairStart;
  private int pairKeyLength;
  private long pairRowId;

  /**
   * @param capacity bytes of keys and values to make room for at first
   * @param pairs pairs to make room for at first
   */
  public KvBuffer(int capacity, int pairs) {
    bytes = new byte[Math.max(64, capacity)];
    index = new int[Math.min(MOST_PAIRS, Math.max(16, pairs)) * INTS];
  }

  /** Starts a pair that comes from the row with the given id. */
  public void begin(long rowId) {
    pairStart = used;
    pairRowId = rowId;
  }

  /** Makes sure that so many more bytes can be written at {@link #position()}. */
  public byte[] ensure(int more) {
    if (bytes.length - used < more) {
      long wanted = Math.max((long) used + more, (long) bytes.length + (bytes.length >> 1));
      if ((long) used + more > Integer.MAX_VALUE - 16) {
        throw new IllegalStateException("a buffer of pairs cannot hold more than 2 GiB");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
    }
    return bytes;
  }

  /** The array that is written to; valid until the next {@link #ensure}. */
  public byte[] array() {
    return bytes;
  }

  /** Where the next byte goes. */
  public int position() {
    return used;
  }

  /** Says that bytes up to here (exclusive) have been written. */
  public void position(int newPosition) {
    used = newPosition;
  }

  /** Appends bytes. */
  public void write(byte[] from, int offset, int length) {
    System.arraycopy(from, offset, ensure(length), used, length);
    used += length;
  }

  /** Ends the key of the pair; its value follows. */
  public void endKey() {
    pairKeyLength = used - pairStart;
  }

  /** Ends the pair and puts it into the index. */
  public void endPair() {
    int at = count * INTS;
    if (at == index.length) {
      if (count == MOST_PAIRS) {
        throw new IllegalStateException("a buffer cannot hold more than " + MOST_PAIRS + " pairs");
      }
      index = Arrays.copyOf(index, Math.min(MOST_PAIRS, count + (count >> 1)) * INTS);
    }
    index[at] = pairStart;
    index[at + KEY_LENGTH] = pairKeyLength;
    index[at + VALUE_LENGTH] = used - pairStart - pairKeyLength;
    index[at + ROW_ID_LOW] = (int) pairRowId;
    index[at + ROW_ID_HIGH] = (int) (pairRowId >> 32);
    count++;
  }

  /** Takes back all pairs from the given one on, and what was begun after them. */
  public void truncate(int pairs) {
    if (pairs < count) {
      used = keyOffset(pairs);
      count = pairs;
    } else {
      used = count == 0 ? 0 : valueOffset(count - 1) + valueLength(count - 1);
    }
  }

  /** Takes everything out; the memory stays. */
  public void clear() {
    count = 0;
    used = 0;
  }

  /** How many pairs there are. */
  public int count() {
    return count;
  }

  /** True when there is no pair. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** Bytes of all keys and values. */
  public int usedBytes() {
    return used;
  }

  /** Bytes of memory that this buffer holds, index included. */
  public long retainedBytes() {
    return bytes.length + (long) index.length * Integer.BYTES;
  }

  /** Where the key of a pair starts in {@link #array()}; the value follows the key. */
  public int keyOffset(int pair) {
    return index[pair * INTS];
  }

  /** Bytes of a pair's key. */
  public int keyLength(int pair) {
    return index[pair * INTS + KEY_LENGTH];
  }

  /** Where the value of a pair starts. */
  public int valueOffset(int pair) {
    int at = pair * INTS;
    return index[at] + index[at + KEY_LENGTH];
  }

  /** Bytes of a pair's value. */
  public int valueLength(int pair) {
    return index[pair * INTS + VALUE_LENGTH];
  }

  /** The id of the row that the pair comes from. */
  public long rowId(int pair) {
    int at = pair * INTS;
    return (index[at + ROW_ID_LOW] & 0xffffffffL) | (long) index[at + ROW_ID_HIGH] << 32;
  }

  /** The key of a pair as an array of its own; for tests and messages. */
  public byte[] key(int pair) {
    return Arrays.copyOfRange(bytes, keyOffset(pair), valueOffset(pair));
  }

  /** The value of a pair as an array of its own; for tests and messages. */
  public byte[] value(int pair) {
    int start = valueOffset(pair);
    return Arrays.copyOfRange(bytes, start, start + valueLength(pair));
  }
}
