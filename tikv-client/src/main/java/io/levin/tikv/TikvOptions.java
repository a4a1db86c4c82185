package io.levin.tikv;

import java.time.Duration;

/**
 * How the TiKV client behaves.
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
    return new TikvOptions(
        16,
        false,
        0,
        256 << 10,
        Duration.ofMinutes(15),
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        "default",
        "internal_lightning",
        false);
  }

  /** The same with another number of connections to each store. */
  public TikvOptions withChannelsPerStore(int value) {
    return new TikvOptions(
        value,
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

  /** The same with compression on or off. */
  public TikvOptions withGzip(boolean value) {
    return new TikvOptions(
        channelsPerStore,
        value,
        writeBytesPerSecond,
        streamBuffer,
        writeDeadline,
        callTimeout,
        ingestTimeout,
        resourceGroup,
        requestSource,
        asksForStalls);
  }

  /** The same with another limit of bytes a second for each store; 0 for none. */
  public TikvOptions withWriteBytesPerSecond(long value) {
    return new TikvOptions(
        channelsPerStore,
        gzip,
        value,
        streamBuffer,
        writeDeadline,
        callTimeout,
        ingestTimeout,
        resourceGroup,
        requestSource,
        asksForStalls);
  }

  /** The same with another number of bytes that may wait in one write stream. */
  public TikvOptions withStreamBuffer(int value) {
    return new TikvOptions(
        channelsPerStore,
        gzip,
        writeBytesPerSecond,
        value,
        writeDeadline,
        callTimeout,
        ingestTimeout,
        resourceGroup,
        requestSource,
        asksForStalls);
  }

  /** The same with another deadline for writing one region. */
  public TikvOptions withWriteDeadline(Duration value) {
    return new TikvOptions(
        channelsPerStore,
        gzip,
        writeBytesPerSecond,
        streamBuffer,
        value,
        callTimeout,
        ingestTimeout,
        resourceGroup,
        requestSource,
        asksForStalls);
  }

  /** The same with another resource group; empty for none. */
  public TikvOptions withResourceGroup(String value) {
    return new TikvOptions(
        channelsPerStore,
        gzip,
        writeBytesPerSecond,
        streamBuffer,
        writeDeadline,
        callTimeout,
        ingestTimeout,
        value,
        requestSource,
        asksForStalls);
  }

  /** The same with another limit for ordinary calls. */
  public TikvOptions withCallTimeout(Duration value) {
    return new TikvOptions(
        channelsPerStore,
        gzip,
        writeBytesPerSecond,
        streamBuffer,
        writeDeadline,
        value,
        ingestTimeout,
        resourceGroup,
        requestSource,
        asksForStalls);
  }

  /** The same, asking for stalls before each ingest or not. */
  public TikvOptions withAsksForStalls(boolean value) {
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
        value);
  }
}
