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
public final class LimitedStorage implements Storage {
  private final Storage inner;
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
    this.inner = inner;
    this.waited = waited;
    this.slots = new Semaphore(concurrentReads);
  }

  @Override
  public String describe() {
    return inner.describe();
  }

  @Override
  public void walk(Visitor visitor) throws IOException {
    inner.walk(visitor);
  }

  @Override
  public boolean exists(String path) throws IOException {
    return inner.exists(path);
  }

  @Override
  public long size(String path) throws IOException {
    return inner.size(path);
  }

  @Override
  public InputStream open(String path, long offset) throws IOException {
    return limited(inner.open(path, offset));
  }

  @Override
  public InputStream open(String path, long offset, long length) throws IOException {
    return limited(inner.open(path, offset, length));
  }

  @Override
  public long aheadBytes() {
    return inner.aheadBytes();
  }

  private InputStream limited(InputStream unlimited) {
    return new FilterInputStream(unlimited) {
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

  @Override
  public void replace(String path, byte[] content) throws IOException {
    inner.replace(path, content);
  }

  @Override
  public void delete(String path) throws IOException {
    inner.delete(path);
  }

  @Override
  public void close() {
    inner.close();
  }
}
