package io.levin.pd;

import io.levin.proto.metapb.StoreLabel;
import io.levin.proto.metapb.StoreState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A TiKV or TiFlash store as PD knows it.
 *
 * @param id the store's id
 * @param address host and port of its gRPC service
 * @param peerAddress host and port between stores; of a TiFlash store, of its raft proxy
 * @param statusAddress host and port of its HTTP status service; may be empty
 * @param version as the store reports it, such as {@code 8.5.0}
 * @param state up, offline (being emptied) or tombstone
 * @param labels placement labels
 */
public record Store(
    long id,
    String address,
    String peerAddress,
    String statusAddress,
    String version,
    StoreState state,
    Map<String, String> labels) {

  static Store of(io.levin.proto.metapb.Store store) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (StoreLabel label : store.getLabelsList()) {
      labels.put(label.getKey(), label.getValue());
    }
    return new Store(
        store.getId(),
        store.getAddress(),
        store.getPeerAddress(),
        store.getStatusAddress(),
        store.getVersion(),
        store.getState(),
        Map.copyOf(labels));
  }

  /** True for a TiFlash store of either kind; false for TiKV. */
  public boolean isTiFlash() {
    return isTiFlash(labels);
  }

  /** What the labels of a store say of that. */
  static boolean isTiFlash(Map<String, String> labels) {
    String engine = labels.getOrDefault("engine", "");
    return engine.equals("tiflash") || engine.equals("tiflash_compute");
  }

  /** True while the store is up in PD's books; it may be disconnected all the same. */
  public boolean isUp() {
    return state == StoreState.Up;
  }

  /** Where its import service listens: for TiFlash the raft proxy. */
  public String importAddress() {
    return isTiFlash() && !peerAddress.isEmpty() ? peerAddress : address;
  }
}
