package io.levin.sortedkv;

import io.levin.base.KvBuffer;

/**
 * Pairs that go to an engine.
 *
 * @param engine where they go
 * @param pairs the pairs, in any order; nobody may change the buffer until the append has returned
 */
public record EnginePairs(EngineId engine, KvBuffer pairs) {}
