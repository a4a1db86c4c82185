package io.levin.playground.tidb.query;

import io.levin.base.Bytes;
import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.ColumnMapping;
import io.levin.kv.EncodeOptions;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.kv.TableRanges;
import io.levin.kv.value.SqlMode;
import io.levin.schema.ColumnInfo;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.h2.value.TypeInfo;
import org.h2.value.Value;

/**
 * From values of a primary key, or of its first columns, to the record keys that they can be under.
 * The keys are made by the encoder itself, of a table that has nothing but those columns.
 */
final class HandleKeys {
  private static final int PREFIX = 11;

  private final TableInfo table;
  private final List<Long> physicalIds;
  private final boolean newCollation;
  private final int[] columns;

  HandleKeys(TableInfo table, List<Long> physicalIds, boolean newCollation) {
    this.table = table;
    this.physicalIds = physicalIds;
    this.newCollation = newCollation;
    if (table.pkIsHandle()) {
      this.columns = new int[] {TableRows.handleOffset(table)};
    } else if (table.isCommonHandle()) {
      this.columns =
          table.primaryIndex().orElseThrow().columns().stream()
              .mapToInt(IndexColumn::offset)
              .toArray();
    } else {
      this.columns = new int[0];
    }
  }

  /** Offsets of the key's columns; empty for a table without a clustered key. */
  int[] columns() {
    return columns;
  }

  /** Where the rows are, or null if that cannot be said. */
  List<TableRanges.Range> ranges(List<Value> values) {
    byte[] key = key(values);
    if (key == null) {
      return null;
    }
    List<TableRanges.Range> ranges = new ArrayList<>();
    for (long id : physicalIds) {
      byte[] start = key.clone();
      Bytes.putBigEndianLong(start, 1, id ^ Long.MIN_VALUE);
      boolean whole = values.size() == columns.length && table.pkIsHandle();
      byte[] end = whole ? Arrays.copyOf(start, start.length + 1) : next(start);
      ranges.add(new TableRanges.Range(id, TableRanges.RECORDS, start, end));
    }
    return ranges;
  }

  private byte[] key(List<Value> values) {
    int count = values.size();
    TableInfo keyTable = keyTable(count);
    Row row = new Row();
    for (int i = 0; i < count; i++) {
      if (!sameFamily(ColumnTypes.of(table.columns().get(columns[i]).type()), values.get(i))) {
        return null;
      }
      FieldText.add(row, table.columns().get(columns[i]).type(), values.get(i));
    }
    KvBuffer pairs = new KvBuffer(64, 4);
    EncodeOptions defaults = EncodeOptions.defaults();
    EncodeOptions options =
        new EncodeOptions(
            SqlMode.parse("STRICT_TRANS_TABLES"),
            defaults.zone(),
            newCollation,
            2,
            0,
            0,
            defaults.rowShard(),
            defaults.variables());
    try {
      TableEncoder.create(keyTable, options, ColumnMapping.of(keyTable, null, Set.of()))
          .encode(row, pairs, pairs);
    } catch (RowException e) {
      return null; // a value that no row of the column can have: let the condition decide
    }
    byte[] key = pairs.key(0);
    return table.pkIsHandle() ? key : withoutPadding(key, keyTable);
  }

  /** Values of other types may be equal to several keys: '05' and 5, or 'a' and 'A'. */
  private static boolean sameFamily(TypeInfo column, Value value) {
    int type = value.getValueType();
    boolean text = type == Value.VARCHAR || type == Value.VARCHAR_IGNORECASE;
    return switch (column.getValueType()) {
      case Value.VARCHAR -> type == Value.VARCHAR;
      case Value.VARCHAR_IGNORECASE -> text;
      default -> !text;
    };
  }

  /** Short handles are filled up with zeros, which a longer handle does not have. */
  private static byte[] withoutPadding(byte[] key, TableInfo keyTable) {
    return key.length == PREFIX + 9 && keyTable.columns().size() == 1 && key[PREFIX] == 0
        ? Arrays.copyOf(key, PREFIX + 1)
        : key;
  }

  private TableInfo keyTable(int count) {
    List<ColumnInfo> keyColumns = new ArrayList<>();
    List<IndexColumn> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ColumnInfo c = table.columns().get(columns[i]);
      keyColumns.add(
          new ColumnInfo(
              c.id(),
              c.name(),
              i,
              null,
              null,
              null,
              null,
              false,
              "",
              false,
              null,
              c.type(),
              c.state(),
              "",
              false,
              null,
              c.version(),
              null));
      if (table.isCommonHandle()) {
        IndexColumn part = table.primaryIndex().orElseThrow().columns().get(i);
        parts.add(new IndexColumn(part.name(), i, part.length(), part.usingChangingType()));
      }
    }
    List<IndexInfo> indices = new ArrayList<>();
    if (table.isCommonHandle()) {
      IndexInfo p = table.primaryIndex().orElseThrow();
      indices.add(
          new IndexInfo(
              p.id(), p.name(), p.table(), parts, p.state(), 0, "", p.type(), true, true, false,
              false, false, null, null, null, "", 0));
    }
    return table.toBuilder()
        .columns(keyColumns)
        .indices(indices)
        .constraints(List.of())
        .foreignKeys(List.of())
        .partition(null)
        .autoRandomBits(0)
        .build();
  }

  private static byte[] next(byte[] prefix) {
    byte[] next = prefix.clone();
    int at = next.length - 1;
    while (next[at] == -1) {
      next[at--] = 0;
    }
    next[at]++;
    return next;
  }
}
