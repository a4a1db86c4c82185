package io.levin.pd;

import io.levin.proto.metapb.PeerRole;

/**
 * One copy of a region on one store.
 *
 * @param id the peer's id, unique in the cluster
 * @param storeId the store it lies on
 * @param role voter, learner, or on the way between them
 * @param witness a peer that votes but holds no data
 */
public record Peer(long id, long storeId, PeerRole role, boolean witness) {
  /** A voting peer with data. */
  public static Peer voter(long id, long storeId) {
    return new Peer(id, storeId, PeerRole.Voter, false);
  }

  /** From the wire, or null for the placeholder that stands for an unknown leader. */
  public static Peer of(io.levin.proto.metapb.Peer peer) {
    if (peer.getId() == 0 || peer.getStoreId() == 0) {
      return null;
    }
    return new Peer(peer.getId(), peer.getStoreId(), peer.getRole(), peer.getIsWitness());
  }

  /** For the wire. */
  public io.levin.proto.metapb.Peer toProto() {
    return io.levin.proto.metapb.Peer.newBuilder()
        .setId(id)
        .setStoreId(storeId)
        .setRole(role)
        .setIsWitness(witness)
        .build();
  }
}
