package io.levin.source.compress;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A buffered stream that has at least one byte: no compressed file is empty. */
final class NotEmpty extends BufferedInputStream {
  NotEmpty(InputStream in, int bufferBytes) throws IOException {
    super(in, bufferBytes);
    mark(1);
    if (read() < 0) {
      throw new EOFException("EOF");
    }
    reset();
  }
}
