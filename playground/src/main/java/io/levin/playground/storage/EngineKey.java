package io.levin.playground.storage;

import io.levin.base.Bytes;
import java.util.Arrays;

/**
 * The three forms of a key: raw (TiDB's bytes), encoded (memcomparable, what regions are bounded
 * by) and engine (encoded, then the bitwise complement of the timestamp, big-endian).
 *
 * <p>The playground leaves out the leading {@code z} of TiKV's engine keys.
 */
public final class EngineKey {
  private static final int GROUP = 8;

  /** Bytes of the timestamp behind an encoded key. */
  public static final int TS_LENGTH = 8;

  private EngineKey() {}

  /** Bytes that a raw key of this length takes in encoded form. */
  public static int encodedLength(int rawLength) {
    return (rawLength / GROUP + 1) * (GROUP + 1);
  }

  /** The encoded form of a raw key. */
  public static byte[] encode(byte[] raw) {
    byte[] out = new byte[encodedLength(raw.length)];
    encode(raw, 0, raw.length, out, 0);
    return out;
  }

  /** The engine form of a raw key at a timestamp. */
  public static byte[] of(byte[] raw, long ts) {
    byte[] out = new byte[encodedLength(raw.length) + TS_LENGTH];
    int end = encode(raw, 0, raw.length, out, 0);
    Bytes.putBigEndianLong(out, end, ~ts);
    return out;
  }

  /**
   * Encodes a slice of raw key bytes.
   *
   * @return where the encoded form ends in {@code out}
   */
  public static int encode(byte[] raw, int offset, int length, byte[] out, int outOffset) {
    int from = offset;
    int to = outOffset;
    int left = length;
    while (left >= GROUP) {
      System.arraycopy(raw, from, out, to, GROUP);
      out[to + GROUP] = (byte) 0xff;
      from += GROUP;
      to += GROUP + 1;
      left -= GROUP;
    }
    System.arraycopy(raw, from, out, to, left);
    Arrays.fill(out, to + left, to + GROUP, (byte) 0);
    out[to + GROUP] = (byte) (0xff - (GROUP - left));
    return to + GROUP + 1;
  }

  /**
   * Decodes an encoded key that fills the given slice.
   *
   * @return the number of raw bytes written to the start of {@code out}
   * @throws IllegalArgumentException if the slice is not one whole encoded key
   */
  public static int decode(byte[] encoded, int offset, int length, byte[] out) {
    int to = 0;
    int end = offset + length;
    for (int at = offset; at + GROUP < end; at += GROUP + 1) {
      int padding = 0xff - (encoded[at + GROUP] & 0xff);
      if (padding > GROUP) {
        throw new IllegalArgumentException("marker of a key group below F7");
      }
      System.arraycopy(encoded, at, out, to, GROUP - padding);
      to += GROUP - padding;
      if (padding > 0) {
        for (int i = at + GROUP - padding; i < at + GROUP; i++) {
          if (encoded[i] != 0) {
            throw new IllegalArgumentException("padding of a key group is not zero");
          }
        }
        if (at + GROUP + 1 != end) {
          throw new IllegalArgumentException("bytes behind the last key group");
        }
        return to;
      }
    }
    throw new IllegalArgumentException("the last key group is missing");
  }

  /** The raw form of an encoded key. */
  public static byte[] decode(byte[] encoded) {
    byte[] out = new byte[encoded.length];
    return Arrays.copyOf(out, decode(encoded, 0, encoded.length, out));
  }
}
