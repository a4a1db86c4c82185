/**
 * TiKV: splitting regions, writing and ingesting sorted pairs, import mode, checksums, reads and
 * the search for duplicates. {@link io.levin.tikv.TikvClient} is the way in; {@link
 * io.levin.tikv.RegionFailure} says what to do when a region is not what one thought.
 */
package io.levin.tikv;
