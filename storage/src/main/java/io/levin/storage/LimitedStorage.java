package io.levin.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/**
 * A storage of which at most so many reads run at once, over all files: the meaning of {@code
 * lightning.io-concurrency} for local disks.
 */
public final class LimitedStorage extends ForwardingStorage {
  private final Semaphore slots;
  private final LongConsumer waited;

  /**
   * @param inner the storage to read from; closed with this one
   * @param concurrentReads how many blocks are read at a time
   */
  public LimitedStorage(Storage inner, int concurrentReads) {
    this(inner, concurrentReads, nanos -> {});
  }

  /**
   * As the other.
   *
   * @param waited is told of each read how many nanoseconds it waited for its turn
   */
  public LimitedStorage(Storage inner, int concurrentReads, LongConsumer waited) {
    super(inner);
    this.waited = waited;
    this.slots = new Semaphore(concurrentReads);
  }

  @Override
  protected InputStream wrap(InputStream opened) {
    return new FilterInputStream(opened) {
      @Override
      public int read(byte[] target, int at, int length) throws IOException {
        long asked = System.nanoTime();
        slots.acquireUninterruptibly();
        waited.accept(System.nanoTime() - asked);
        try {
          return in.read(target, at, length);
        } finally {
          slots.release();
        }
      }
    };
  }
}
