package io.levin.playground.storage;

/** RocksDB refused or failed; the playground cannot go on with the call at hand. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StorageException(String what, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}
