package io.levin.engine.plan;

import io.levin.engine.progress.Timings;
import io.levin.storage.Storage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A storage that notes how long each read of a file takes. */
final class MeasuredStorage implements Storage {
  private final Storage inner;
  private final Timings timings;

  MeasuredStorage(Storage inner, Timings timings) {
    this.inner = inner;
    this.timings = timings;
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
    return measured(inner.open(path, offset));
  }

  @Override
  public InputStream open(String path, long offset, long length) throws IOException {
    return measured(inner.open(path, offset, length));
  }

  private InputStream measured(InputStream unmeasured) {
    return new FilterInputStream(unmeasured) {
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
