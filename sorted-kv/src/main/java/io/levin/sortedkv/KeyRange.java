package io.levin.sortedkv;

import io.levin.base.Bytes;

/**
 * A range of raw keys and about how much lies in it.
 *
 * @param start the first key that belongs to it
 * @param end the first key that does not
 * @param pairs number of pairs, exact up to the blocks at both ends
 * @param bytes bytes of keys and values, exact up to the blocks at both ends
 */
public record KeyRange(byte[] start, byte[] end, long pairs, long bytes) {
  @Override
  public String toString() {
    return "["
        + Bytes.hex(start)
        + ", "
        + Bytes.hex(end)
        + ") of "
        + pairs
        + " pairs, "
        + bytes
        + " bytes";
  }
}
