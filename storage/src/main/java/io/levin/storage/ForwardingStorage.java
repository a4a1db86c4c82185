package io.levin.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A storage that does as another one does, but for what becomes of its streams. */
public abstract class ForwardingStorage implements Storage {
  private final Storage inner;

  /**
   * @param inner closed with this one
   */
  protected ForwardingStorage(Storage inner) {
    this.inner = inner;
  }

  /** The stream to hand out for one that was opened. */
  protected abstract InputStream wrap(InputStream opened);

  @Override
  public final InputStream open(String path, long offset) throws IOException {
    return wrap(inner.open(path, offset));
  }

  @Override
  public final InputStream open(String path, long offset, long length) throws IOException {
    return wrap(inner.open(path, offset, length));
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
  public Optional<String> version(String path) {
    return inner.version(path);
  }

  @Override
  public boolean filesMayChange() {
    return inner.filesMayChange();
  }

  @Override
  public long aheadBytes() {
    return inner.aheadBytes();
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
