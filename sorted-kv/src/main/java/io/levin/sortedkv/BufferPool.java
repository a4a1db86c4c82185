package io.levin.sortedkv;

import io.levin.base.Cancellation;
import java.util.ArrayDeque;

/**
 * The block buffers of one reader, and how many of its blocks its caller still holds. Blocks come
 * back on any thread.
 */
final class BufferPool {
  /** A block is small when so many of it fit a buffer. */
  private static final int SMALL = 8;

  private final int bufferBytes;
  private final int mostHeld;
  private final ArrayDeque<byte[]> free = new ArrayDeque<>();
  private int held;

  BufferPool(int bufferBytes, int mostHeld) {
    this.bufferBytes = bufferBytes;
    this.mostHeld = mostHeld;
  }

  /** A buffer with room for so many bytes. */
  synchronized byte[] take(int size) {
    if (size > bufferBytes) {
      return new byte[size];
    }
    byte[] buffer = free.poll();
    return buffer != null ? buffer : new byte[bufferBytes];
  }

  /**
   * A buffer for a block of a run. One whose blocks are all small gets a small one, since a range
   * may touch very many of such runs.
   *
   * @param largest the size of the run's largest block
   */
  byte[] takeFor(int size, int largest) {
    return isSmall(largest, bufferBytes) ? new byte[largest] : take(size);
  }

  /** Bytes of a buffer that {@link #takeFor} gives. */
  static long memory(int largest, int bufferBytes) {
    return isSmall(largest, bufferBytes) ? largest : Math.max(bufferBytes, largest);
  }

  private static boolean isSmall(int largest, int bufferBytes) {
    return largest <= bufferBytes / SMALL;
  }

  /** Gives a buffer back. */
  synchronized void give(byte[] buffer) {
    if (buffer.length == bufferBytes) {
      free.push(buffer);
    }
  }

  /** Waits until the caller holds fewer blocks than it may, and counts one more. */
  void hold(Cancellation cancellation) {
    synchronized (this) {
      if (held < mostHeld) {
        held++;
        return;
      }
    }
    waitAndHold(cancellation);
  }

  private void waitAndHold(Cancellation cancellation) {
    try (Cancellation.Registration ignored = cancellation.onCancel(this::wake)) {
      boolean interrupted = false;
      synchronized (this) {
        while (held >= mostHeld && !cancellation.isCancelled()) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        held++;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (cancellation.isCancelled()) {
      release(new byte[0]);
      cancellation.throwIfCancelled();
    }
  }

  /** Takes a block back that the caller held. */
  synchronized void release(byte[] buffer) {
    held--;
    give(buffer);
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }
}
