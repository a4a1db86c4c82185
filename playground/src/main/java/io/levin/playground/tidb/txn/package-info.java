/**
 * TiDB's transactions over the cluster's pairs: snapshots, buffered writes, optimistic commits that
 * fail on a conflict, pessimistic locks that block.
 */
package io.levin.playground.tidb.txn;
