package io.levin.sortedkv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.nio.file.Path;

/**
 * The disk of the sorted-kv directory is full. Nothing of the append that met it is there, all that
 * was appended before is; what it had written was removed, so that engines can be imported and
 * deleted to make room. When the store itself cannot go on it says so from then on, and is opened
 * anew.
 */
public final class DiskFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Path directory;

  DiskFullException(Path directory, Throwable cause) {
    super("no space left for the sorted-kv directory " + directory, cause);
    this.directory = directory;
  }

  /** What to tell the user when no engine can be imported to make room. */
  public ImportException asImportException() {
    return new ImportException(
        ErrorCode.CHECK_LOCAL_RESOURCE,
        getMessage(),
        "free space on the disk of "
            + directory
            + " or set tikv-importer.disk-quota, then start"
            + " again; what is sorted is kept",
        this);
  }
}
