package io.levin.engine.load;

import java.util.function.Supplier;

/** The chunks of one engine under way: counts them down and keeps the first failure. */
final class Batch {
  // Guarded by this.
  private int left;
  private ChunkResult result = ChunkResult.NOTHING;
  private Throwable failure;

  Batch(int size) {
    left = size;
  }

  /** Runs one chunk, unless another one has failed. */
  void run(Supplier<ChunkResult> chunk) {
    ChunkResult outcome = ChunkResult.NOTHING;
    Throwable thrown = null;
    if (!hasFailed()) {
      try {
        outcome = chunk.get();
      } catch (Throwable t) {
        thrown = t;
      }
    }
    end(outcome, thrown);
  }

  synchronized boolean hasFailed() {
    return failure != null;
  }

  /** Waits for all chunks. */
  synchronized ChunkResult await() {
    boolean interrupted = false;
    while (left > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
    return result;
  }

  private synchronized void end(ChunkResult outcome, Throwable thrown) {
    result = result.plus(outcome);
    if (failure == null) {
      failure = thrown;
    }
    left--;
    notifyAll();
  }
}
