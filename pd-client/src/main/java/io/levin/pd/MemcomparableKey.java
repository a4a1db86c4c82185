package io.levin.pd;

import java.util.Arrays;

/**
 * The form of a key in region boundaries: groups of eight bytes, each followed by a marker, so that
 * byte order of the encoded keys is the order of the raw ones.
 *
 * <p>A full group has marker {@code FF}; the last group holds 0 to 7 bytes, is filled with zeros
 * and has marker {@code FF - padding}. Empty boundaries mean infinity and are never encoded.
 */
public final class MemcomparableKey {
  private static final int GROUP = 8;

  private MemcomparableKey() {}

  /** The encoded form of a raw key; an empty key gives nine bytes, not none. */
  public static byte[] encode(byte[] raw) {
    byte[] encoded = new byte[(raw.length / GROUP + 1) * (GROUP + 1)];
    int out = 0;
    for (int in = 0; in <= raw.length; in += GROUP) {
      int taken = Math.min(GROUP, raw.length - in);
      System.arraycopy(raw, in, encoded, out, taken);
      encoded[out + GROUP] = (byte) (0xFF - (GROUP - taken));
      out += GROUP + 1;
    }
    return encoded;
  }

  /** The boundary behind a raw key: the smallest encoded form above it and its encoded form. */
  public static byte[] encodeNext(byte[] raw) {
    return encode(Arrays.copyOf(raw, raw.length + 1));
  }

  /**
   * The raw key of an encoded one, or null when the bytes are not a whole encoded key. Bytes behind
   * the key are ignored. A region boundary made by others may be such a foreign one.
   */
  public static byte[] decode(byte[] encoded) {
    byte[] raw = new byte[encoded.length / (GROUP + 1) * GROUP];
    int out = 0;
    for (int in = 0; in + GROUP < encoded.length; in += GROUP + 1) {
      int padding = 0xFF - (encoded[in + GROUP] & 0xFF);
      if (padding > GROUP) {
        return null;
      }
      int taken = GROUP - padding;
      for (int i = taken; i < GROUP; i++) {
        if (encoded[in + i] != 0) {
          return null;
        }
      }
      System.arraycopy(encoded, in, raw, out, taken);
      out += taken;
      if (padding > 0) {
        return Arrays.copyOf(raw, out);
      }
    }
    return null;
  }
}
