package io.levin.source.compress;

import java.util.Locale;

/** How a whole file is compressed. */
public enum Compression {
  /** Not at all. */
  NONE,
  /** One or more gzip members. */
  GZIP,
  /** One or more Zstandard frames. */
  ZSTD,
  /** Snappy's framing format. */
  SNAPPY,
  /** The LZ4 frame format. */
  LZ4,
  /** A known name without a decoder. */
  XZ,
  /** A known name without a decoder. */
  LZO;

  /**
   * The compression of a file extension or rule, in any case, blanks around it ignored.
   *
   * @throws IllegalArgumentException if there is none, with the text that users know
   */
  public static Compression ofName(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "" -> NONE;
      case "gz", "gzip" -> GZIP;
      case "zst", "zstd" -> ZSTD;
      case "snappy" -> SNAPPY;
      case "lz4" -> LZ4;
      case "xz" -> XZ;
      case "lzo" -> LZO;
      default -> throw new IllegalArgumentException("invalid compression type '" + name + "'");
    };
  }
}
