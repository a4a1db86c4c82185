package io.levin.sortedkv;

import io.levin.base.KvChecksum;

/**
 * How far a chunk of a source file has got: what its rows up to here gave lies in the store.
 *
 * @param engine the data engine that the chunk belongs to
 * @param chunk the chunk's key, not interpreted here
 * @param payload position, row id and whatever a resume needs, not interpreted here
 * @param sums sums of all pairs of the chunk from its start up to this position
 */
public record ChunkProgress(EngineId engine, String chunk, byte[] payload, KvChecksum sums) {}
