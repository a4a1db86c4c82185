package io.levin.engine.coordinate;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What an instance says of itself when it joins.
 *
 * @param taskId the number of its import, when it goes on with one
 * @param homeId of its sorted-kv-dir
 * @param source where its data comes from, without secrets
 * @param bytes what it will need in TiKV, before replication
 * @param tables those that it has data for
 * @param files what identifies each of its data files, by name
 * @param oneOfMany whether other processes work on the same import, and this one knows
 */
public record Participant(
    OptionalLong taskId,
    String homeId,
    String source,
    long bytes,
    Collection<SharedTable> tables,
    Map<String, String> files,
    boolean oneOfMany) {}
