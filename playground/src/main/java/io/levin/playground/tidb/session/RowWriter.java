package io.levin.playground.tidb.session;

import io.levin.kv.TableDecoder;
import io.levin.kv.TableRanges;
import io.levin.playground.tidb.txn.Pair;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.IndexInfo;
import io.levin.schema.TableInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts rows into a table and takes them out, within a transaction; finds equal keys. */
final class RowWriter {
  /** What TiDB takes as one pair through SQL. */
  private static final int LARGEST_ENTRY = 6 << 20;

  private final Session session;
  private final TableInfo table;
  private final Transaction transaction;
  private final RowEncoder.Again again;
  private final Map<Long, IndexInfo> indexes = new HashMap<>();

  RowWriter(Session session, TableInfo table, Transaction transaction) {
    this.session = session;
    this.table = table;
    this.transaction = transaction;
    this.again = new RowEncoder.Again(table, session.server().options().newCollation());
    table.indices().forEach(i -> indexes.put(i.id(), i));
    transaction.use(table.id());
  }

  /**
   * A key that a row wants and another row has.
   *
   * @param index the index, null for the record itself
   * @param key the key
   */
  record Duplicate(IndexInfo index, byte[] key) {
    String indexName() {
      return index == null ? "PRIMARY" : index.name();
    }
  }

  /** Claims the keys of a row and says which of them another row has; null for none. */
  Duplicate duplicate(List<Pair> pairs) {
    List<byte[]> unique = new ArrayList<>();
    for (Pair pair : pairs) {
      if (isUnique(pair.key())) {
        unique.add(pair.key());
      }
    }
    transaction.lock(unique, Long.MAX_VALUE, session.lockWaitMillis());
    long ts = transaction.newestTs();
    for (byte[] key : unique) {
      if (transaction.get(key, ts) != null) {
        return new Duplicate(indexOf(key), key);
      }
    }
    return null;
  }

  /** Writes the pairs of a new row. */
  void put(List<Pair> pairs) {
    for (Pair pair : pairs) {
      int size = pair.key().length + pair.value().length;
      if (size > LARGEST_ENTRY) {
        throw new SqlError(
            8025,
            "entry too large, the max entry size is "
                + LARGEST_ENTRY
                + ", the size of data is "
                + size);
      }
      transaction.put(pair.key(), pair.value());
    }
  }

  /** Takes a row out: its record and its index entries. */
  void delete(Pair record) {
    for (Pair pair : again.encode(record)) {
      transaction.delete(pair.key());
    }
  }

  /**
   * Puts a row in the place of another.
   *
   * @return a key that a third row has, or null when it is done
   */
  Duplicate replace(Pair record, List<Pair> fresh) {
    List<Pair> old = again.encode(record);
    Set<ByteBuffer> before = new HashSet<>();
    old.forEach(p -> before.add(ByteBuffer.wrap(p.key())));
    List<Pair> added =
        fresh.stream().filter(p -> !before.contains(ByteBuffer.wrap(p.key()))).toList();
    Duplicate duplicate = duplicate(added);
    if (duplicate != null) {
      return duplicate;
    }
    old.forEach(p -> transaction.delete(p.key()));
    put(fresh);
    return null;
  }

  /** The record of the row that has a key. */
  Pair owner(Duplicate duplicate) {
    long ts = transaction.newestTs();
    if (duplicate.index() == null) {
      return new Pair(duplicate.key(), transaction.get(duplicate.key(), ts));
    }
    // The handle could be read from the entry; to make the entries of each row again needs no
    // second reader of that format, and conflicts over such indexes are rare in statements.
    Iterator<Pair> records = records(ts);
    while (records.hasNext()) {
      Pair record = records.next();
      for (Pair pair : again.encode(record)) {
        if (Arrays.equals(pair.key(), duplicate.key())) {
          return record;
        }
      }
    }
    throw new SqlError(
        8223, "data inconsistency in table: " + table.name() + ", index: " + duplicate.indexName());
  }

  private Iterator<Pair> records(long ts) {
    List<Pair> none = List.of();
    Iterator<TableRanges.Range> ranges =
        TableRanges.of(table).ranges().stream().filter(TableRanges.Range::isRecords).iterator();
    return new Iterator<>() {
      private Iterator<Pair> pairs = none.iterator();

      @Override
      public boolean hasNext() {
        while (!pairs.hasNext() && ranges.hasNext()) {
          TableRanges.Range range = ranges.next();
          pairs = transaction.scan(range.start(), range.end(), ts);
        }
        return pairs.hasNext();
      }

      @Override
      public Pair next() {
        return pairs.next();
      }
    };
  }

  private boolean isUnique(byte[] key) {
    return TableDecoder.isRecordKey(key) || indexes.get(TableDecoder.indexId(key)).unique();
  }

  private IndexInfo indexOf(byte[] key) {
    return TableDecoder.isRecordKey(key) ? null : indexes.get(TableDecoder.indexId(key));
  }
}
