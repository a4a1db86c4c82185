package io.levin.playground.tikv;

import java.util.zip.CRC32C;

/**
 * What is remembered of the pairs that one peer received, to see whether all peers received the
 * same: a checksum of their wire form, which does not depend on how they were cut into batches.
 *
 * @param crc CRC-32C over the pairs' wire form
 * @param pairs number of pairs
 * @param bytes keys and values
 */
record Fingerprint(long crc, long pairs, long bytes) {

  /** Adds up pairs; not thread-safe. */
  static final class Sum {
    private final CRC32C crc = new CRC32C();
    private long pairs;
    private long bytes;

    void addWire(byte[] array, int offset, int length) {
      crc.update(array, offset, length);
    }

    void addPair(int keyAndValueLength) {
      pairs++;
      bytes += keyAndValueLength;
    }

    Fingerprint take() {
      return new Fingerprint(crc.getValue(), pairs, bytes);
    }
  }
}
