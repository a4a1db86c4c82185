package io.levin.playground.tikv;

import io.levin.playground.model.ClusterVersion;
import io.levin.playground.model.Panics;
import io.levin.playground.model.Regions;
import io.levin.playground.model.Tso;
import io.levin.playground.storage.MvccStore;
import io.levin.playground.storage.Transactions;

/**
 * What all stores share.
 *
 * @param version what they behave like
 * @param regions the regions as they are
 * @param storage the data, one copy for all replicas
 * @param transactions locks of running transactions
 * @param files SST files that were written and not ingested yet, on every store
 * @param tso the timestamp oracle
 * @param panics what clients did to the cluster's harm
 * @param importModeMillis how long import mode lasts
 * @param regionMaxBytes size at which a region splits by itself, 0 for never
 * @param discardWrites true when pairs are dropped
 */
public record TikvCluster(
    ClusterVersion version,
    Regions regions,
    MvccStore storage,
    Transactions transactions,
    ImportFiles files,
    Tso tso,
    Panics panics,
    long importModeMillis,
    long regionMaxBytes,
    boolean discardWrites) {}
