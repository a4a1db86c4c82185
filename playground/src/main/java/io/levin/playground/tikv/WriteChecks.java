package io.levin.playground.tikv;

import io.levin.playground.model.ClusterVersion;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.metapb.RegionEpoch;

/** What a store checks when a Write begins, by version. */
final class WriteChecks {
  private WriteChecks() {}

  /**
   * Compares the meta with what the store knows.
   *
   * @return the region whose bounds the keys must keep, or null when the store does not know it at
   *     the meta's epoch and is too old to refuse
   */
  static Region region(ClusterVersion version, Store store, SSTMeta meta) {
    Region local = store.regions().byId(meta.getRegionId());
    RegionEpoch epoch = meta.getRegionEpoch();
    if (version.writeChecksEpoch()) {
      if (local == null) {
        throw new WriteRefused("RequestTooOld(\"region " + meta.getRegionId() + " is not found\")");
      }
      String epochs =
          "local epoch conf_ver: %d version: %d, request epoch conf_ver: %d version: %d"
              .formatted(local.confVer(), local.version(), epoch.getConfVer(), epoch.getVersion());
      if (local.version() < epoch.getVersion() || local.confVer() < epoch.getConfVer()) {
        throw new WriteRefused(
            "RequestTooNew(\"request region %d is ahead of local region, %s, please retry write later\")"
                .formatted(local.id(), epochs));
      }
      if (local.version() > epoch.getVersion() || local.confVer() > epoch.getConfVer()) {
        throw new WriteRefused(
            "RequestTooOld(\"request region %d is staler than local region, %s\")"
                .formatted(local.id(), epochs));
      }
    }
    if (version.writeChecksDisk() && store.disk() != Store.Disk.NORMAL) {
      throw new WriteRefused("DiskSpaceNotEnough(\"store " + store.id() + " has no disk space\")");
    }
    boolean same =
        local != null
            && local.version() == epoch.getVersion()
            && local.confVer() == epoch.getConfVer();
    return same ? local : null;
  }
}
