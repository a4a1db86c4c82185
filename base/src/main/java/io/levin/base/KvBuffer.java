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

  private int count;
  private int[] starts;
  private int[] keyLengths;
  private int[] valueLengths;
  private long[] rowIds;

  private int pairStart;
  private int pairKeyLength;
  private long pairRowId;

  /**
   * @param capacity bytes of keys and values to make room for at first
   * @param pairs pairs to make room for at first
   */
  public KvBuffer(int capacity, int pairs) {
    bytes = new byte[Math.max(64, capacity)];
    int n = Math.max(16, pairs);
    starts = new int[n];
    keyLengths = new int[n];
    valueLengths = new int[n];
    rowIds = new long[n];
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
    if (count == starts.length) {
      int n = count + (count >> 1);
      starts = Arrays.copyOf(starts, n);
      keyLengths = Arrays.copyOf(keyLengths, n);
      valueLengths = Arrays.copyOf(valueLengths, n);
      rowIds = Arrays.copyOf(rowIds, n);
    }
    starts[count] = pairStart;
    keyLengths[count] = pairKeyLength;
    valueLengths[count] = used - pairStart - pairKeyLength;
    rowIds[count] = pairRowId;
    count++;
  }

  /** Takes back all pairs from the given one on, and what was begun after them. */
  public void truncate(int pairs) {
    if (pairs < count) {
      used = starts[pairs];
      count = pairs;
    } else {
      used = count == 0 ? 0 : starts[count - 1] + keyLengths[count - 1] + valueLengths[count - 1];
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
    return bytes.length + (long) starts.length * INDEX_BYTES_PER_PAIR;
  }

  /** Where the key of a pair starts in {@link #array()}; the value follows the key. */
  public int keyOffset(int pair) {
    return starts[pair];
  }

  /** Bytes of a pair's key. */
  public int keyLength(int pair) {
    return keyLengths[pair];
  }

  /** Where the value of a pair starts. */
  public int valueOffset(int pair) {
    return starts[pair] + keyLengths[pair];
  }

  /** Bytes of a pair's value. */
  public int valueLength(int pair) {
    return valueLengths[pair];
  }

  /** The id of the row that the pair comes from. */
  public long rowId(int pair) {
    return rowIds[pair];
  }

  /** The key of a pair as an array of its own; for tests and messages. */
  public byte[] key(int pair) {
    return Arrays.copyOfRange(bytes, starts[pair], starts[pair] + keyLengths[pair]);
  }

  /** The value of a pair as an array of its own; for tests and messages. */
  public byte[] value(int pair) {
    int start = valueOffset(pair);
    return Arrays.copyOfRange(bytes, start, start + valueLengths[pair]);
  }
}
