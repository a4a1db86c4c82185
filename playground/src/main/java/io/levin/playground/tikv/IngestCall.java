package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import io.levin.playground.model.Peer;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import io.levin.playground.tikv.ImportFile.Content;
import io.levin.proto.errorpb.DiskFull;
import io.levin.proto.errorpb.Error;
import io.levin.proto.errorpb.ServerIsBusy;
import io.levin.proto.errorpb.StaleCommand;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.kvrpcpb.Context;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ingest and MultiIngest on one store: TiKV's checks in TiKV's order, then the files become visible
 * all at once.
 */
final class IngestCall {
  private final TikvCluster tikv;
  private final Store store;
  private final RegionChecks checks;

  IngestCall(TikvCluster tikv, Store store) {
    this.tikv = tikv;
    this.store = store;
    this.checks = new RegionChecks(tikv.regions(), store);
  }

  /** What is wrong, or null once everything is visible. */
  Error run(Context context, List<SSTMeta> metas) {
    Error busy = busy();
    if (busy != null) {
      return busy;
    }
    if (!tikv.files().claim(metas)) {
      return Error.newBuilder().setMessage("ingest file conflict").build();
    }
    try {
      Error error = checks.of(context);
      if (error != null) {
        return error;
      }
      if (metas.isEmpty()) {
        return Error.newBuilder()
            .setMessage(
                "[region "
                    + context.getRegionId()
                    + "] ingest failed: Error(Kv(Error(EmptyRequest)))")
            .build();
      }
      for (SSTMeta meta : metas) {
        if (!tikv.files().has(meta, store.id())) {
          return Error.newBuilder()
              .setMessage("The file which would be ingested doest not exist.")
              .setStaleCommand(StaleCommand.getDefaultInstance())
              .build();
        }
      }
      if (store.disk() != Store.Disk.NORMAL) {
        return diskFull();
      }
      return apply(context, metas);
    } finally {
      tikv.files().release(metas);
    }
  }

  private Error busy() {
    long suspended = store.suspendedMillis();
    if (suspended > 0) {
      return serverIsBusy("imports are suspended for " + (suspended + 999) / 1000 + "s", suspended);
    }
    return store.stalls() ? serverIsBusy("too many sst files are ingesting", 0) : null;
  }

  private static Error serverIsBusy(String reason, long backoffMillis) {
    return Error.newBuilder()
        .setMessage(reason)
        .setServerIsBusy(ServerIsBusy.newBuilder().setReason(reason).setBackoffMs(backoffMillis))
        .build();
  }

  private Error diskFull() {
    return Error.newBuilder()
        .setMessage("propose failed: tikv disk full, cmd diskFullOpt={:?}, leader diskUsage=Full")
        .setDiskFull(DiskFull.newBuilder().addStoreId(store.id()).setReason("disk is full"))
        .build();
  }

  /** Regions do not change while a command is applied. */
  private Error apply(Context context, List<SSTMeta> metas) {
    synchronized (tikv.regions()) {
      Error changed = checks.of(context);
      if (changed != null) {
        return changed;
      }
      Region region = tikv.regions().byId(context.getRegionId());
      for (SSTMeta meta : metas) {
        Error error = fits(region, meta);
        if (error != null) {
          metas.forEach(tikv.files()::remove);
          return error;
        }
      }
      metas.forEach(meta -> checkPeers(region, meta));
      makeVisible(region, metas);
    }
    return null;
  }

  private static Error fits(Region region, SSTMeta meta) {
    if (meta.getRegionId() != region.id()) {
      return RegionChecks.regionNotFound(
          "region " + meta.getRegionId() + " not found", meta.getRegionId());
    }
    long confVer = meta.getRegionEpoch().getConfVer();
    long version = meta.getRegionEpoch().getVersion();
    if (confVer != region.confVer() || version != region.version()) {
      return RegionChecks.epochNotMatch(
          "EpochNotMatch conf_ver: %d version: %d != conf_ver: %d version: %d"
              .formatted(confVer, version, region.confVer(), region.version()),
          List.of(region));
    }
    for (ByteString key : List.of(meta.getRange().getStart(), meta.getRange().getEnd())) {
      if (!region.contains(key)) {
        return RegionChecks.keyNotInRegion(key, region);
      }
    }
    return null;
  }

  /** The leader answers OK whatever its followers hold; those die when they apply the command. */
  private void checkPeers(Region region, SSTMeta meta) {
    Fingerprint leaders = tikv.files().on(meta, store.id());
    for (Peer peer : region.peers()) {
      Fingerprint other = tikv.files().on(meta, peer.storeId());
      if (other == null) {
        tikv.panics()
            .add(
                "store %d has no file of the %s column family that region %d ingests: it would die"
                    .formatted(peer.storeId(), meta.getCfName(), region.id()));
      } else if (!other.equals(leaders)) {
        tikv.panics()
            .add(
                "stores %d and %d received different pairs for region %d: %s and %s"
                    .formatted(store.id(), peer.storeId(), region.id(), leaders, other));
      }
    }
  }

  private void makeVisible(Region region, List<SSTMeta> metas) {
    List<Path> defaults = new ArrayList<>();
    List<Path> writes = new ArrayList<>();
    for (SSTMeta meta : metas) {
      Content content = tikv.files().content(meta);
      if (content == null) {
        tikv.panics().add("region " + region.id() + " ingests a file that is still being written");
        continue;
      }
      boolean isDefault = meta.getCfName().equals("default");
      Path file = isDefault ? content.defaultFile() : content.writeFile();
      if (file != null) {
        (isDefault ? defaults : writes).add(file);
      }
      if (!isDefault) {
        Fingerprint sum = content.fingerprint();
        tikv.regions().grow(region.id(), sum.bytes(), sum.pairs());
      }
    }
    tikv.storage().ingest(defaults, writes);
    metas.forEach(tikv.files()::ingested);
    new RegionGrowth(tikv).splitIfLarge(region.id());
  }
}
