package io.levin.checkpoint;

import io.levin.base.ProcessLock;
import io.levin.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint file on this machine. */
final class LocalCheckpointFile implements CheckpointFile {
  private final Path path;
  private final DurableFiles files;
  private final ProcessLock lock;

  /**
   * @param lock is held until close; may be null
   */
  LocalCheckpointFile(Path path, DurableFiles files, ProcessLock lock) {
    this.path = path;
    this.files = files;
    this.lock = lock;
  }

  @Override
  public byte[] read() throws IOException {
    return files.read(path);
  }

  @Override
  public void replace(byte[] content) throws IOException {
    files.replace(path, content);
  }

  @Override
  public void delete() throws IOException {
    files.delete(path);
  }

  @Override
  public CheckpointFile sibling(String suffix) {
    return new LocalCheckpointFile(path.resolveSibling(path.getFileName() + suffix), files, null);
  }

  @Override
  public String describe() {
    return path.toString();
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
