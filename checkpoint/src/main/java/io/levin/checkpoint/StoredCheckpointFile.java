package io.levin.checkpoint;

import io.levin.storage.Storage;
import io.levin.storage.StorageLocation;
import java.io.IOException;

/**
 * A checkpoint file in an object store. Such a store has no locks: the operator must see to it that
 * one process uses the object.
 */
final class StoredCheckpointFile implements CheckpointFile {
  private final Storage folder;
  private final String name;
  private final String shown;
  private final boolean owner;

  private StoredCheckpointFile(Storage folder, String name, String shown, boolean owner) {
    this.folder = folder;
    this.name = name;
    this.shown = shown;
    this.owner = owner;
  }

  /** Opens the folder of the object that a URL names; its parameters are those of the storage. */
  static StoredCheckpointFile open(String url) {
    int question = url.indexOf('?');
    String path = question < 0 ? url : url.substring(0, question);
    String parameters = question < 0 ? "" : url.substring(question);
    int slash = path.lastIndexOf('/');
    Storage folder = Storage.open(StorageLocation.parse(path.substring(0, slash) + parameters));
    return new StoredCheckpointFile(
        folder, path.substring(slash + 1), StorageLocation.parse(url).redacted(), true);
  }

  @Override
  public byte[] read() throws IOException {
    return folder.read(name);
  }

  @Override
  public void replace(byte[] content) throws IOException {
    folder.replace(name, content);
  }

  @Override
  public void delete() throws IOException {
    folder.delete(name);
  }

  @Override
  public CheckpointFile sibling(String suffix) {
    return new StoredCheckpointFile(folder, name + suffix, shown + suffix, false);
  }

  @Override
  public String describe() {
    return shown;
  }

  @Override
  public void close() {
    if (owner) {
      folder.close();
    }
  }
}
