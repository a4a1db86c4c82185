package io.levin.playground.model;

/**
 * One replica of a region.
 *
 * @param id cluster-wide unique
 * @param storeId where it lives
 * @param learner true when it does not vote (TiFlash)
 */
public record Peer(long id, long storeId, boolean learner) {}
