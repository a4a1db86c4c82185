package io.levin.tikv;

import java.time.Duration;

/**
 * How the TiKV client behaves. Made by a {@link Builder}.
 *
 * @param channelsPerStore connections to each store, used in turn
 * @param gzip whether written pairs are compressed on the way
 * @param writeBytesPerSecond the most bytes a second written to one store; 0 for no limit
 * @param streamBuffer bytes that may wait in one write stream before the writer waits
 * @param writeDeadline the longest that writing one region may take
 * @param callTimeout the longest that an ordinary call may take
 * @param ingestTimeout the longest that an ingest may take
 * @param resourceGroup the resource group that pays for the import; empty for none
 * @param requestSource names this client to the stores' statistics; empty for none
 * @param asksForStalls whether every peer's store is asked, before each ingest, whether its writes
 *     stall; for stores that stay in normal mode
 */
public record TikvOptions(
    int channelsPerStore,
    boolean gzip,
    long writeBytesPerSecond,
    int streamBuffer,
    Duration writeDeadline,
    Duration callTimeout,
    Duration ingestTimeout,
    String resourceGroup,
    String requestSource,
    boolean asksForStalls) {

  /** The values for production. */
  public static TikvOptions defaults() {
    return new Builder().build();
  }

  /** A builder that begins with the values for production. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.channelsPerStore = channelsPerStore;
    builder.gzip = gzip;
    builder.writeBytesPerSecond = writeBytesPerSecond;
    builder.streamBuffer = streamBuffer;
    builder.writeDeadline = writeDeadline;
    builder.callTimeout = callTimeout;
    builder.ingestTimeout = ingestTimeout;
    builder.resourceGroup = resourceGroup;
    builder.requestSource = requestSource;
    builder.asksForStalls = asksForStalls;
    return builder;
  }

  /** Options that are being chosen; each is described at the record. Not thread-safe. */
  public static final class Builder {
    private int channelsPerStore = 16;
    private boolean gzip;
    private long writeBytesPerSecond;
    private int streamBuffer = 256 << 10;
    private Duration writeDeadline = Duration.ofMinutes(15);
    private Duration callTimeout = Duration.ofSeconds(60);
    private Duration ingestTimeout = Duration.ofMinutes(5);
    private String resourceGroup = "default";
    private String requestSource = "internal_lightning";
    private boolean asksForStalls;

    private Builder() {}

    /** Connections to each store. */
    public Builder channelsPerStore(int value) {
      channelsPerStore = value;
      return this;
    }

    /** Compression of what is written. */
    public Builder gzip(boolean value) {
      gzip = value;
      return this;
    }

    /** Bytes a second for each store; 0 for no limit. */
    public Builder writeBytesPerSecond(long value) {
      writeBytesPerSecond = value;
      return this;
    }

    /** Bytes that may wait in one write stream. */
    public Builder streamBuffer(int value) {
      streamBuffer = value;
      return this;
    }

    /** The deadline for writing one region. */
    public Builder writeDeadline(Duration value) {
      writeDeadline = value;
      return this;
    }

    /** The resource group; empty for none. */
    public Builder resourceGroup(String value) {
      resourceGroup = value;
      return this;
    }

    /** The limit for ordinary calls. */
    public Builder callTimeout(Duration value) {
      callTimeout = value;
      return this;
    }

    /** Whether stalls are asked for before each ingest. */
    public Builder asksForStalls(boolean value) {
      asksForStalls = value;
      return this;
    }

    /** The options chosen so far. */
    public TikvOptions build() {
      return new TikvOptions(
          channelsPerStore,
          gzip,
          writeBytesPerSecond,
          streamBuffer,
          writeDeadline,
          callTimeout,
          ingestTimeout,
          resourceGroup,
          requestSource,
          asksForStalls);
    }
  }
}
