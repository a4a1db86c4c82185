package io.levin.source.compress;

import java.io.FilterInputStream;
import java.io.InputStream;

/** A stream of text that is decoded ahead, with the progress of the decoder. */
final class AheadInput extends FilterInputStream implements StoredBytes {
  private final StoredBytes stored;

  AheadInput(InputStream ahead, StoredBytes stored) {
    super(ahead);
    this.stored = stored;
  }

  @Override
  public long storedBytes() {
    return stored.storedBytes();
  }
}
