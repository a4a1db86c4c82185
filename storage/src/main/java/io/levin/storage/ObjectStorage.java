package io.levin.storage;

import io.levin.base.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The objects below a prefix of a bucket. */
final class ObjectStorage implements Storage {
  private final ObjectLocation location;
  private final ObjectStore store;
  private final Requests requests;
  private final RequestLimits limits;
  private final Cancellation cancellation;

  /** Of every object that was listed or read, the version, by its path; a later one must be it. */
  private final Map<String, String> versions = new ConcurrentHashMap<>();

  /**
   * @param store closed with this storage
   */
  ObjectStorage(
      ObjectLocation location,
      ObjectStore store,
      Requests requests,
      RequestLimits limits,
      Cancellation cancellation) {
    this.location = location;
    this.store = store;
    this.requests = requests;
    this.limits = limits;
    this.cancellation = cancellation;
  }

  @Override
  public String describe() {
    return location.redacted();
  }

  @Override
  public void walk(Visitor visitor) throws IOException {
    String prefix = key("");
    String token = null;
    do {
      String from = token;
      ObjectStore.Page page = requests.send("", () -> store.list(prefix, from));
      for (ObjectStore.Listed object : page.objects()) {
        if (object.key().endsWith("/")) {
          continue;
        }
        String path = object.key().substring(prefix.length());
        if (object.version() != null) {
          versions.put(path, object.version());
        }
        visitor.file(path, object.size());
      }
      token = page.next();
    } while (token != null);
  }

  @Override
  public boolean exists(String path) throws IOException {
    try {
      currentSize(key(path));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public long size(String path) throws IOException {
    return currentSize(key(path));
  }

  @Override
  public Optional<String> version(String path) {
    return Optional.ofNullable(versions.get(path));
  }

  @Override
  public InputStream open(String path, long offset) throws IOException {
    ObjectInput in =
        ObjectInput.open(this, key(path), offset, Long.MAX_VALUE, limits.firstPart(), -1);
    return new LateReadAhead(in, limits.firstPart(), limits, "levin-read " + path);
  }

  @Override
  public long aheadBytes() {
    return limits.firstPart() + (long) limits.aheadBlocks() * limits.aheadBytes();
  }

  @Override
  public InputStream open(String path, long offset, long length) throws IOException {
    int part = limits.columnPart();
    return ObjectInput.open(this, key(path), offset, offset + length, part, part);
  }

  @Override
  public void replace(String path, byte[] content) throws IOException {
    String key = key(path);
    requests.send(
        key,
        () -> {
          store.write(key, content);
          return null;
        });
    versions.remove(path);
  }

  @Override
  public void delete(String path) throws IOException {
    String key = key(path);
    requests.send(
        key,
        () -> {
          store.delete(key);
          return null;
        });
    versions.remove(path);
  }

  @Override
  public void close() {
    store.close();
  }

  Requests requests() {
    return requests;
  }

  /** The size that an object has now. */
  long currentSize(String key) throws IOException {
    return requests.send(key, () -> store.attributes(key)).size();
  }

  void throwIfCancelled() {
    cancellation.throwIfCancelled();
  }

  /**
   * Sends one request for a part of an object and sees that the object is the one that was listed
   * or read before.
   */
  ObjectStore.Part part(String key, long offset, long length) throws Exception {
    String path = key.substring(key("").length());
    String known = versions.get(path);
    ObjectStore.Part part = store.read(key, offset, length, known);
    requests.answered();
    if (part.version() != null) {
      String before = versions.putIfAbsent(path, part.version());
      if (before != null && !before.equals(part.version())) {
        part.body().abort();
        throw requests.changed(key);
      }
    }
    return part;
  }

  private String key(String path) {
    return location.prefix().isEmpty() ? path : location.prefix() + "/" + path;
  }
}
