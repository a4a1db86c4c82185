package io.levin.source.parquet;

import com.github.luben.zstd.Zstd;
import io.levin.source.compress.NativeDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.apache.parquet.format.CompressionCodec;
import org.brotli.dec.BrotliInputStream;
import org.xerial.snappy.Snappy;

/** Decompresses pages, whose sizes before and after are known. */
final class PageCodec {
  private static final int LZ4_BLOCK_HEADER = 8;

  private PageCodec() {}

  /**
   * Decompresses {@code source} from {@code from} on.
   *
   * @param size of what comes out
   * @throws IOException if that is not what comes out, or there is no decoder
   */
  static byte[] decompress(CompressionCodec codec, byte[] source, int from, int size)
      throws IOException {
    byte[] out = new byte[size];
    if (size == 0) {
      return out;
    }
    // Not among what may be wrong with the page.
    load(codec);
    int length = source.length - from;
    try {
      int got =
          switch (codec) {
            case UNCOMPRESSED -> copy(source, from, out);
            case SNAPPY -> snappy(source, from, out);
            case GZIP ->
                drain(new GZIPInputStream(new ByteArrayInputStream(source, from, length)), out);
            case ZSTD -> zstd(source, from, out);
            case LZ4_RAW -> lz4(source, from, length, out, 0);
            case LZ4 -> hadoopLz4(source, from, out);
            case BROTLI ->
                drain(new BrotliInputStream(new ByteArrayInputStream(source, from, length)), out);
            case LZO -> throw new IOException("compression LZO has no decoder here");
          };
      if (got != size) {
        throw new IOException("a page has " + got + " bytes in place of " + size);
      }
      return out;
    } catch (RuntimeException e) {
      throw new IOException("broken " + codec + " data in a page: " + e.getMessage(), e);
    }
  }

  private static void load(CompressionCodec codec) {
    switch (codec) {
      case SNAPPY -> NativeDecoder.SNAPPY.load();
      case ZSTD -> NativeDecoder.ZSTANDARD.load();
      default -> {
        // Decoded in Java.
      }
    }
  }

  private static int copy(byte[] source, int from, byte[] out) {
    int length = Math.min(out.length, source.length - from);
    System.arraycopy(source, from, out, 0, length);
    return length;
  }

  private static int snappy(byte[] source, int from, byte[] out) throws IOException {
    int length = source.length - from;
    if (Snappy.uncompressedLength(source, from, length) > out.length) {
      throw new IOException("a page is larger than its header says");
    }
    return Snappy.uncompress(source, from, length, out, 0);
  }

  private static int zstd(byte[] source, int from, byte[] out) throws IOException {
    long got = Zstd.decompressByteArray(out, 0, out.length, source, from, source.length - from);
    if (Zstd.isError(got)) {
      throw new IOException("broken ZSTD data in a page: " + Zstd.getErrorName(got));
    }
    return (int) got;
  }

  private static int lz4(byte[] source, int from, int length, byte[] out, int at) {
    LZ4SafeDecompressor decompressor = LZ4Factory.safeInstance().safeDecompressor();
    return decompressor.decompress(source, from, length, out, at, out.length - at);
  }

  /**
   * The codec's older form: blocks, each with its two sizes in front, as Hadoop writes them. Some
   * writers left the sizes out.
   */
  private static int hadoopLz4(byte[] source, int from, byte[] out) {
    int at = from;
    int done = 0;
    while (at + LZ4_BLOCK_HEADER <= source.length && done < out.length) {
      int size = bigEndianInt(source, at);
      int stored = bigEndianInt(source, at + 4);
      boolean fits =
          size >= 0
              && size <= out.length - done
              && stored >= 0
              && stored <= source.length - at - LZ4_BLOCK_HEADER;
      if (!fits) {
        return lz4(source, from, source.length - from, out, 0);
      }
      int got;
      try {
        got = lz4(source, at + LZ4_BLOCK_HEADER, stored, out, done);
      } catch (LZ4Exception e) {
        return lz4(source, from, source.length - from, out, 0);
      }
      done += got;
      at += LZ4_BLOCK_HEADER + stored;
    }
    return done;
  }

  private static int bigEndianInt(byte[] b, int at) {
    return b[at] << 24 | (b[at + 1] & 0xff) << 16 | (b[at + 2] & 0xff) << 8 | b[at + 3] & 0xff;
  }

  private static int drain(InputStream decoder, byte[] out) throws IOException {
    try (decoder) {
      int got = decoder.readNBytes(out, 0, out.length);
      if (decoder.read() >= 0) {
        throw new IOException("a page is larger than its header says");
      }
      return got;
    }
  }
}
