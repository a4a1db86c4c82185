package io.levin.storage;

import io.levin.base.Cancellation;

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
      case GCS -> GcsOpener.open(object, limits, cancellation);
      case AZURE -> AzureOpener.open(object, limits, cancellation);
    };
  }
}
