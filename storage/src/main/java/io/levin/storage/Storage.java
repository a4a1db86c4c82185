package io.levin.storage;

import io.levin.base.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A tree of files below one root: a folder, or a prefix in a bucket.
 *
 * <p>Paths are relative to the root, written with {@code /}, never starting with one. A path that
 * {@link #walk} reported can be opened again as long as the file is there; nothing else is promised
 * about its characters. Implementations are thread-safe; streams are not.
 *
 * <p>Failures are {@link IOException}s whose message names the file. A missing file is a {@link
 * java.nio.file.NoSuchFileException}. Implementations retry what can be retried before they throw.
 */
public interface Storage extends AutoCloseable {

  /** The address of the root as a person may see it: secrets are replaced. */
  String describe();

  /**
   * Reports every file below the root once, folder markers left out. Local folders are walked entry
   * by entry in byte order of their names, object stores in byte order of their keys.
   *
   * @throws IOException if the root or a part of it cannot be listed, or as the visitor throws
   */
  void walk(Visitor visitor) throws IOException;

  /** Whether the file is there. */
  boolean exists(String path) throws IOException;

  /** The stored size of a file in bytes. */
  long size(String path) throws IOException;

  /**
   * What tells one content of a file from another of the same size, without reading it: the tag or
   * generation that an object store gave with the listing or the last answer, the time of change of
   * a local file. To be compared and nothing else; empty where nothing is known.
   */
  Optional<String> version(String path);

  /**
   * Opens a file for reading from an offset on. The stream reads as many bytes at a time as the
   * caller asks for, and survives interruptions that a new request can heal.
   *
   * @param offset of the first byte, at most the file's size
   */
  InputStream open(String path, long offset) throws IOException;

  /**
   * Opens a part of a file, of which a reader may have many open at a time, such as the columns of
   * a table: nothing is read ahead, and not much more than the part is asked for.
   *
   * @param offset of the first byte, at most the file's size
   * @param length bytes until the stream ends, where the file does not end before
   */
  InputStream open(String path, long offset, long length) throws IOException;

  /** Bytes that a stream over a whole file may hold in memory because it reads ahead. */
  default long aheadBytes() {
    return 0;
  }

  /**
   * Whether a file may change while a stream over it is read, without a word from the stream, as
   * files of a disk do. Object stores are asked for the object that was listed.
   */
  default boolean filesMayChange() {
    return false;
  }

  /** The whole content of a small file. */
  default byte[] read(String path) throws IOException {
    try (InputStream in = open(path, 0)) {
      return in.readAllBytes();
    }
  }

  /**
   * Replaces a small file as a whole. When the call returns, the new content survives a power cut;
   * if it does not return, the old or the new content is there, never a mixture.
   */
  void replace(String path, byte[] content) throws IOException;

  /** Removes a file; no effect if it is not there. Durable like {@link #replace}. */
  void delete(String path) throws IOException;

  @Override
  void close();

  /** What {@link #walk} reports to. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param path relative to the root
     * @param size stored bytes
     */
    void file(String path, long size) throws IOException;
  }

  /**
   * Opens the storage at a location; an object store is asked for its bucket.
   *
   * @throws io.levin.base.ImportException if its parameters contradict each other, or the store
   *     cannot be reached or refuses
   */
  static Storage open(StorageLocation location) {
    return open(location, new Cancellation());
  }

  /**
   * As {@link #open(StorageLocation)}.
   *
   * @param cancellation ends requests that wait for another attempt
   */
  static Storage open(StorageLocation location, Cancellation cancellation) {
    return StorageOpener.open(location, RequestLimits.defaults(), cancellation);
  }
}
