package io.levin.checkpoint;

import java.io.IOException;

/** The one file of the file driver, wherever it lies. One writer at a time. */
interface CheckpointFile extends AutoCloseable {
  /**
   * All of it.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  byte[] read() throws IOException;

  /** Replaces it durably; a crash leaves the old or the new content. */
  void replace(byte[] content) throws IOException;

  /** Removes it; no effect if it is not there. */
  void delete() throws IOException;

  /** A file beside it, whose name is longer by a suffix. */
  CheckpointFile sibling(String suffix);

  /** Its address, without secrets. */
  String describe();

  @Override
  void close() throws IOException;
}
