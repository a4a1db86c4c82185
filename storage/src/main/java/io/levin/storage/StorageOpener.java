package io.levin.storage;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;

/** Picks the implementation for a location. */
final class StorageOpener {
  private StorageOpener() {}

  static Storage open(StorageLocation location) {
    if (location instanceof LocalLocation local) {
      return new LocalStorage(local.path(), DurableFiles.onDisk());
    }
    if (location instanceof NoopLocation) {
      return new NoopStorage();
    }
    ObjectLocation object = (ObjectLocation) location;
    throw new ImportException(
        ErrorCode.INVALID_STORAGE_CONFIG,
        "storage " + object.kind().scheme() + " not support yet",
        "copy the files of " + location.redacted() + " to a local folder and name that instead");
  }
}
