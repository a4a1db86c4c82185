package io.levin.storage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The steps of which a durable write consists, one by one, so that a test can lose what a step did
 * not make durable. {@link LossyDisk} is that test's disk.
 */
public interface Disk {

  /** The content of a file. */
  byte[] read(Path file) throws IOException;

  /** Whether the file is there. */
  boolean exists(Path file);

  /** Creates or overwrites a file; a power cut may lose it. */
  void write(Path file, byte[] content) throws IOException;

  /** Makes the content of a file durable, though not its name. */
  void sync(Path file) throws IOException;

  /** Renames a file over another one in one step; a power cut may undo it. */
  void rename(Path from, Path to) throws IOException;

  /** Removes a file if it is there; a power cut may bring it back. */
  void delete(Path file) throws IOException;

  /** Makes the names in a folder durable. */
  void syncDirectory(Path folder) throws IOException;

  /** Creates a folder and those above it, unless it is there; a link to a folder is one. */
  void createDirectories(Path folder) throws IOException;
}
