package io.levin.tikv;

import io.levin.pd.Region;
import io.levin.proto.import_sstpb.SSTMeta;
import java.util.List;

/**
 * Files that lie at every peer of a region and wait to be ingested.
 *
 * @param region the region as it was when they were written
 * @param files what the leader answered: one file a column family
 * @param pairs how many pairs they hold
 * @param bytes how many bytes of messages went to each peer
 */
public record WrittenRegion(Region region, List<SSTMeta> files, long pairs, long bytes) {
  /** Copies the list. */
  public WrittenRegion {
    files = List.copyOf(files);
  }
}
