package io.levin.sortedkv;

/**
 * A small durable fact about an engine, such as its commit timestamp.
 *
 * @param engine the engine
 * @param name what it is called
 * @param value what it is, not interpreted here; null takes the fact away
 */
public record EngineMetadata(EngineId engine, String name, byte[] value) {}
