package io.levin.source.compress;

/** A stream that knows how many bytes of the stored file it has used up, for progress. */
public interface StoredBytes {
  /** Bytes read from the storage so far. Thread-safe. */
  long storedBytes();
}
