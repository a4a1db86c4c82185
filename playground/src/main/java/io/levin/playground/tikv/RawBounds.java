package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import io.levin.playground.model.Region;
import io.levin.playground.storage.EngineKey;
import java.util.Arrays;

/** A region's bounds as raw keys. A bound need not be a whole encoded key: others split too. */
final class RawBounds {
  private RawBounds() {}

  static byte[] start(Region region) {
    return raw(region.start());
  }

  static byte[] end(Region region) {
    return raw(region.end());
  }

  /** The raw key, as far as the bound decodes: a bound inside a group is cut to whole groups. */
  private static byte[] raw(ByteString bound) {
    byte[] encoded = bound.toByteArray();
    if (encoded.length == 0) {
      return encoded;
    }
    byte[] out = new byte[encoded.length];
    try {
      return Arrays.copyOf(out, EngineKey.decode(encoded, 0, encoded.length, out));
    } catch (IllegalArgumentException e) {
      int to = 0;
      for (int at = 0; at + 9 <= encoded.length && encoded[at + 8] == (byte) 0xff; at += 9) {
        System.arraycopy(encoded, at, out, to, 8);
        to += 8;
      }
      return Arrays.copyOf(out, to);
    }
  }
}
