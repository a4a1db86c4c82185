package io.levin.playground;

import io.levin.base.Bytes;
import io.levin.base.KvChecksum;
import io.levin.kv.TableRanges;
import io.levin.playground.storage.VersionCursor.Kind;
import io.levin.playground.storage.VersionCursor.Version;
import io.levin.schema.TableInfo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is in the cluster of one table, down to the versions: what an import may be asserted with.
 * Not thread-safe.
 */
final class TableContent {
  private static final int TIMESTAMPS = 16;
  private static final int PREFIX = 9;

  private final KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
  private final Set<Long> timestamps = new TreeSet<>();
  private long keys;
  private long olderVersions;
  private long withoutValue;
  private byte[] last = new byte[0];

  private TableContent() {}

  /** Reads all versions in the key ranges of a table. */
  static Map<String, Object> of(Cluster cluster, TableInfo table) {
    TableContent content = new TableContent();
    for (TableRanges.Range range : TableRanges.of(table).ranges()) {
      cluster.reader().versions(range.start(), range.end(), content::add);
    }
    KvChecksum checksum = content.sum.sum();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("keys", content.keys);
    answer.put("olderVersions", content.olderVersions);
    answer.put("deletedOrLocked", content.withoutValue);
    answer.put("timestamps", content.timestamps);
    answer.put("checksum", Long.toUnsignedString(checksum.crc()));
    answer.put("bytes", checksum.bytes());
    return answer;
  }

  /** Keys per table id of those that no table ever had. */
  static Map<Long, Long> strangers(Cluster cluster, Set<Long> known) {
    Map<Long, Long> strangers = new TreeMap<>();
    cluster
        .reader()
        .versions(
            new byte[] {'t'},
            new byte[] {'t' + 1},
            version -> {
              byte[] key = version.key();
              long id = key.length < PREFIX ? 0 : Bytes.bigEndianLong(key, 1) ^ Long.MIN_VALUE;
              if (!known.contains(id)) {
                strangers.merge(id, 1L, Long::sum);
              }
              return true;
            });
    return strangers;
  }

  private boolean add(Version version) {
    boolean older = Arrays.equals(version.key(), last);
    last = version.key();
    if (older) {
      olderVersions++;
    } else {
      keys++;
    }
    if (version.kind() != Kind.PUT) {
      withoutValue++;
    } else if (!older) {
      byte[] pair = Arrays.copyOf(version.key(), version.key().length + version.value().length);
      System.arraycopy(version.value(), 0, pair, version.key().length, version.value().length);
      sum.add(pair, 0, pair.length);
    }
    if (timestamps.size() < TIMESTAMPS) {
      timestamps.add(version.commitTs());
    }
    return true;
  }
}
