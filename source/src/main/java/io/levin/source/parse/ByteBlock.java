package io.levin.source.parse;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The part of a file that is in memory: one array, refilled from a stream.
 *
 * <p>A row is always contiguous: a refill moves what must be kept to the front of the array and
 * grows it when that is most of it. Behind the data lie {@link #PADDING} zero bytes, so that words
 * can be loaded at every offset of the data.
 */
final class ByteBlock implements AutoCloseable {
  /** Bytes behind the data that may be read and are zero. */
  static final int PADDING = 72;

  private final InputStream in;
  private final int initialBytes;
  private final int maxBytes;

  /** What ended the bytes that were read last; thrown once these are used up. */
  private IOException failure;

  /** The data, from 0 to {@link #limit}. */
  byte[] bytes;

  /** Where the data ends. */
  int limit;

  /** Offset in the file of the first byte of the array. */
  long base;

  /** Whether nothing follows behind the limit. */
  boolean eof;

  /**
   * @param in delivers the file from {@code offset} on; closed with the block
   * @param initialBytes size of the array while rows are small
   * @param maxBytes the largest row
   */
  ByteBlock(InputStream in, long offset, int initialBytes, int maxBytes) {
    this.in = in;
    this.base = offset;
    this.initialBytes = Math.max(1, initialBytes);
    this.maxBytes = Math.max(this.initialBytes, maxBytes);
    this.bytes = new byte[this.initialBytes + PADDING];
  }

  /**
   * Forgets what lies before {@code keep}, moves the rest to the front and reads more behind it.
   *
   * @return false if what must be kept is larger than a row may be
   */
  boolean refill(int keep) throws IOException {
    int kept = limit - keep;
    int capacity = bytes.length - PADDING;
    if (kept >= maxBytes) {
      return false;
    }
    if (kept > capacity / 2 && capacity < maxBytes) {
      int grown = (int) Math.min((long) maxBytes, Math.max(2L * capacity, capacity + 16L));
      move(new byte[grown + PADDING], keep, kept);
    } else if (capacity > initialBytes && kept <= initialBytes / 2) {
      move(new byte[initialBytes + PADDING], keep, kept);
    } else {
      move(bytes, keep, kept);
    }
    fill();
    return true;
  }

  /** The file offset of an index into the array. */
  long offset(int index) {
    return base + index;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // Nothing that was read is in doubt, and there is nothing to do about it.
      return;
    }
  }

  private void move(byte[] target, int keep, int kept) {
    System.arraycopy(bytes, keep, target, 0, kept);
    bytes = target;
    base += keep;
    limit = kept;
  }

  private void fill() throws IOException {
    if (failure != null) {
      throw failure;
    }
    int capacity = bytes.length - PADDING;
    int before = limit;
    while (limit < capacity && !eof && failure == null) {
      try {
        int got = in.read(bytes, limit, capacity - limit);
        if (got < 0) {
          eof = true;
        } else {
          limit += got;
        }
      } catch (IOException e) {
        if (limit == before) {
          throw e;
        }
        failure = e;
      }
    }
    Arrays.fill(bytes, limit, limit + PADDING, (byte) 0);
  }
}
