package io.levin.source.compress;

import io.levin.storage.Storage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Estimates the size of a compressed file's text from its beginning. */
public final class SizeEstimate {
  private static final int SAMPLE_STORED = 32 << 10;
  private static final int SAMPLE_TEXT = 8 << 20;

  /** Small, since what lies in the buffer undecoded falsifies the ratio. */
  private static final int BUFFER_BYTES = 1 << 10;

  private SizeEstimate() {}

  /**
   * Decodes the first 32 KiB of a file, or the first of its blocks if that is larger, but not more
   * than gives 8 MiB of text, and applies the ratio to the whole.
   *
   * @param size stored bytes of the file
   * @throws IOException if nothing can be decoded
   */
  public static long of(Storage storage, String path, Compression compression, long size)
      throws IOException {
    byte[] block = new byte[4 << 10];
    long text = 0;
    Gate gate = new Gate(storage.open(path, 0));
    try (TextInput decoded = CompressedFiles.text(gate, compression, path, BUFFER_BYTES)) {
      // A decoder may have taken the whole of a small file at once: then only its text tells.
      while (text < SAMPLE_TEXT || gate.passed >= size && text < 16L * SAMPLE_TEXT) {
        int got = decoded.read(block, 0, block.length);
        if (got < 0) {
          break;
        }
        text += got;
        gate.closed = decoded.storedBytes() >= SAMPLE_STORED;
      }
      return estimate(text, decoded.storedBytes(), size);
    } catch (IOException e) {
      if (!gate.closed) {
        throw e;
      }
      // The sample ends in the middle of the text, as it must.
      return estimate(text, gate.passed, size);
    }
  }

  private static long estimate(long text, long stored, long size) {
    double ratio = (double) text / Math.max(1, Math.min(size, stored));
    return Math.max(text, (long) (size * ratio));
  }

  /**
   * Once closed, lets nothing more of the file through, so that the decoder uses up what it has.
   */
  private static final class Gate extends FilterInputStream {
    private boolean closed;
    private long passed;

    Gate(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int got = closed ? -1 : in.read(target, offset, length);
      passed += Math.max(0, got);
      return got;
    }
  }
}
