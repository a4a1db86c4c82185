package io.levin.base;

/**
 * The checksum of a set of pairs as TiDB defines it: the XOR of the CRC-64/XZ of each {@code key ‖
 * value}, the number of pairs, and the bytes of all keys and values. Order does not matter.
 *
 * <p>Layout: {@code spec kv-encoding, section 16.2}. Immutable; a fold of many pairs is done by
 * {@link Accumulator}.
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

  /** Adds up pairs; not thread-safe. Allocates nothing per pair. */
  public static final class Accumulator {
    private long crc;
    private long pairs;
    private long bytes;

    /** Adds one pair whose key and value lie one behind the other. */
    public void add(byte[] array, int offset, int length) {
      crc ^= Crc64.of(array, offset, length);
      pairs++;
      bytes += length;
    }

    /** What has been added since the last {@link #reset}. */
    public KvChecksum sum() {
      return new KvChecksum(crc, pairs, bytes);
    }

    /** Starts anew. */
    public void reset() {
      crc = 0;
      pairs = 0;
      bytes = 0;
    }
  }
}
