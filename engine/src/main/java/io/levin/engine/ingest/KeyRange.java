package io.levin.engine.ingest;

import io.levin.base.Bytes;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.Region;
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
    return start.length == 0 ? start : MemcomparableKey.encode(start);
  }

  /** The end as PD knows it. */
  byte[] encodedEnd() {
    return end.length == 0 ? end : MemcomparableKey.encode(end);
  }

  /** The part of this range that lies in a region, or null. */
  KeyRange within(Region region) {
    byte[] low = region.rawStart();
    byte[] high = region.rawEnd();
    byte[] from = Bytes.compare(low, start) > 0 ? low : start;
    byte[] to = high.length > 0 && (end.length == 0 || Bytes.compare(high, end) < 0) ? high : end;
    return to.length > 0 && Bytes.compare(from, to) >= 0 ? null : new KeyRange(from, to);
  }

  /** The part of this range that lies behind a region, or null. */
  KeyRange behind(Region region) {
    byte[] high = region.rawEnd();
    boolean over = high.length == 0 || end.length > 0 && Bytes.compare(high, end) >= 0;
    return over ? null : new KeyRange(Bytes.compare(high, start) > 0 ? high : start, end);
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

  @Override
  public String toString() {
    return Bytes.hex(start) + ".." + Bytes.hex(end);
  }
}
