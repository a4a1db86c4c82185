package io.levin.tikv;

import io.levin.base.Bytes;
import io.levin.pd.Region;
import java.util.Arrays;
import java.util.Objects;

/**
 * A range of raw keys (TiDB's own, not the encoded form of region boundaries). The arrays are not
 * to be changed.
 *
 * @param start inclusive
 * @param end exclusive; empty for no end
 */
public record RawRange(byte[] start, byte[] end) {
  /** Checks that both are there. */
  public RawRange {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
  }

  /** The part of the range that lies in a region; null when there is none. */
  RawRange within(Region region) {
    byte[] low = region.rawStart();
    byte[] high = region.rawEnd();
    byte[] from = Bytes.compare(start, low) < 0 ? low : start;
    byte[] to = end.length == 0 || high.length > 0 && Bytes.compare(high, end) < 0 ? high : end;
    return to.length > 0 && Bytes.compare(from, to) >= 0 ? null : new RawRange(from, to);
  }

  /** The part of the range that lies behind a region; null when there is none. */
  RawRange behind(Region region) {
    byte[] high = region.rawEnd();
    boolean over = high.length == 0 || end.length > 0 && Bytes.compare(high, end) >= 0;
    return over ? null : new RawRange(Bytes.compare(start, high) < 0 ? high : start, end);
  }

  /** The part behind a key. */
  RawRange after(byte[] key) {
    return new RawRange(Arrays.copyOf(key, key.length + 1), end);
  }

  /** True when no key can lie in it. */
  boolean isEmpty() {
    return end.length > 0 && Bytes.compare(start, end) >= 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawRange that
        && Arrays.equals(start, that.start)
        && Arrays.equals(end, that.end);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(start) + Arrays.hashCode(end);
  }

  @Override
  public String toString() {
    return "[" + Bytes.hex(start) + ", " + Bytes.hex(end) + ")";
  }
}
