package io.levin.storage;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a stream directly at first, and ahead, in a thread of its own, once the reader has shown
 * that it wants more than the beginning. One thread reads.
 */
final class LateReadAhead extends InputStream {
  private final InputStream direct;
  private final RequestLimits limits;
  private final String name;
  private long left;
  private InputStream in;

  /**
   * @param direct closed with this stream
   * @param left bytes to read directly
   * @param name of the thread
   */
  LateReadAhead(InputStream direct, long left, RequestLimits limits, String name) {
    this.direct = direct;
    this.in = direct;
    this.left = left;
    this.limits = limits;
    this.name = name;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (in != direct) {
      return in.read(target, offset, length);
    }
    if (left > 0) {
      int got = direct.read(target, offset, (int) Math.min(length, left));
      left -= Math.max(0, got);
      return got;
    }
    if (direct.available() == 0) {
      return direct.read(target, offset, length);
    }
    in = new ReadAhead(direct, limits.aheadBlocks(), limits.aheadBytes(), name);
    return in.read(target, offset, length);
  }

  @Override
  public int available() throws IOException {
    return in == direct ? direct.available() : 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
