/**
 * The sorted-kv directory of an instance: encoded pairs are sorted in memory, kept as sorted runs
 * in one RocksDB, and read back merged, range by range.
 *
 * <p>{@link io.levin.sortedkv.SortedKv} is the store, {@link io.levin.sortedkv.SortedPairs} one
 * engine's pairs to be read, from the store or from memory.
 */
package io.levin.sortedkv;
