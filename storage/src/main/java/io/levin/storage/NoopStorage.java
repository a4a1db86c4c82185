package io.levin.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Holds nothing and keeps nothing. */
final class NoopStorage implements Storage {
  @Override
  public String describe() {
    return "noop://";
  }

  @Override
  public void walk(Visitor visitor) {}

  @Override
  public boolean exists(String path) {
    return false;
  }

  @Override
  public long size(String path) throws IOException {
    throw new NoSuchFileException(path);
  }

  @Override
  public Optional<String> version(String path) {
    return Optional.empty();
  }

  @Override
  public InputStream open(String path, long offset) throws IOException {
    throw new NoSuchFileException(path);
  }

  @Override
  public InputStream open(String path, long offset, long length) throws IOException {
    throw new NoSuchFileException(path);
  }

  @Override
  public void replace(String path, byte[] content) {}

  @Override
  public void delete(String path) {}

  @Override
  public void close() {}
}
