package io.levin.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads an object from an offset on. When the connection breaks or falls silent, a new request goes
 * on at the next byte, as long as the object is still the same.
 *
 * <p>The first request asks for a small part only: most objects are no larger, and who looks at the
 * beginning of a large one does not make the store send the rest.
 */
final class ObjectInput extends InputStream {
  private final ObjectStorage storage;
  private final String key;
  private final long end;
  private final long laterPart;
  private long nextPart;
  private long position;

  private ObjectStore.Body body;

  /** Offset behind the last byte that the body gives. */
  private long bodyEnd;

  /** Bytes of the object; negative until the first answer. */
  private long size = -1;

  private boolean closed;

  private ObjectInput(
      ObjectStorage storage, String key, long offset, long end, long firstPart, long laterPart) {
    this.storage = storage;
    this.key = key;
    this.position = offset;
    this.end = end;
    this.nextPart = firstPart;
    this.laterPart = laterPart;
  }

  /**
   * Sends the first request.
   *
   * @param end offset where the stream ends, if the object does not end before
   * @param firstPart bytes of the first request
   * @param laterPart bytes of each later one; -1 for all that is left
   * @throws java.nio.file.NoSuchFileException if the object is not there
   */
  static ObjectInput open(
      ObjectStorage storage, String key, long offset, long end, long firstPart, long laterPart)
      throws IOException {
    ObjectInput in = new ObjectInput(storage, key, offset, end, firstPart, laterPart);
    for (int failures = 1; ; failures++) {
      try {
        in.request();
        return in;
      } catch (Exception e) {
        if (storage.requests().failure(e).kind() == ObjectFailure.Kind.BEYOND_END) {
          in.endsHere();
          return in;
        }
        storage.requests().pauseOrFail(key, offset, failures, e);
      }
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (closed) {
      throw new IOException("closed");
    }
    int failures = 0;
    while (true) {
      if (position >= Math.min(size, end)) {
        return -1;
      }
      try {
        if (body == null) {
          request();
          continue;
        }
        int got = body.read(target, offset, (int) Math.min(length, bodyEnd - position));
        if (got > 0) {
          position += got;
          if (position == bodyEnd) {
            endBody(false);
          }
          return got;
        }
        throw new EOFException(
            "the answer ended " + (bodyEnd - position) + " bytes before its announced end");
      } catch (Exception e) {
        endBody(true);
        failures++;
        storage.requests().pauseOrFail(key, position, failures, e);
      }
    }
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, Math.min(size, end) - position));
  }

  @Override
  public void close() {
    closed = true;
    endBody(true);
  }

  /** A store refuses to read at the very end of an object, and anywhere in an empty one. */
  private void endsHere() throws IOException {
    size = storage.currentSize(key);
    if (position > size) {
      throw storage.requests().changed(key);
    }
  }

  private void request() throws Exception {
    storage.throwIfCancelled();
    // A store is not asked for nothing; one byte tells the size, too.
    long length = nextPart < 0 ? -1 : Math.max(1, Math.min(nextPart, end - position));
    ObjectStore.Part part = storage.part(key, position, length);
    body = part.body();
    size = part.objectSize();
    bodyEnd = length < 0 ? size : Math.min(size, position + length);
    nextPart = laterPart;
    if (position >= bodyEnd) {
      endBody(false);
    }
  }

  private void endBody(boolean early) {
    ObjectStore.Body ended = body;
    body = null;
    if (ended == null) {
      return;
    }
    if (early) {
      ended.abort();
      return;
    }
    try {
      ended.close();
    } catch (IOException | RuntimeException e) {
      // All its bytes were read; the connection is the library's to give up.
      ended.abort();
    }
  }
}
