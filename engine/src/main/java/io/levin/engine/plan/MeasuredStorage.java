package io.levin.engine.plan;

import io.levin.engine.progress.Timings;
import io.levin.storage.ForwardingStorage;
import io.levin.storage.Storage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A storage that notes how long each read of a file takes. */
final class MeasuredStorage extends ForwardingStorage {
  private final Storage inner;
  private final Timings timings;

  MeasuredStorage(Storage inner, Timings timings) {
    super(inner);
    this.inner = inner;
    this.timings = timings;
  }

  @Override
  protected InputStream wrap(InputStream opened) {
    return new FilterInputStream(opened) {
      @Override
      public int read(byte[] target, int at, int length) throws IOException {
        long start = System.nanoTime();
        int count = in.read(target, at, length);
        timings.readBlock().observeSince(start);
        return count;
      }
    };
  }

  @Override
  public byte[] read(String path) throws IOException {
    return inner.read(path);
  }
}
