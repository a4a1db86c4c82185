package io.levin.source.compress;

import io.levin.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Opens files that may be compressed as streams of their text. */
public final class CompressedFiles {
  private static final int SKIP_BYTES = 64 << 10;

  private CompressedFiles() {}

  /**
   * Opens a file.
   *
   * @param offset in the uncompressed text; for a compressed file everything before it is read and
   *     dropped
   * @throws IOException also if there is no decoder for the compression, or the text ends before
   *     the offset
   */
  public static InputStream open(Storage storage, String path, Compression compression, long offset)
      throws IOException {
    if (compression == Compression.NONE) {
      return storage.open(path, offset);
    }
    InputStream in = decoder(compression, storage.open(path, 0), path);
    skip(in, offset, path);
    return in;
  }

  /**
   * Decodes a stream.
   *
   * @param path for messages
   */
  static InputStream decoder(Compression compression, InputStream in, String path)
      throws IOException {
    return switch (compression) {
      case NONE -> in;
      case GZIP -> new java.util.zip.GZIPInputStream(in, 64 << 10);
      default -> {
        in.close();
        throw new IOException(
            "compression "
                + compression.name().toLowerCase(java.util.Locale.ROOT)
                + " doesn't have related storage compressType");
      }
    };
  }

  private static void skip(InputStream in, long offset, String path) throws IOException {
    byte[] dropped = new byte[(int) Math.min(SKIP_BYTES, Math.max(1, offset))];
    long left = offset;
    while (left > 0) {
      int got = in.read(dropped, 0, (int) Math.min(dropped.length, left));
      if (got < 0) {
        in.close();
        throw new EOFException(
            "file "
                + path
                + " has only "
                + (offset - left)
                + " bytes of text, "
                + offset
                + " were read before");
      }
      left -= got;
    }
  }
}
