package io.levin.source.compress;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.xerial.snappy.SnappyFramedOutputStream;

/** Compresses what tests read. */
public final class Encoders {
  private Encoders() {}

  /** The bytes of a compressed file. */
  public static byte[] compressed(Compression compression, byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = encoder(compression, bytes)) {
      out.write(text);
    }
    return bytes.toByteArray();
  }

  private static OutputStream encoder(Compression compression, OutputStream out)
      throws IOException {
    return switch (compression) {
      case GZIP -> new GZIPOutputStream(out);
      case ZSTD -> new ZstdOutputStreamNoFinalizer(out);
      case SNAPPY -> new SnappyFramedOutputStream(out);
      case LZ4 -> new LZ4FrameOutputStream(out, LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB);
      default -> throw new IllegalArgumentException();
    };
  }
}
