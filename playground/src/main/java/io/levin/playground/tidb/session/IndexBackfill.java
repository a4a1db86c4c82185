package io.levin.playground.tidb.session;

import io.levin.kv.TableDecoder;
import io.levin.kv.TableRanges;
import io.levin.playground.storage.Change;
import io.levin.playground.tidb.txn.Pair;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.schema.IndexInfo;
import io.levin.schema.TableInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the entries of new indexes from the rows that a table has. */
final class IndexBackfill {
  private static final int BATCH = 10_000;

  private final Session session;
  private final TableInfo table;

  /**
   * @param table with the new indexes in its definition
   */
  IndexBackfill(Session session, TableInfo table) {
    this.session = session;
    this.table = table;
  }

  /** Writes the entries; 1062 when a unique one would be there twice. */
  void fill(List<IndexInfo> added) {
    Map<Long, IndexInfo> byId = added.stream().collect(Collectors.toMap(IndexInfo::id, i -> i));
    Set<Long> unique =
        added.stream().filter(IndexInfo::unique).map(IndexInfo::id).collect(Collectors.toSet());
    RowEncoder.Again again = new RowEncoder.Again(table, session.server().options().newCollation());
    Transaction reader = session.server().transactions().begin(true);
    try {
      List<Change> batch = new ArrayList<>();
      Map<ByteBuffer, Boolean> seen = new HashMap<>();
      for (TableRanges.Range range : TableRanges.of(table).ranges()) {
        if (!range.isRecords()) {
          continue;
        }
        Iterator<Pair> records = reader.scan(range.start(), range.end(), reader.startTs());
        while (records.hasNext()) {
          Pair record = records.next();
          for (Pair pair : again.encode(record)) {
            if (TableDecoder.isRecordKey(pair.key())) {
              continue;
            }
            IndexInfo index = byId.get(TableDecoder.indexId(pair.key()));
            if (index == null) {
              continue;
            }
            boolean first =
                !unique.contains(index.id()) || seen.put(ByteBuffer.wrap(pair.key()), true) == null;
            if (!first) {
              throw DuplicateText.error(
                  session, table, new RowWriter.Duplicate(index, pair.key()), record);
            }
            batch.add(new Change(pair.key(), Arrays.copyOf(pair.value(), pair.value().length)));
          }
          if (batch.size() >= BATCH) {
            session.server().cluster().writer().write(batch);
            batch.clear();
          }
        }
      }
      if (!batch.isEmpty()) {
        session.server().cluster().writer().write(batch);
      }
    } finally {
      reader.rollback();
    }
  }
}
