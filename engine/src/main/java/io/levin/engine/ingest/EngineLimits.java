package io.levin.engine.ingest;

/**
 * How large the pieces are in which an engine goes to the cluster.
 *
 * @param regionSize bytes of pairs after which a region is cut
 * @param regionKeys pairs after which a region is cut
 * @param splitBatch split keys in one request
 * @param splitConcurrency regions that are split at a time
 * @param checkBackoffLimit rounds without progress after which waiting for regions ends
 * @param maxReplicas the cluster's number of replicas, 0 when unknown
 */
public record EngineLimits(
    long regionSize,
    long regionKeys,
    int splitBatch,
    int splitConcurrency,
    int checkBackoffLimit,
    int maxReplicas) {
  private static final long MIB = 1 << 20;

  /** Bytes that one job writes before it ingests: a little more than a region for small regions. */
  public long jobSize() {
    return regionSize <= 96 * MIB ? regionSize / 3 * 4 : regionSize;
  }
}
