package io.levin.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What the stores of all vendors can do, one request a call. Nothing is tried again here: {@link
 * Requests} does that for all of them alike.
 *
 * <p>A method may fail with whatever its vendor's library throws; {@link #failure} says what that
 * means. Thread-safe.
 */
interface ObjectStore extends AutoCloseable {

  /**
   * One page of the objects whose keys start with a prefix, in the order of their keys' bytes.
   *
   * @param token of the page before, or null for the first page
   */
  Page list(String prefix, String token) throws Exception;

  /** Size and version of an object. */
  Listed attributes(String key) throws Exception;

  /**
   * Opens a part of an object; the caller closes its body.
   *
   * @param offset of the first byte
   * @param length how many bytes at most, or -1 for all up to the end
   * @param version that the object is known to have, or null; a store that gives versions with its
   *     answers may ignore it
   */
  Part read(String key, long offset, long length, String version) throws Exception;

  /** Creates an object or replaces it as a whole, durably. */
  void write(String key, byte[] content) throws Exception;

  /** Removes an object; no effect if it is not there. */
  void delete(String key) throws Exception;

  /** What a failure of another method means. */
  ObjectFailure failure(Exception e);

  @Override
  void close();

  /**
   * An object that is there.
   *
   * @param version changes with the content; null if the store does not tell
   */
  record Listed(String key, long size, String version) {}

  /**
   * A part of a listing.
   *
   * @param next asks for the next page; null behind the last one
   */
  record Page(List<Listed> objects, String next) {}

  /**
   * A part of an object.
   *
   * @param body its bytes
   * @param objectSize bytes of the whole object
   * @param version of the object, or null
   */
  record Part(Body body, long objectSize, String version) {}

  /** Bytes on their way. */
  abstract class Body extends InputStream {
    /** Gives up the connection instead of reading what is left of the answer. */
    abstract void abort();

    /** Passes over so many bytes; where that fails, the connection is given up. */
    final void pass(long bytes) throws IOException {
      try {
        skipNBytes(bytes);
      } catch (IOException | RuntimeException e) {
        abort();
        throw e;
      }
    }
  }
}
