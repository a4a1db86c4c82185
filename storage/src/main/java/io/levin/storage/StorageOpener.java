package io.levin.storage;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.util.concurrent.CancellationException;

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
    try {
      return switch (object.kind()) {
        case S3 -> S3Opener.open(object, limits, cancellation);
        case GCS -> GcsOpener.open(object, limits, cancellation);
        case AZURE -> AzureOpener.open(object, limits, cancellation);
      };
    } catch (ImportException | CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      // A library did not take a parameter; its words may repeat it.
      Redaction redaction = new Redaction(object);
      throw new ImportException(
          ErrorCode.INVALID_STORAGE_CONFIG,
          object.redacted() + " cannot be opened: " + redaction.of(String.valueOf(e.getMessage())),
          "check the parameters of the URL",
          redaction.cause(e));
    }
  }
}
