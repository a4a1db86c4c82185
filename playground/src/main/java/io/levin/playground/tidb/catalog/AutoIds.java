package io.levin.playground.tidb.catalog;

import io.levin.playground.Cluster;
import io.levin.schema.TableInfo;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The auto-id allocators of all tables. The last id handed to any server lies in the cluster, under
 * TiDB's own key; this server takes a step of ids from there and hands them out one by one.
 * Thread-safe.
 */
public final class AutoIds {
  /** Ids that a server takes at once, unless AUTO_ID_CACHE says otherwise. */
  private static final long STEP = 30_000;

  /** Ids that the central service of {@code AUTO_ID_CACHE 1} runs ahead. */
  private static final long CENTRAL_STEP = 4_000;

  private final Cluster cluster;
  private final Map<Key, Range> taken = new HashMap<>();

  private record Key(long databaseId, long tableId, AutoIdKind kind) {}

  /** Ids above {@code last} up to {@code end} are this server's. */
  private record Range(long last, long end) {}

  AutoIds(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The kind that AUTO_INCREMENT values of a table come from. */
  public static AutoIdKind autoIncrementOf(TableInfo table) {
    return table.hasSeparateAutoIncrement() ? AutoIdKind.AUTO_INCREMENT : AutoIdKind.ROW_ID;
  }

  /**
   * Takes ids.
   *
   * @return the first of {@code count} consecutive ids
   */
  public synchronized long allocate(long databaseId, TableInfo table, AutoIdKind kind, long count) {
    Key key = new Key(databaseId, table.id(), kind);
    Range range = taken.getOrDefault(key, new Range(0, 0));
    if (range.end() - range.last() < count) {
      long global = last(databaseId, table.id(), kind);
      long end = global + Math.max(step(table, kind), count);
      if (end < global) {
        end = Long.MAX_VALUE;
      }
      store(key, end);
      range = new Range(global, end);
    }
    taken.put(key, new Range(range.last() + count, range.end()));
    return range.last() + 1;
  }

  /** Makes sure that ids handed out later are above the given one, which a row now has. */
  public synchronized void rebase(long databaseId, TableInfo table, AutoIdKind kind, long used) {
    Key key = new Key(databaseId, table.id(), kind);
    Range range = taken.getOrDefault(key, new Range(0, 0));
    if (used <= range.last()) {
      return;
    }
    if (used <= range.end()) {
      taken.put(key, new Range(used, range.end()));
      return;
    }
    long global = Math.max(last(databaseId, table.id(), kind), used);
    long end = global + step(table, kind);
    if (end < global) {
      end = Long.MAX_VALUE;
    }
    store(key, end);
    taken.put(key, new Range(global, end));
  }

  /**
   * Sets the next id, as ALTER TABLE does.
   *
   * @param force also to a smaller one
   * @return the next id as it is then
   */
  public synchronized long alter(
      long databaseId, long tableId, AutoIdKind kind, long next, boolean force) {
    Key key = new Key(databaseId, tableId, kind);
    long last = last(databaseId, tableId, kind);
    if (!force && Long.compareUnsigned(next - 1, last) < 0) {
      return last + 1;
    }
    store(key, next - 1);
    taken.remove(key);
    return next;
  }

  /** The next id that no server has been given. */
  public synchronized long next(long databaseId, TableInfo table, AutoIdKind kind) {
    Range range = taken.get(new Key(databaseId, table.id(), kind));
    if (kind == AutoIdKind.AUTO_INCREMENT && range != null) {
      return range.last() + 1; // the central service knows exactly
    }
    return last(databaseId, table.id(), kind) + 1;
  }

  private long last(long databaseId, long tableId, AutoIdKind kind) {
    byte[] value =
        cluster.reader().get(MetaKeys.allocator(databaseId, kind, tableId), cluster.newTimestamp());
    return value == null ? 0 : Long.parseLong(new String(value, StandardCharsets.US_ASCII));
  }

  private void store(Key key, long last) {
    cluster
        .writer()
        .put(
            MetaKeys.allocator(key.databaseId(), key.kind(), key.tableId()),
            Long.toString(last).getBytes(StandardCharsets.US_ASCII));
  }

  private static long step(TableInfo table, AutoIdKind kind) {
    if (kind == AutoIdKind.AUTO_INCREMENT) {
      return CENTRAL_STEP;
    }
    return table.autoIdCache() > 1 ? table.autoIdCache() : STEP;
  }
}
