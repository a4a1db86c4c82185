package io.levin.pd;

import com.google.protobuf.ByteString;
import io.levin.base.Bytes;
import io.levin.proto.metapb.RegionEpoch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A region as PD or TiKV described it at some moment. Keys are in {@link MemcomparableKey} form;
 * the arrays are not to be changed.
 *
 * @param id the region's id
 * @param startKey first key, inclusive; empty is minus infinity
 * @param endKey end, exclusive; empty is plus infinity
 * @param confVer raised by each change of peers
 * @param version raised by each split and merge
 * @param peers all copies
 * @param leader the leading peer, or null when it is not known
 * @param pendingPeers peers that lag behind
 * @param downPeers peers that PD has not heard of for a while
 */
public record Region(
    long id,
    byte[] startKey,
    byte[] endKey,
    long confVer,
    long version,
    List<Peer> peers,
    Peer leader,
    List<Peer> pendingPeers,
    List<Peer> downPeers) {

  /** Copies the lists. */
  public Region {
    Objects.requireNonNull(startKey, "startKey");
    Objects.requireNonNull(endKey, "endKey");
    peers = List.copyOf(peers);
    pendingPeers = List.copyOf(pendingPeers);
    downPeers = List.copyOf(downPeers);
  }

  /** From the wire; a leader with id 0 counts as unknown. */
  public static Region of(io.levin.proto.metapb.Region region, io.levin.proto.metapb.Peer leader) {
    return of(region, leader, List.of(), List.of());
  }

  static Region of(io.levin.proto.pdpb.Region region) {
    return of(
        region.getRegion(),
        region.getLeader(),
        region.getPendingPeersList(),
        region.getDownPeersList().stream().map(d -> d.getPeer()).toList());
  }

  static Region of(
      io.levin.proto.metapb.Region region,
      io.levin.proto.metapb.Peer leader,
      List<io.levin.proto.metapb.Peer> pending,
      List<io.levin.proto.metapb.Peer> down) {
    return new Region(
        region.getId(),
        region.getStartKey().toByteArray(),
        region.getEndKey().toByteArray(),
        region.getRegionEpoch().getConfVer(),
        region.getRegionEpoch().getVersion(),
        peers(region.getPeersList()),
        Peer.of(leader),
        peers(pending),
        peers(down));
  }

  private static List<Peer> peers(List<io.levin.proto.metapb.Peer> peers) {
    List<Peer> out = new ArrayList<>(peers.size());
    for (io.levin.proto.metapb.Peer peer : peers) {
      Peer known = Peer.of(peer);
      if (known != null) {
        out.add(known);
      }
    }
    return out;
  }

  /** The same region with another presumed leader; null for none. */
  public Region withLeader(Peer newLeader) {
    return new Region(
        id, startKey, endKey, confVer, version, peers, newLeader, pendingPeers, downPeers);
  }

  /** The peer on a store, or null. */
  public Peer peerOn(long storeId) {
    for (Peer peer : peers) {
      if (peer.storeId() == storeId) {
        return peer;
      }
    }
    return null;
  }

  /** Whether an encoded key lies in the region: start inclusive, end exclusive. */
  public boolean contains(byte[] encodedKey) {
    return Bytes.compare(startKey, encodedKey) <= 0
        && (endKey.length == 0 || Bytes.compare(encodedKey, endKey) < 0);
  }

  /** The smallest raw key in the region; empty for minus infinity. */
  public byte[] rawStart() {
    return MemcomparableKey.rawAtOrAbove(startKey);
  }

  /** The smallest raw key behind the region; empty for plus infinity. */
  public byte[] rawEnd() {
    return MemcomparableKey.rawAtOrAbove(endKey);
  }

  /** The epoch for the wire. */
  public RegionEpoch epoch() {
    return RegionEpoch.newBuilder().setConfVer(confVer).setVersion(version).build();
  }

  /** The region for the wire, without its leader. */
  public io.levin.proto.metapb.Region toProto() {
    io.levin.proto.metapb.Region.Builder region =
        io.levin.proto.metapb.Region.newBuilder()
            .setId(id)
            .setStartKey(ByteString.copyFrom(startKey))
            .setEndKey(ByteString.copyFrom(endKey))
            .setRegionEpoch(epoch());
    peers.forEach(peer -> region.addPeers(peer.toProto()));
    return region.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Region that
        && id == that.id
        && confVer == that.confVer
        && version == that.version
        && Arrays.equals(startKey, that.startKey)
        && Arrays.equals(endKey, that.endKey)
        && peers.equals(that.peers)
        && Objects.equals(leader, that.leader)
        && pendingPeers.equals(that.pendingPeers)
        && downPeers.equals(that.downPeers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, confVer, version);
  }

  @Override
  public String toString() {
    return "region "
        + id
        + " ["
        + Bytes.hex(startKey)
        + ", "
        + Bytes.hex(endKey)
        + ") epoch "
        + confVer
        + "/"
        + version
        + (leader == null
            ? " without leader"
            : " led by peer " + leader.id() + " on store " + leader.storeId());
  }
}
