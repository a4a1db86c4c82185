package io.levin.storage;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads another stream ahead, in a thread of its own: for text that takes time to decode, and for
 * storage that takes time to answer.
 *
 * <p>At most {@code blocks} blocks are in memory. The thread starts with the first read and ends
 * with the stream, or when this one is closed; a failure is thrown to the reader behind the bytes
 * that were read before it. One thread reads.
 */
public final class ReadAhead extends InputStream {
  private final InputStream in;
  private final byte[][] blocks;
  private final int[] lengths;
  private final Thread thread;

  // Guarded by this: how many blocks were filled and how many are used up.
  private long filled;
  private long emptied;
  private boolean ended;
  private boolean closed;
  private Throwable failure;

  private boolean started;
  private int at;

  /**
   * @param in closed with this stream, by the reading thread
   * @param blocks how many blocks are in memory
   * @param blockBytes the size of a block
   * @param name of the thread
   */
  public ReadAhead(InputStream in, int blocks, int blockBytes, String name) {
    this.in = in;
    this.blocks = new byte[blocks][blockBytes];
    this.lengths = new int[blocks];
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!started) {
      started = true;
      thread.start();
    }
    if (!awaitBlock()) {
      return -1;
    }
    int slot = (int) (emptied % blocks.length);
    int step = Math.min(length, lengths[slot] - at);
    System.arraycopy(blocks[slot], at, target, offset, step);
    at += step;
    if (at == lengths[slot]) {
      at = 0;
      release();
    }
    return step;
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    if (!started) {
      in.close();
      return;
    }
    // The thread closes the stream: a decoder must not be closed while it is at work.
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean awaitBlock() throws IOException {
    while (filled == emptied && !ended) {
      awaitChange();
    }
    if (filled > emptied) {
      return true;
    }
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (failure != null) {
      throw new IOException(failure);
    }
    return false;
  }

  private synchronized void release() {
    emptied++;
    notifyAll();
  }

  private void run() {
    try (InputStream source = in) {
      while (awaitRoom()) {
        int slot = (int) (filled % blocks.length);
        int got = source.read(blocks[slot], 0, blocks[slot].length);
        if (got < 0) {
          break;
        }
        publish(slot, got);
      }
      end(null);
    } catch (IOException | RuntimeException | Error e) {
      end(e);
    }
  }

  private synchronized boolean awaitRoom() {
    while (filled - emptied == blocks.length && !closed) {
      awaitChange();
    }
    return !closed;
  }

  private synchronized void publish(int slot, int length) {
    if (length > 0) {
      lengths[slot] = length;
      filled++;
      notifyAll();
    }
  }

  private synchronized void end(Throwable reason) {
    ended = true;
    failure = reason;
    notifyAll();
  }

  private void awaitChange() {
    try {
      wait();
    } catch (InterruptedException e) {
      // Whoever wants this to stop closes the stream; the mark stays for others to see.
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading ahead", e);
    }
  }
}
