package io.levin.storage;

import io.levin.base.Step;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Small local files that must survive a power cut: each is replaced as a whole, by writing a
 * neighbor, syncing it, renaming it over the old one and syncing the folder.
 *
 * <p>Thread-safe for different files; one file has one writer at a time.
 */
public final class DurableFiles {
  private final Disk disk;

  /** Over any disk; tests bring a {@link LossyDisk}. */
  public DurableFiles(Disk disk) {
    this.disk = disk;
  }

  /** Over the operating system's file system. */
  public static DurableFiles onDisk() {
    return new DurableFiles(new RealDisk());
  }

  /**
   * The content of a file.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  public byte[] read(Path file) throws IOException {
    return disk.read(file);
  }

  /** Whether the file is there. */
  public boolean exists(Path file) {
    return disk.exists(file);
  }

  /**
   * Replaces a file, or creates it. After a power cut at any moment the file has its old content or
   * the new one, and the new one once this call has returned.
   */
  public void replace(Path file, byte[] content) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path neighbor = absolute.resolveSibling(absolute.getFileName() + ".tmp");
    disk.write(neighbor, content);
    Step.FILE_WRITTEN.pass();
    disk.sync(neighbor);
    Step.FILE_SYNCED.pass();
    disk.rename(neighbor, absolute);
    Step.FILE_RENAMED.pass();
    disk.syncDirectory(absolute.getParent());
  }

  /** Removes a file for good; no effect if it is not there. */
  public void delete(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    if (disk.exists(absolute)) {
      disk.delete(absolute);
      Step.FILE_DELETED.pass();
      disk.syncDirectory(absolute.getParent());
    }
  }

  /** Creates a folder and those above it, unless it is there; a link to a folder is one. */
  public void createDirectories(Path folder) throws IOException {
    disk.createDirectories(folder);
  }
}
