package io.levin.playground.storage;

/**
 * A change of one raw key: a new value, or a deletion.
 *
 * @param key raw key
 * @param value new value, null to delete
 */
public record Change(byte[] key, byte[] value) {}
