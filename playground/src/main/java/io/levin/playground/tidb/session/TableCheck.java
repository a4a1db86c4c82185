package io.levin.playground.tidb.session;

import io.levin.base.Bytes;
import io.levin.base.KvChecksum;
import io.levin.kv.TableDecoder;
import io.levin.kv.TableRanges;
import io.levin.playground.tidb.txn.Pair;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.IndexInfo;
import io.levin.schema.TableInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ADMIN CHECK TABLE: reads every row, makes its pairs again, and compares them with the pairs that
 * are there, first by their sums and then, where those differ, one by one.
 */
final class TableCheck {
  private final Session session;
  private final TableInfo table;
  private final Map<Long, IndexInfo> indexes = new HashMap<>();

  TableCheck(Session session, TableInfo table) {
    this.session = session;
    this.table = table;
    table.indices().forEach(i -> indexes.put(i.id(), i));
  }

  /**
   * Checks.
   *
   * @param onlyIndex an index, or null for all
   * @throws SqlError 8223 that names index and handle
   */
  void run(String onlyIndex) {
    if (onlyIndex != null && table.index(onlyIndex).isEmpty()) {
      throw new SqlError(
          1176, "Key '" + onlyIndex + "' doesn't exist in table '" + table.name() + "'");
    }
    Transaction transaction = session.server().transactions().begin(true);
    try {
      transaction.use(table.id());
      check(transaction, onlyIndex);
    } finally {
      transaction.rollback();
    }
  }

  private void check(Transaction transaction, String onlyIndex) {
    List<TableRanges.Range> ranges = TableRanges.of(table).ranges();
    Map<RangeId, KvChecksum.Accumulator> expected = new HashMap<>();
    RowEncoder.Again again = new RowEncoder.Again(table, session.server().options().newCollation());
    for (TableRanges.Range range : ranges) {
      if (range.isRecords()) {
        Iterator<Pair> records =
            transaction.scan(range.start(), range.end(), transaction.startTs());
        while (records.hasNext()) {
          Pair record = records.next();
          for (Pair pair : pairs(again, record)) {
            if (TableDecoder.isRecordKey(pair.key())) {
              if (!Arrays.equals(pair.key(), record.key())) {
                throw new SqlError(
                    8223,
                    "data inconsistency in table: "
                        + table.name()
                        + ", row under key "
                        + Bytes.hex(record.key())
                        + " belongs under key "
                        + Bytes.hex(pair.key()));
              }
            } else {
              expected
                  .computeIfAbsent(RangeId.of(pair.key()), id -> new KvChecksum.Accumulator())
                  .add(joined(pair), 0, pair.key().length + pair.value().length);
            }
          }
        }
      }
    }
    for (TableRanges.Range range : ranges) {
      if (range.isRecords() || onlyIndex != null && !named(range, onlyIndex)) {
        continue;
      }
      KvChecksum there =
          session.server().cluster().checksum(range.start(), range.end(), transaction.startTs());
      KvChecksum.Accumulator sum = expected.get(new RangeId(range.physicalId(), range.indexId()));
      KvChecksum wanted = sum == null ? KvChecksum.EMPTY : sum.sum();
      if (!there.equals(wanted)) {
        throw difference(transaction, again, range);
      }
    }
  }

  private boolean named(TableRanges.Range range, String name) {
    return indexes.get(range.indexId()).name().equalsIgnoreCase(name);
  }

  private List<Pair> pairs(RowEncoder.Again again, Pair record) {
    try {
      return again.encode(record);
    } catch (IllegalArgumentException | SqlError e) {
      throw new SqlError(
          8223,
          "data inconsistency in table: "
              + table.name()
              + ", the row under key "
              + Bytes.hex(record.key())
              + " cannot be read: "
              + e.getMessage(),
          e);
    }
  }

  /** Looks for the first entry that is missing, differs, or belongs to no row. */
  private SqlError difference(
      Transaction transaction, RowEncoder.Again again, TableRanges.Range index) {
    long ts = transaction.startTs();
    Set<ByteBuffer> wanted = new HashSet<>();
    for (TableRanges.Range range : TableRanges.of(table).ranges()) {
      if (!range.isRecords()) {
        continue;
      }
      Iterator<Pair> records = transaction.scan(range.start(), range.end(), ts);
      while (records.hasNext()) {
        Pair record = records.next();
        for (Pair pair : again.encode(record)) {
          boolean inIndex =
              Arrays.compareUnsigned(pair.key(), index.start()) >= 0
                  && Arrays.compareUnsigned(pair.key(), index.end()) < 0;
          if (!inIndex) {
            continue;
          }
          byte[] there = transaction.get(pair.key(), ts);
          if (!Arrays.equals(there, pair.value())) {
            return inconsistent(
                index,
                handle(record.key()),
                there == null ? "" : "value " + Bytes.hex(there),
                "value " + Bytes.hex(pair.value()));
          }
          wanted.add(ByteBuffer.wrap(pair.key()));
        }
      }
    }
    Iterator<Pair> entries = transaction.scan(index.start(), index.end(), ts);
    while (entries.hasNext()) {
      Pair entry = entries.next();
      if (!wanted.contains(ByteBuffer.wrap(entry.key()))) {
        return inconsistent(index, "of entry " + Bytes.hex(entry.key()), "entry", "");
      }
    }
    return inconsistent(index, "unknown", "", "");
  }

  private SqlError inconsistent(
      TableRanges.Range range, String handle, String indexSide, String recordSide) {
    return new SqlError(
        8223,
        "data inconsistency in table: "
            + table.name()
            + ", index: "
            + indexes.get(range.indexId()).name()
            + ", handle: "
            + handle
            + ", index-values:\""
            + indexSide
            + "\" != record-values:\""
            + recordSide
            + "\"");
  }

  private String handle(byte[] recordKey) {
    return table.isCommonHandle()
        ? Bytes.hex(Arrays.copyOfRange(recordKey, 11, recordKey.length))
        : Long.toString(TableDecoder.intHandle(recordKey));
  }

  private static byte[] joined(Pair pair) {
    byte[] both = Arrays.copyOf(pair.key(), pair.key().length + pair.value().length);
    System.arraycopy(pair.value(), 0, both, pair.key().length, pair.value().length);
    return both;
  }

  private record RangeId(long physicalId, long indexId) {
    static RangeId of(byte[] indexKey) {
      return new RangeId(TableDecoder.physicalId(indexKey), TableDecoder.indexId(indexKey));
    }
  }
}
