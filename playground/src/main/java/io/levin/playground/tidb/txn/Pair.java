package io.levin.playground.tidb.txn;

/**
 * A raw key and its value.
 *
 * @param key raw key
 * @param value the value
 */
public record Pair(byte[] key, byte[] value) {}
