package io.levin.engine.ingest;

import io.levin.base.Bytes;
import io.levin.kv.KeyCodec;
import java.util.Arrays;

/**
 * Raw keys from {@code start} on, before {@code end}; an empty end is open.
 *
 * @param start inclusive
 * @param end exclusive
 */
record KeyRange(byte[] start, byte[] end) {
  private static final int PADDING = 16;

  /** The start as PD knows it. */
  byte[] encodedStart() {
    return start.length == 0 ? start : KeyCodec.encodeBytes(start);
  }

  /** The end as PD knows it. */
  byte[] encodedEnd() {
    return end.length == 0 ? end : KeyCodec.encodeBytes(end);
  }

  /** The part of this range that lies in a region with the given encoded bounds, or null. */
  KeyRange within(byte[] regionStart, byte[] regionEnd) {
    byte[] from = start;
    if (Bytes.compare(regionStart, encodedStart()) > 0) {
      from = rawFloor(regionStart);
    }
    byte[] to = end;
    if (regionEnd.length > 0 && (end.length == 0 || Bytes.compare(regionEnd, encodedEnd()) < 0)) {
      to = rawFloor(regionEnd);
    }
    return to.length > 0 && Bytes.compare(from, to) >= 0 ? null : new KeyRange(from, to);
  }

  /**
   * A key that lies in this range and behind every key that an engine can have in it. Needs an end.
   */
  byte[] lastPossible() {
    byte[] key = Arrays.copyOf(end, end.length);
    int last = key.length - 1;
    if (key[last] == 0) {
      return Arrays.copyOf(key, last);
    }
    key[last]--;
    byte[] padded = Arrays.copyOf(key, key.length + PADDING);
    Arrays.fill(padded, key.length, padded.length, (byte) 0xFF);
    return padded;
  }

  /** The smallest key behind the given one. */
  static byte[] next(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /**
   * The smallest raw key whose encoded form is not below a region bound. A bound need not be a
   * whole encoded key: others may have split in the middle of one.
   */
  static byte[] rawFloor(byte[] encoded) {
    if (encoded.length == 0) {
      return encoded;
    }
    if (KeyCodec.endOfBytes(encoded, 0, encoded.length) == encoded.length) {
      return KeyCodec.decodeBytes(encoded);
    }
    return PartialKey.ceiling(encoded);
  }

  @Override
  public String toString() {
    return Bytes.hex(start) + ".." + Bytes.hex(end);
  }
}
