package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import io.levin.base.Bytes;
import io.levin.playground.model.Peer;
import io.levin.playground.model.Region;
import io.levin.playground.model.Regions;
import io.levin.playground.model.Store;
import io.levin.proto.errorpb.EpochNotMatch;
import io.levin.proto.errorpb.Error;
import io.levin.proto.errorpb.KeyNotInRegion;
import io.levin.proto.errorpb.MismatchPeerId;
import io.levin.proto.errorpb.NotLeader;
import io.levin.proto.errorpb.RegionNotFound;
import io.levin.proto.errorpb.StoreNotMatch;
import io.levin.proto.kvrpcpb.Context;
import io.levin.proto.metapb.RegionEpoch;
import java.util.List;

/** Compares a request's context with the regions as they are, in TiKV's order and words. */
final class RegionChecks {
  private final Regions regions;
  private final Store store;

  RegionChecks(Regions regions, Store store) {
    this.regions = regions;
    this.store = store;
  }

  /** What is wrong with a context for a read or an ingest, or null. */
  Error of(Context context) {
    long wantedStore = context.getPeer().getStoreId();
    if (wantedStore != store.id()) {
      return Error.newBuilder()
          .setMessage("to store id " + wantedStore + ", mine " + store.id())
          .setStoreNotMatch(
              StoreNotMatch.newBuilder()
                  .setRequestStoreId(wantedStore)
                  .setActualStoreId(store.id()))
          .build();
    }
    Region region = regions.byId(context.getRegionId());
    Peer mine = region == null ? null : region.peerOn(store.id());
    if (mine == null) {
      return missing(context.getRegionId());
    }
    if (mine.id() != region.leaderPeerId()) {
      return notLeader(region);
    }
    if (mine.id() != context.getPeer().getId()) {
      return Error.newBuilder()
          .setMessage("mismatch peer id " + context.getPeer().getId() + " != " + mine.id())
          .setMismatchPeerId(
              MismatchPeerId.newBuilder()
                  .setRequestPeerId(context.getPeer().getId())
                  .setStorePeerId(mine.id()))
          .build();
    }
    RegionEpoch epoch = context.getRegionEpoch();
    if (epoch.getVersion() != region.version() || epoch.getConfVer() != region.confVer()) {
      return epochNotMatch(
          "EpochNotMatch current epoch of region %d is conf_ver: %d version: %d, but you sent conf_ver: %d version: %d"
              .formatted(
                  region.id(),
                  region.confVer(),
                  region.version(),
                  epoch.getConfVer(),
                  epoch.getVersion()),
          regions.withSplitOff(region, epoch.getVersion()));
    }
    return null;
  }

  /** What is wrong with the context of a split, or null: peer and conf_ver are not looked at. */
  Error ofSplit(Context context) {
    Region region = regions.byId(context.getRegionId());
    Peer mine = region == null ? null : region.peerOn(store.id());
    if (mine == null) {
      return missing(context.getRegionId());
    }
    if (mine.id() != region.leaderPeerId()) {
      return notLeader(region);
    }
    RegionEpoch epoch = context.getRegionEpoch();
    if (epoch.getVersion() != region.version()) {
      return epochNotMatch(
          "EpochNotMatch [region %d] %d epoch changed conf_ver: %d version: %d != conf_ver: %d version: %d, retry later"
              .formatted(
                  region.id(),
                  mine.id(),
                  region.confVer(),
                  region.version(),
                  epoch.getConfVer(),
                  epoch.getVersion()),
          List.of(region));
    }
    return null;
  }

  static Error missing(long regionId) {
    return regionNotFound("region " + regionId + " is missing", regionId);
  }

  static Error regionNotFound(String text, long regionId) {
    return Error.newBuilder()
        .setMessage(text)
        .setRegionNotFound(RegionNotFound.newBuilder().setRegionId(regionId))
        .build();
  }

  static Error epochNotMatch(String text, List<Region> current) {
    EpochNotMatch.Builder regions = EpochNotMatch.newBuilder();
    current.forEach(region -> regions.addCurrentRegions(region.meta()));
    return Error.newBuilder().setMessage(text).setEpochNotMatch(regions).build();
  }

  static Error keyNotInRegion(ByteString key, Region region) {
    return Error.newBuilder()
        .setMessage(
            "key %s is not in region key range [%s, %s) for region %d"
                .formatted(hex(key), hex(region.start()), hex(region.end()), region.id()))
        .setKeyNotInRegion(
            KeyNotInRegion.newBuilder()
                .setKey(key)
                .setRegionId(region.id())
                .setStartKey(region.start())
                .setEndKey(region.end()))
        .build();
  }

  private static Error notLeader(Region region) {
    NotLeader.Builder notLeader = NotLeader.newBuilder().setRegionId(region.id());
    Peer leader = region.leader();
    String hint = "None";
    if (leader != null) {
      notLeader.setLeader(Region.meta(leader));
      hint = "Some(id: " + leader.id() + " store_id: " + leader.storeId() + ")";
    }
    return Error.newBuilder()
        .setMessage("peer is not leader for region " + region.id() + ", leader may " + hint)
        .setNotLeader(notLeader)
        .build();
  }

  private static String hex(ByteString key) {
    return Bytes.hex(key.toByteArray()).toUpperCase(java.util.Locale.ROOT);
  }
}
