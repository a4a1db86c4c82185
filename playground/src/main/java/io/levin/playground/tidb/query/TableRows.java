package io.levin.playground.tidb.query;

import io.levin.kv.TableDecoder;
import io.levin.kv.TableRanges;
import io.levin.playground.tidb.sql.QueryTranslator;
import io.levin.playground.tidb.txn.Pair;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.TableInfo;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.h2.table.Column;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueVarbinary;

/**
 * The rows of a table of the cluster, decoded from the record pairs that a transaction sees.
 *
 * <p>Behind the table's own columns there are two hidden ones: {@code _tidb_rowid} where the table
 * has it, and the record's key.
 */
public final class TableRows implements RowSource {
  private final TableInfo table;
  private final Transaction transaction;
  private final long ts;
  private final List<TableRanges.Range> records;
  private final TableDecoder decoder;
  private final HandleKeys handles;
  private final List<ColumnInfo> shown;

  /**
   * Rows as a transaction sees them at a timestamp.
   *
   * @param physicalIds which partitions to read, or the table's own id
   * @param zone in which TIMESTAMP values are shown
   * @param newCollation the cluster's setting
   */
  public TableRows(
      TableInfo table,
      Transaction transaction,
      long ts,
      List<Long> physicalIds,
      ZoneId zone,
      boolean newCollation) {
    this.table = table;
    this.transaction = transaction;
    this.ts = ts;
    this.records =
        TableRanges.of(table).ranges().stream()
            .filter(r -> r.isRecords() && physicalIds.contains(r.physicalId()))
            .toList();
    this.decoder = TableDecoder.create(table, zone, newCollation);
    this.handles = new HandleKeys(table, physicalIds, newCollation);
    this.shown = table.columns().stream().filter(c -> c.isPublic() && !c.hidden()).toList();
  }

  @Override
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (ColumnInfo column : shown) {
      columns.add(new Column(column.name(), ColumnTypes.of(column.type())));
    }
    if (table.hasImplicitRowId()) {
      Column rowId = new Column("_tidb_rowid", TypeInfo.TYPE_BIGINT);
      rowId.setVisible(false);
      columns.add(rowId);
    }
    Column key = new Column(QueryTranslator.KEY_COLUMN, TypeInfo.TYPE_VARBINARY);
    key.setVisible(false);
    columns.add(key);
    return columns;
  }

  @Override
  public Iterator<Value[]> rows() {
    return new Rows(records.iterator());
  }

  @Override
  public long count() {
    long count = 0;
    for (TableRanges.Range range : records) {
      Iterator<Pair> pairs = transaction.scan(range.start(), range.end(), ts);
      for (; pairs.hasNext(); pairs.next()) {
        count++;
      }
    }
    return count;
  }

  @Override
  public List<Lookup> lookups() {
    List<Integer> positions = new ArrayList<>();
    for (int offset : handles.columns()) {
      positions.add(shown.indexOf(table.columns().get(offset)));
    }
    return positions.isEmpty() || positions.contains(-1)
        ? List.of()
        : List.of(new Lookup(positions, true));
  }

  @Override
  public Iterator<Value[]> find(int lookup, List<Value> prefix) {
    List<TableRanges.Range> ranges = handles.ranges(prefix);
    return ranges == null ? rows() : new Rows(ranges.iterator());
  }

  /** The row of a record. */
  public Value[] row(Pair pair) {
    List<byte[]> texts = decoder.decode(pair.key(), pair.value());
    boolean rowId = table.hasImplicitRowId();
    Value[] row = new Value[shown.size() + (rowId ? 2 : 1)];
    for (int i = 0; i < shown.size(); i++) {
      ColumnInfo column = shown.get(i);
      row[i] = ColumnTypes.value(column.type(), texts.get(column.offset()));
    }
    if (rowId) {
      row[shown.size()] = ValueBigint.get(TableDecoder.intHandle(pair.key()));
    }
    row[row.length - 1] = ValueVarbinary.getNoCopy(pair.key());
    return row;
  }

  /** The offset of the column of an integer primary key that is the handle; -1 without one. */
  static int handleOffset(TableInfo table) {
    if (!table.pkIsHandle()) {
      return -1;
    }
    return table.columns().stream()
        .filter(c -> c.type().has(Flags.PRI_KEY))
        .findFirst()
        .map(ColumnInfo::offset)
        .orElse(-1);
  }

  /** Reads one range after the other. */
  private final class Rows implements Iterator<Value[]> {
    private final Iterator<TableRanges.Range> ranges;
    private Iterator<Pair> pairs = List.<Pair>of().iterator();

    Rows(Iterator<TableRanges.Range> ranges) {
      this.ranges = ranges;
    }

    @Override
    public boolean hasNext() {
      while (!pairs.hasNext() && ranges.hasNext()) {
        TableRanges.Range range = ranges.next();
        pairs = transaction.scan(range.start(), range.end(), ts);
      }
      return pairs.hasNext();
    }

    @Override
    public Value[] next() {
      hasNext();
      return row(pairs.next());
    }
  }
}
