package io.levin.playground.model;

/**
 * Where a store listens, each {@code host:port}.
 *
 * @param address gRPC of TiKV (of TiFlash: its own service, which imports must not use)
 * @param peerAddress gRPC of TiFlash's raft proxy, empty for TiKV
 * @param statusAddress HTTP
 */
public record StoreAddress(String address, String peerAddress, String statusAddress) {}
