package io.levin.engine.ingest;

import io.levin.base.Bytes;
import io.levin.kv.KeyCodec;
import java.util.Arrays;

/** Bounds of regions that are no whole memory-comparable key. */
final class PartialKey {
  private static final int GROUP = 9;

  private PartialKey() {}

  /**
   * The smallest raw key whose encoded form is not below the given bytes.
   *
   * <p>The bytes of all groups, with markers left out, are a raw key that is near; it or one of its
   * neighbors by trailing zeros is the answer, since encoding keeps order.
   */
  static byte[] ceiling(byte[] encoded) {
    byte[] raw = new byte[encoded.length];
    int n = 0;
    for (int i = 0; i < encoded.length; i++) {
      if (i % GROUP != GROUP - 1) {
        raw[n++] = encoded[i];
      } else if (encoded[i] != (byte) 0xFF) {
        break;
      }
    }
    // Cut trailing zeros away as long as the encoded form is still not below the bound.
    byte[] best = Arrays.copyOf(raw, n);
    while (best.length > 0 && Bytes.compare(KeyCodec.encodeBytes(best), encoded) < 0) {
      best = Arrays.copyOf(best, best.length + 1);
      if (best.length > n + GROUP) {
        throw new IllegalArgumentException("no raw key at region bound " + Bytes.hex(encoded));
      }
    }
    while (best.length > 0 && best[best.length - 1] == 0) {
      byte[] shorter = Arrays.copyOf(best, best.length - 1);
      if (Bytes.compare(KeyCodec.encodeBytes(shorter), encoded) < 0) {
        break;
      }
      best = shorter;
    }
    return best;
  }
}
