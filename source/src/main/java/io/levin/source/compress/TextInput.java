package io.levin.source.compress;

import io.levin.base.ImportException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;

/**
 * The text of a compressed file: fills the caller's array as far as it can, and tells where a file
 * is cut short or broken, by the offset in the text.
 */
final class TextInput extends InputStream implements StoredBytes {
  private final InputStream decoder;
  private final CountedInput stored;
  private final String path;
  private long position;
  private IOException later;

  TextInput(InputStream decoder, CountedInput stored, String path) {
    this.decoder = decoder;
    this.stored = stored;
    this.path = path;
  }

  @Override
  public long storedBytes() {
    return stored.count();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (later != null) {
      throw later;
    }
    int done = 0;
    try {
      while (done < length) {
        int got = decoder.read(target, offset + done, length - done);
        if (got < 0) {
          break;
        }
        done += got;
      }
    } catch (ImportException | CancellationException | NoSuchFileException e) {
      // It is the storage that failed, and the text is not at fault.
      throw e;
    } catch (IOException | RuntimeException e) {
      later = failure(path, position + done, e);
      if (done == 0) {
        throw later;
      }
    }
    position += done;
    return done == 0 && length > 0 ? -1 : done;
  }

  @Override
  public void close() throws IOException {
    decoder.close();
  }

  /** What a decoder's failure means, with the place in the text. */
  static IOException failure(String path, long offset, Exception e) {
    String message = String.valueOf(e.getMessage());
    // zstd-jni and lz4-java have no type of their own for an early end.
    boolean cut =
        e instanceof EOFException
            || message.contains("Truncated source")
            || message.contains("ended prematurely");
    String problem = cut ? "unexpected end of compressed file" : "broken compressed file";
    return new DamagedTextException(
        problem + " " + path + " at offset " + offset + " of its text: " + message, e);
  }
}
