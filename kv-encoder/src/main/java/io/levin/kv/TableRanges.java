package io.levin.kv;

import io.levin.base.Bytes;
import io.levin.schema.IndexInfo;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a table's pairs are in the key space: raw keys, without the memory-comparable form that
 * region boundaries have.
 *
 * @param ranges in no particular order; they do not overlap
 */
public record TableRanges(List<Range> ranges) {
  /**
   * A range of keys.
   *
   * @param physicalId the table or partition
   * @param indexId the index, or {@link #RECORDS}
   * @param start the first key that could be in it
   * @param end the first key behind it
   */
  public record Range(long physicalId, long indexId, byte[] start, byte[] end) {
    /** True for the range of the rows themselves. */
    public boolean isRecords() {
      return indexId == RECORDS;
    }
  }

  /** What {@link Range#indexId} is for the rows themselves. */
  public static final long RECORDS = -1;

  /** Copies the list. */
  public TableRanges {
    ranges = List.copyOf(ranges);
  }

  /**
   * The ranges of rows and of all indexes with entries, of all partitions: what the server's
   * checksum covers. Global indexes belong to the table, the clustered primary key has no entries.
   */
  public static TableRanges of(TableInfo table) {
    List<Range> ranges = new ArrayList<>();
    boolean partitioned = table.isPartitioned();
    for (long id : physicalIds(table)) {
      ranges.add(range(id, RECORDS, TableKeys.recordPrefix(id)));
      for (IndexInfo index : table.indices()) {
        if (hasEntries(table, index) && !(partitioned && index.global())) {
          ranges.add(range(id, index.id(), TableKeys.indexPrefix(id, index.id())));
        }
      }
    }
    if (partitioned) {
      for (IndexInfo index : table.indices()) {
        if (hasEntries(table, index) && index.global()) {
          byte[] prefix = TableKeys.indexPrefix(table.id(), index.id());
          ranges.add(range(table.id(), index.id(), prefix));
        }
      }
    }
    return new TableRanges(ranges);
  }

  /** The ids of the table's partitions, or its own if it has none. */
  public static List<Long> physicalIds(TableInfo table) {
    return table.isPartitioned()
        ? table.partition().definitions().stream().map(PartitionDefinition::id).toList()
        : List.of(table.id());
  }

  /** True if an index has pairs of its own. */
  static boolean hasEntries(TableInfo table, IndexInfo index) {
    return index.hasEntries() && index.isPublic() && !(table.isCommonHandle() && index.primary());
  }

  private static Range range(long physicalId, long indexId, byte[] prefix) {
    return new Range(physicalId, indexId, prefix, next(prefix));
  }

  /** The first key behind all that have the prefix. */
  private static byte[] next(byte[] prefix) {
    byte[] next = Arrays.copyOf(prefix, prefix.length);
    int at = next.length - 1;
    while (next[at] == -1) {
      next[at--] = 0;
    }
    next[at]++;
    return next;
  }

  /** For messages: the ranges in hexadecimal. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (Range range : ranges) {
      out.append(Bytes.hex(range.start())).append("..").append(Bytes.hex(range.end())).append(' ');
    }
    return out.toString().trim();
  }
}
