package io.levin.engine.ingest;

import io.levin.base.Cancellation;
import io.levin.config.Config;
import io.levin.engine.target.TargetCluster;
import io.levin.tikv.TikvClient;

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
  private static final long DEFAULT_REGION_SIZE = 96 * MIB;
  private static final long DEFAULT_REGION_KEYS = 1_280_000;
  private static final int LARGEST_SHARE = 10;

  /**
   * A region is cut as the stores would cut it, and not smaller than configured.
   *
   * @param instances that fill the same tables
   */
  public static EngineLimits of(
      Config config, TargetCluster target, int instances, Cancellation cancellation) {
    Config.TikvImporter importer = config.tikvImporter();
    long size = importer.regionSplitSize();
    long keys = importer.regionSplitKeys();
    if (size == 0) {
      size = DEFAULT_REGION_SIZE;
      keys = keys == 0 ? DEFAULT_REGION_KEYS : keys;
      TikvClient.RegionLimits stores =
          target.tikv().regionLimits(cancellation).orElse(new TikvClient.RegionLimits(0, 0));
      // Each instance fills only a part of the keys between the splits of all.
      int share = Math.min(instances, LARGEST_SHARE);
      size = Math.max(size, stores.bytes()) * share;
      keys = Math.max(keys, stores.keys()) * share;
    } else if (keys == 0) {
      keys = Math.max(1, DEFAULT_REGION_KEYS * size / DEFAULT_REGION_SIZE);
    }
    return new EngineLimits(
        size,
        keys,
        importer.regionSplitBatchSize(),
        importer.regionSplitConcurrency(),
        importer.regionCheckBackoffLimit(),
        target.pd().http().maxReplicas(cancellation));
  }

  /**
   * Bytes that one job writes before it ingests: a little more than a region for small regions. A
   * large region is filled piece by piece, since each write has to end within a quarter of an hour,
   * however slow the stores are, and is done again as a whole when it fails.
   */
  public long jobSize() {
    if (regionSize <= DEFAULT_REGION_SIZE) {
      return regionSize / 3 * 4;
    }
    return regionSize <= 2 * DEFAULT_REGION_SIZE ? regionSize : DEFAULT_REGION_SIZE;
  }
}
