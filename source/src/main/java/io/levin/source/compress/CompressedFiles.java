package io.levin.source.compress;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.levin.storage.ReadAhead;
import io.levin.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.xerial.snappy.SnappyFramedInputStream;

/** Opens files that may be compressed as streams of their text. */
public final class CompressedFiles {
  /**
   * The largest window of a Zstandard frame, as a power of two: that much native memory is taken,
   * should a frame ask for it. The reference tool writes up to 27 by default and 31 with {@code
   * --long=31}.
   */
  private static final int MAX_ZSTD_WINDOW_LOG = 30;

  private static final int BUFFER_BYTES = 64 << 10;

  /** Magic number, frame header descriptor, window descriptor. */
  private static final int ZSTD_HEAD = 6;

  /** The state of a decoder with a small window. */
  private static final long OTHER_WINDOW = 256 << 10;

  /** A block of the largest size as stored and as unpacked. */
  private static final long LZ4_BLOCKS = 8 << 20;

  private static final int AHEAD_BYTES = 256 << 10;
  private static final int AHEAD_BLOCKS = 4;

  private CompressedFiles() {}

  /**
   * Opens a file. Compressed text is decoded by a thread of its own, which ends with the stream.
   *
   * @param offset in the uncompressed text; for a compressed file everything before it is read and
   *     dropped
   * @return a stream that is {@link StoredBytes} if the file is compressed
   * @throws IOException also if there is no decoder for the compression, or the text ends before
   *     the offset
   */
  public static InputStream open(Storage storage, String path, Compression compression, long offset)
      throws IOException {
    if (compression == Compression.NONE) {
      return storage.open(path, offset);
    }
    TextInput text = text(storage.open(path, 0), compression, path, BUFFER_BYTES);
    try {
      skip(text, offset, path);
      return new AheadInput(
          new ReadAhead(text, AHEAD_BLOCKS, AHEAD_BYTES, "levin-decode " + path), text);
    } catch (IOException | RuntimeException e) {
      closeAfter(e, text);
      throw e;
    }
  }

  /**
   * About how many bytes of memory an open file takes because it is compressed.
   *
   * @throws IOException if a file whose head tells cannot be read
   */
  public static long memory(Storage storage, String path, Compression compression)
      throws IOException {
    long ahead = (long) AHEAD_BLOCKS * AHEAD_BYTES + BUFFER_BYTES;
    return switch (compression) {
      case NONE -> 0;
      case GZIP, SNAPPY -> ahead + OTHER_WINDOW;
      case LZ4 -> ahead + LZ4_BLOCKS;
      case ZSTD -> ahead + zstdWindow(storage, path);
      case XZ, LZO -> ahead;
    };
  }

  /** The window of the first frame, as RFC 8878 lays out its header. */
  private static long zstdWindow(Storage storage, String path) throws IOException {
    byte[] head;
    try (InputStream in = storage.open(path, 0, ZSTD_HEAD)) {
      head = in.readNBytes(ZSTD_HEAD);
    }
    // Of a frame without a window its whole content is one.
    boolean hasWindow = head.length == ZSTD_HEAD && (head[4] & 0x20) == 0;
    if (!hasWindow) {
      return OTHER_WINDOW;
    }
    int log = Math.min(MAX_ZSTD_WINDOW_LOG, 10 + ((head[5] & 0xff) >>> 3));
    return (1L << log) + (1L << log) / 8 * (head[5] & 7);
  }

  /**
   * Decodes a stream.
   *
   * @param path for messages
   * @param bufferBytes how much of the stored bytes is read at once
   */
  static TextInput text(InputStream in, Compression compression, String path, int bufferBytes)
      throws IOException {
    CountedInput stored = new CountedInput(in);
    try {
      return new TextInput(decoder(compression, stored, bufferBytes), stored, path);
    } catch (IOException e) {
      closeAfter(e, in);
      throw TextInput.failure(path, 0, e);
    } catch (RuntimeException e) {
      closeAfter(e, in);
      throw e;
    }
  }

  /** What made the stream useless is told, not that it could not be closed either. */
  private static void closeAfter(Exception failure, InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static InputStream decoder(Compression compression, CountedInput stored, int bufferBytes)
      throws IOException {
    return switch (compression) {
      case NONE -> stored;
      case GZIP -> new GzipInput(stored, bufferBytes);
      case ZSTD -> {
        NativeDecoder.ZSTANDARD.load();
        ZstdInputStreamNoFinalizer zstd =
            new ZstdInputStreamNoFinalizer(new NotEmpty(stored, bufferBytes));
        zstd.setLongMax(MAX_ZSTD_WINDOW_LOG);
        yield zstd;
      }
      case SNAPPY -> {
        NativeDecoder.SNAPPY.load();
        yield new SnappyFramedInputStream(new NotEmpty(stored, bufferBytes), true);
      }
      case LZ4 ->
          new LZ4FrameInputStream(
              new NotEmpty(stored, bufferBytes),
              LZ4Factory.safeInstance().safeDecompressor(),
              XXHashFactory.safeInstance().hash32());
      case XZ, LZO ->
          throw new IOException(
              "compression "
                  + compression.name().toLowerCase(Locale.ROOT)
                  + " doesn't have related storage compressType");
    };
  }

  private static void skip(InputStream in, long offset, String path) throws IOException {
    byte[] dropped = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, offset))];
    long left = offset;
    while (left > 0) {
      int got = in.read(dropped, 0, (int) Math.min(dropped.length, left));
      if (got < 0) {
        throw new EOFException(
            "file "
                + path
                + " has only "
                + (offset - left)
                + " bytes of text, but "
                + offset
                + " were read before; it was replaced");
      }
      left -= got;
    }
  }
}
