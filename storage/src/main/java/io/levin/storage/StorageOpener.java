package io.levin.storage;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;

/**
 * Picks the implementation for a location. The classes of a vendor's library are loaded only when
 * one of its locations is opened.
 */
final class StorageOpener {
  private StorageOpener() {}

  static Storage open(StorageLocation location, RequestLimits limits, Cancellation cancellation) {
    if (location instanceof LocalLocation local) {
      return new LocalStorage(local.path(), DurableFiles.onDisk());
    }
    if (location instanceof NoopLocation) {
      return new NoopStorage();
    }
    ObjectLocation object = (ObjectLocation) location;
    return switch (object.kind()) {
      case S3 -> S3Opener.open(object, limits, cancellation);
      default ->
          throw new ImportException(
              ErrorCode.INVALID_STORAGE_CONFIG,
              "storage " + object.kind().scheme() + " not support yet",
              "copy the files of " + object.redacted() + " to a local folder and name that");
    };
  }
}
