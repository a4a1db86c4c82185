package io.levin.storage;

/** The storage {@code noop://}, which holds nothing. */
public record NoopLocation() implements StorageLocation {
  @Override
  public String redacted() {
    return "noop://";
  }
}
