package io.levin.sortedkv;

/**
 * Two pairs with one key.
 *
 * @param key the key
 * @param first true when these are the first two of the key, so that {@code standing} was not told
 *     of before
 * @param standingRowId row id of the pair that stands so far
 * @param standingValue its value
 * @param nextRowId row id of the next pair, not smaller than those before it
 * @param nextValue its value
 */
public record EqualKeys(
    byte[] key,
    boolean first,
    long standingRowId,
    byte[] standingValue,
    long nextRowId,
    byte[] nextValue) {}
