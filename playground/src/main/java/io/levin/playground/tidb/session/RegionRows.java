package io.levin.playground.tidb.session;

import io.levin.base.Bytes;
import io.levin.playground.model.Region;
import io.levin.playground.storage.EngineKey;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.ResultColumn;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What SHOW TABLE ... REGIONS prints. */
final class RegionRows {
  private RegionRows() {}

  static Outcome show(Server server, TableInfo table, Tokens in) {
    in.expectEnd();
    List<Object[]> rows = new ArrayList<>();
    for (Region region : regions(server, table)) {
      rows.add(
          new Object[] {
            region.id(),
            Bytes.hex(region.start().toByteArray()),
            Bytes.hex(region.end().toByteArray()),
            region.leader() == null ? 0 : region.leader().id(),
            region.leader() == null ? 0 : region.leader().storeId()
          });
    }
    return Outcome.Rows.of(
        List.of(
            ResultColumn.number("REGION_ID"),
            ResultColumn.text("START_KEY"),
            ResultColumn.text("END_KEY"),
            ResultColumn.number("LEADER_ID"),
            ResultColumn.number("LEADER_STORE_ID")),
        rows);
  }

  /** The regions that hold a part of the table. */
  static List<Region> regions(Server server, TableInfo table) {
    List<Region> found = new ArrayList<>();
    for (long id : physicalIds(table)) {
      byte[] start = EngineKey.encode(tablePrefix(id));
      byte[] end = EngineKey.encode(tablePrefix(id + 1));
      for (Region region : server.cluster().regions().all()) {
        boolean before = region.end().size() > 0 && compare(region.end().toByteArray(), start) <= 0;
        boolean behind = compare(region.start().toByteArray(), end) >= 0;
        if (!before && !behind) {
          found.add(region);
        }
      }
    }
    return found;
  }

  /** The ids that are in the keys of a table's rows: its own, or those of its partitions. */
  static List<Long> physicalIds(TableInfo table) {
    return table.isPartitioned()
        ? table.partition().definitions().stream().map(PartitionDefinition::id).toList()
        : List.of(table.id());
  }

  /** {@code t} and the id: the start of all keys of a physical table. */
  static byte[] tablePrefix(long id) {
    byte[] key = new byte[9];
    key[0] = 't';
    Bytes.putBigEndianLong(key, 1, id ^ Long.MIN_VALUE);
    return key;
  }

  /** The record key of an integer handle. */
  static byte[] recordKey(long id, long handle) {
    byte[] key = Arrays.copyOf(tablePrefix(id), 19);
    key[9] = '_';
    key[10] = 'r';
    Bytes.putBigEndianLong(key, 11, handle ^ Long.MIN_VALUE);
    return key;
  }

  private static int compare(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b);
  }
}
