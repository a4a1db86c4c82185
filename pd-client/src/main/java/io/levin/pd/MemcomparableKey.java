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
   * The smallest raw key whose encoded form is not below a boundary; empty for the empty boundary.
   *
   * <p>For a whole encoded key that is the key itself. A boundary made by other hands may end
   * inside a group, or carry more behind the key; the answer still divides the raw keys exactly as
   * the boundary divides the encoded ones.
   */
  public static byte[] rawAtOrAbove(byte[] boundary) {
    byte[] raw = new byte[boundary.length + 1];
    int out = 0;
    for (int in = 0; in < boundary.length; in += GROUP + 1) {
      int present = Math.min(GROUP, boundary.length - in);
      System.arraycopy(boundary, in, raw, out, present);
      int used = present;
      while (used > 0 && boundary[in + used - 1] == 0) {
        used--;
      }
      if (in + GROUP >= boundary.length) {
        return Arrays.copyOf(raw, out + used);
      }
      int taken = GROUP - (0xFF - (boundary[in + GROUP] & 0xFF));
      if (taken < used) {
        // No key has this group with so low a marker: the next one has the whole group.
        return Arrays.copyOf(raw, out + used);
      }
      out += taken;
      if (taken < GROUP) {
        boolean more = in + GROUP + 1 < boundary.length;
        return Arrays.copyOf(Arrays.copyOf(raw, out), more ? out + 1 : out);
      }
    }
    return Arrays.copyOf(raw, out);
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
