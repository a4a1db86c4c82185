package io.levin.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageContractTest extends StorageContract {
  @TempDir Path folder;

  @Override
  Storage open(String prefix) {
    return Storage.open(new LocalLocation(folder.resolve(prefix)));
  }

  @Override
  void put(String key, byte[] content) throws Exception {
    Path file = FileNames.resolve(folder, key);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  @Override
  void remove(String key) throws Exception {
    Files.delete(FileNames.resolve(folder, key));
  }
}
