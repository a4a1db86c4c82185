package io.levin.playground.model;

import com.google.protobuf.ByteString;
import io.levin.proto.metapb.PeerRole;
import io.levin.proto.metapb.RegionEpoch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A range of encoded keys with its replicas at one epoch. Immutable.
 *
 * @param id unique; survives splits and merges of this region
 * @param start first key, encoded; empty for the start of the key space
 * @param end first key behind it, encoded; empty for the end of the key space
 * @param confVer counts changes of peers
 * @param version counts splits and merges
 * @param peers the replicas
 * @param leaderPeerId which peer leads, 0 while none does
 */
public record Region(
    long id,
    ByteString start,
    ByteString end,
    long confVer,
    long version,
    List<Peer> peers,
    long leaderPeerId) {

  /** Order of encoded keys: unsigned bytes. */
  public static final Comparator<ByteString> KEY_ORDER =
      ByteString.unsignedLexicographicalComparator();

  /** Takes a copy of the peers. */
  public Region {
    peers = List.copyOf(peers);
  }

  /** True when the encoded key lies inside. */
  public boolean contains(ByteString key) {
    return KEY_ORDER.compare(start, key) <= 0 && (end.isEmpty() || KEY_ORDER.compare(key, end) < 0);
  }

  /** True when the ranges share a key. */
  public boolean overlaps(Region other) {
    return (end.isEmpty() || KEY_ORDER.compare(other.start, end) < 0)
        && (other.end.isEmpty() || KEY_ORDER.compare(start, other.end) < 0);
  }

  /** The leading peer, or null. */
  public Peer leader() {
    for (Peer peer : peers) {
      if (peer.id() == leaderPeerId) {
        return peer;
      }
    }
    return null;
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

  /** True when this knows less than the other about splits or peers. */
  public boolean olderThan(Region other) {
    return version < other.version || confVer < other.confVer;
  }

  /** This region in PD's and TiKV's messages. */
  public io.levin.proto.metapb.Region meta() {
    io.levin.proto.metapb.Region.Builder meta =
        io.levin.proto.metapb.Region.newBuilder()
            .setId(id)
            .setStartKey(start)
            .setEndKey(end)
            .setRegionEpoch(RegionEpoch.newBuilder().setConfVer(confVer).setVersion(version));
    peers.forEach(peer -> meta.addPeers(meta(peer)));
    return meta.build();
  }

  /** A peer in PD's and TiKV's messages; none at all has the id 0. */
  public static io.levin.proto.metapb.Peer meta(Peer peer) {
    if (peer == null) {
      return io.levin.proto.metapb.Peer.getDefaultInstance();
    }
    return io.levin.proto.metapb.Peer.newBuilder()
        .setId(peer.id())
        .setStoreId(peer.storeId())
        .setRole(peer.learner() ? PeerRole.Learner : PeerRole.Voter)
        .build();
  }

  Region withLeader(long peerId) {
    return new Region(id, start, end, confVer, version, peers, peerId);
  }

  Region withRange(ByteString newStart, ByteString newEnd, long newVersion) {
    return new Region(id, newStart, newEnd, confVer, newVersion, peers, leaderPeerId);
  }

  Region withPeerReplaced(Peer gone, Peer added) {
    List<Peer> changed = new ArrayList<>(peers);
    changed.remove(gone);
    changed.add(added);
    long leader = leaderPeerId;
    if (leader == gone.id()) {
      leader = changed.stream().filter(p -> !p.learner()).findFirst().orElseThrow().id();
    }
    return new Region(id, start, end, confVer + 1, version, changed, leader);
  }
}
