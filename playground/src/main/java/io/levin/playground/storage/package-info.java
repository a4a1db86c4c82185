/**
 * Multi-version storage of the playground: TiKV's default, write and lock column families over one
 * RocksDB, in TiKV's own key and record layout, and the SST files that an import adds to it.
 */
package io.levin.playground.storage;
