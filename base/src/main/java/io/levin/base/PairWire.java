package io.levin.base;

/**
 * The wire form of a pair: field 2 of TiKV's {@code import_sstpb.WriteBatch}, that is {@code 12
 * varint(n) 0A varint(key length) key 12 varint(value length) value}, n being the bytes that follow
 * it.
 *
 * <p>Sorted runs keep pairs in this form, so that a slice of many of them becomes the body of a
 * write request without being encoded again. Nothing here allocates, save {@link Reader} once.
 */
public final class PairWire {
  private static final byte LENGTH_DELIMITED_1 = 0x0A;
  private static final byte LENGTH_DELIMITED_2 = 0x12;

  private PairWire() {}

  /** Bytes of a number as an unsigned varint; negative numbers count as unsigned. */
  public static int varintSize(int number) {
    return (38 - Integer.numberOfLeadingZeros(number | 1)) * 37 >>> 8;
  }

  /** Bytes of a pair in wire form. */
  public static int size(int keyLength, int valueLength) {
    int body = bodySize(keyLength, valueLength);
    return 1 + varintSize(body) + body;
  }

  /**
   * Writes a pair whose value lies behind its key, as in {@link KvBuffer}.
   *
   * @param to has room for {@link #size} bytes from {@code at} on
   * @param keyOffset where the key starts in {@code from}
   * @return where the next pair goes
   */
  public static int put(
      byte[] to, int at, byte[] from, int keyOffset, int keyLength, int valueLength) {
    int i = at;
    to[i++] = LENGTH_DELIMITED_2;
    i = putVarint(to, i, bodySize(keyLength, valueLength));
    to[i++] = LENGTH_DELIMITED_1;
    i = putVarint(to, i, keyLength);
    System.arraycopy(from, keyOffset, to, i, keyLength);
    i += keyLength;
    to[i++] = LENGTH_DELIMITED_2;
    i = putVarint(to, i, valueLength);
    System.arraycopy(from, keyOffset + keyLength, to, i, valueLength);
    return i + valueLength;
  }

  /** Writes an unsigned varint; returns where the next byte goes. */
  public static int putVarint(byte[] to, int at, int number) {
    int i = at;
    int rest = number;
    while ((rest & ~0x7f) != 0) {
      to[i++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    to[i++] = (byte) rest;
    return i;
  }

  private static int bodySize(int keyLength, int valueLength) {
    return 2 + varintSize(keyLength) + keyLength + varintSize(valueLength) + valueLength;
  }

  /**
   * Walks over the pairs of a slice. Made once and {@link #reset} for each slice; not thread-safe.
   */
  public static final class Reader {
    private byte[] array;
    private int next;
    private int end;
    private int start;
    private int keyOffset;
    private int keyLength;
    private int valueOffset;
    private int valueLength;

    // The varint read last: where it ended. Kept in a field so that reading returns the number.
    private int afterVarint;

    /** Starts in front of the first pair of a slice. */
    public Reader reset(byte[] slice, int offset, int length) {
      array = slice;
      next = offset;
      end = offset + length;
      start = offset;
      return this;
    }

    /**
     * Steps to the next pair; false when the slice is at its end.
     *
     * @throws IllegalArgumentException when the bytes are not pairs
     */
    public boolean next() {
      if (next >= end) {
        return false;
      }
      start = next;
      int body = length(LENGTH_DELIMITED_2, start);
      int pairEnd = afterVarint + body;
      keyLength = length(LENGTH_DELIMITED_1, afterVarint);
      keyOffset = afterVarint;
      valueLength = length(LENGTH_DELIMITED_2, keyOffset + keyLength);
      valueOffset = afterVarint;
      if (valueOffset + valueLength != pairEnd || pairEnd > end) {
        throw malformed();
      }
      next = pairEnd;
      return true;
    }

    /** Where the pair starts, its tag included. */
    public int start() {
      return start;
    }

    /** Where the pair ends and the next one starts. */
    public int end() {
      return next;
    }

    /** The array that the offsets are of. */
    public byte[] array() {
      return array;
    }

    /** Where the key starts. */
    public int keyOffset() {
      return keyOffset;
    }

    /** Bytes of the key. */
    public int keyLength() {
      return keyLength;
    }

    /** Where the value starts. */
    public int valueOffset() {
      return valueOffset;
    }

    /** Bytes of the value. */
    public int valueLength() {
      return valueLength;
    }

    private int length(byte tag, int at) {
      if (array[at] != tag) {
        throw malformed();
      }
      int b = array[at + 1];
      if (b >= 0) {
        afterVarint = at + 2;
        return b;
      }
      return longLength(at + 1);
    }

    private int longLength(int at) {
      int number = 0;
      int i = at;
      for (int shift = 0; shift < 35; shift += 7) {
        byte b = array[i++];
        number |= (b & 0x7f) << shift;
        if (b >= 0) {
          afterVarint = i;
          if (number < 0 || number > end - i) {
            throw malformed();
          }
          return number;
        }
      }
      throw malformed();
    }

    private IllegalArgumentException malformed() {
      return new IllegalArgumentException("no pair in wire form at offset " + start);
    }
  }
}
