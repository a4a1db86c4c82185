package io.levin.base;

import java.util.Arrays;

/**
 * The checksum of a set of pairs as TiDB defines it: the XOR of the CRC-64/XZ of each {@code key ‖
 * value}, the number of pairs, and the bytes of all keys and values. Order does not matter.
 *
 * <p>Immutable; a fold of many pairs is done by {@link Accumulator}.
 *
 * @param crc XOR of the pairs' CRCs
 * @param pairs number of pairs
 * @param bytes bytes of keys and values
 */
public record KvChecksum(long crc, long pairs, long bytes) {
  /** The checksum of nothing. */
  public static final KvChecksum EMPTY = new KvChecksum(0, 0, 0);

  /** The checksum of both sets together. */
  public KvChecksum plus(KvChecksum other) {
    return new KvChecksum(crc ^ other.crc, pairs + other.pairs, bytes + other.bytes);
  }

  @Override
  public String toString() {
    return "checksum="
        + Long.toUnsignedString(crc)
        + " total_kvs="
        + pairs
        + " total_bytes="
        + bytes;
  }

  /**
   * Adds up pairs; not thread-safe. Allocates nothing per pair.
   *
   * <p>A CRC is linear: the register that starts at 0 ends, for the XOR of two messages of one
   * length, at the XOR of their registers, and zeros in front of a message leave it at 0. So pairs
   * are not hashed one by one: each is XORed, aligned at its end, into one folded message, and one
   * CRC over that is taken when the sum is asked for. What the CRC's initial value of all ones adds
   * depends on a message's length alone; it is the CRC of as many zero bytes, and an even number of
   * messages of one length cancels it. Pairs longer than {@value #LONGEST_FOLDED} bytes are hashed
   * as they are.
   */
  public static final class Accumulator {
    /** Longer messages take the plain CRC, so that the folded message stays small. */
    private static final int LONGEST_FOLDED = 16 << 10;

    private static final int FIRST_CAPACITY = 512;

    private long crc;
    private long pairs;
    private long bytes;

    // The folded message ends at the array's end; `longest` bytes of it are in use.
    private byte[] folded = new byte[FIRST_CAPACITY];
    private int longest;
    // One bit a length: set when an odd number of messages had it.
    private long[] oddLengths = new long[FIRST_CAPACITY / Long.SIZE + 1];

    /** Adds one pair whose key and value lie one behind the other. */
    public void add(byte[] array, int offset, int length) {
      pairs++;
      bytes += length;
      if (length > longest) {
        if (length > LONGEST_FOLDED) {
          crc ^= Crc64.of(array, offset, length);
          return;
        }
        makeRoom(length);
      }
      oddLengths[length >>> 6] ^= 1L << length;
      fold(array, offset, length);
    }

    private void fold(byte[] array, int offset, int length) {
      byte[] to = folded;
      int from = offset;
      int at = to.length - length;
      int head = length & 7;
      if (head != 0) {
        if (length < 8) {
          for (int i = 0; i < length; i++) {
            to[at + i] ^= array[from + i];
          }
          return;
        }
        // The odd bytes are in front: eight are read, those that belong to the next word masked.
        long word = Bytes.littleEndianLong(array, from) & ((1L << (head << 3)) - 1);
        Bytes.putLittleEndianLong(to, at, Bytes.littleEndianLong(to, at) ^ word);
        from += head;
        at += head;
      }
      int end = offset + length;
      for (; from < end; from += 8, at += 8) {
        Bytes.putLittleEndianLong(
            to, at, Bytes.littleEndianLong(to, at) ^ Bytes.littleEndianLong(array, from));
      }
    }

    private void makeRoom(int length) {
      longest = length;
      if (length > folded.length) {
        int capacity = Math.min(LONGEST_FOLDED, Integer.highestOneBit(length) << 1);
        byte[] larger = new byte[capacity];
        System.arraycopy(folded, 0, larger, capacity - folded.length, folded.length);
        folded = larger;
        oddLengths = Arrays.copyOf(oddLengths, capacity / Long.SIZE + 1);
      }
    }

    /** What has been added since the last {@link #reset}. */
    public KvChecksum sum() {
      flush();
      return new KvChecksum(crc, pairs, bytes);
    }

    private void flush() {
      int start = folded.length - longest;
      crc ^= Crc64.update(0, folded, start, longest);
      // Every register of zeros on the way to the longest length, inverted, is one length's CRC.
      long zeros = -1L;
      for (int length = 0; length <= longest; length++) {
        if ((oddLengths[length >>> 6] >>> length & 1) != 0) {
          crc ^= ~zeros;
        }
        zeros = Crc64.updateZero(zeros);
      }
      clearFolded();
    }

    private void clearFolded() {
      Arrays.fill(folded, folded.length - longest, folded.length, (byte) 0);
      Arrays.fill(oddLengths, 0, (longest >>> 6) + 1, 0);
      longest = 0;
    }

    /** Starts anew. */
    public void reset() {
      clearFolded();
      crc = 0;
      pairs = 0;
      bytes = 0;
    }
  }
}
