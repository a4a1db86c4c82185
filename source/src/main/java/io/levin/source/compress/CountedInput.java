package io.levin.source.compress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the stored bytes that a decoder takes; the count may be read by another thread. */
final class CountedInput extends FilterInputStream {
  private volatile long count;

  CountedInput(InputStream in) {
    super(in);
  }

  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    int got = in.read();
    add(got < 0 ? 0 : 1);
    return got;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int got = in.read(target, offset, length);
    add(Math.max(0, got));
    return got;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Only the reading thread writes, so the two steps need no lock. */
  private void add(int bytes) {
    count = count + bytes;
  }
}
