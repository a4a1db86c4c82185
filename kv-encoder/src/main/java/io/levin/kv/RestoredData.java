package io.levin.kv;

import io.levin.base.KvBuffer;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.schema.Collation;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * What an index value keeps of text that its key does not give back: a row of format 2 with the
 * text itself, or for collations whose key holds the bytes, with the number of blanks at its end.
 */
final class RestoredData {
  /** One column of the row. */
  private static final class Part {
    final ColumnBytes column;

    /** Where the value is taken from: an index column's number, or a table column's offset. */
    final int indexColumn;

    final int tableColumn;
    final PrefixLimit prefix;
    final boolean blanksOnly;
    final Value blanks = new Value();

    Part(
        ColumnBytes column,
        int indexColumn,
        int tableColumn,
        PrefixLimit prefix,
        boolean blanksOnly) {
      this.column = column;
      this.indexColumn = indexColumn;
      this.tableColumn = tableColumn;
      this.prefix = prefix;
      this.blanksOnly = blanksOnly;
    }
  }

  private final Part[] parts;
  private final RowFormat format;

  private RestoredData(List<Part> parts) {
    this.parts = parts.toArray(Part[]::new);
    format = new RowFormat(this.parts.length);
  }

  /** What an index of a table keeps, or null if it is nothing. */
  static RestoredData of(TableInfo table, IndexInfo index, ColumnBytes[] columns, Session session) {
    boolean newCollation = session.newCollation();
    boolean needed =
        index.columns().stream()
            .anyMatch(c -> column(table, c).type().needsRestoredData(newCollation));
    List<Part> parts = new ArrayList<>();
    if (!table.isCommonHandle() || table.commonHandleVersion() != 1) {
      for (int i = 0; needed && i < index.columns().size(); i++) {
        parts.add(new Part(columns[index.columns().get(i).offset()], i, -1, null, false));
      }
      return parts.isEmpty() ? null : new RestoredData(parts);
    }
    for (int i = 0; i < index.columns().size(); i++) {
      ColumnInfo column = column(table, index.columns().get(i));
      if (!column.type().has(Flags.PRI_KEY) && column.type().needsRestoredData(newCollation)) {
        boolean blanksOnly = Collation.isBin(column.type().collate());
        parts.add(new Part(columns[column.offset()], i, -1, null, blanksOnly));
      }
    }
    for (IndexColumn primary : table.primaryIndex().orElseThrow().columns()) {
      ColumnInfo column = column(table, primary);
      if (column.type().needsRestoredData(newCollation)) {
        PrefixLimit prefix = new PrefixLimit(column.type(), longerPrefix(primary, index));
        boolean blanksOnly = Collation.isBin(column.type().collate());
        parts.add(new Part(columns[column.offset()], -1, column.offset(), prefix, blanksOnly));
      }
    }
    return parts.isEmpty() ? null : new RestoredData(parts);
  }

  /** Appends the row. */
  void append(Value[] row, Value[] indexValues, KvBuffer out) {
    format.clear();
    for (Part part : parts) {
      boolean primary = part.indexColumn < 0;
      Value value =
          primary ? part.prefix.apply(row[part.tableColumn]) : indexValues[part.indexColumn];
      if (part.blanksOnly) {
        long count = blanksAtEnd(value);
        if (primary) {
          part.blanks.setInt(count);
        } else {
          part.blanks.setUint(count);
        }
        value = part.blanks;
      }
      format.addSorted(part.column, value);
    }
    format.appendV2(out);
  }

  private static long blanksAtEnd(Value value) {
    if (value.isNull()) {
      return 0;
    }
    int start = value.offset();
    int end = start + value.length();
    int at = end;
    while (at > start && value.array()[at - 1] == ' ') {
      at--;
    }
    return end - at;
  }

  private static ColumnInfo column(TableInfo table, IndexColumn column) {
    return table.columns().get(column.offset());
  }

  /** The longer of the primary key's prefix of a column and the index's; negative is all. */
  private static long longerPrefix(IndexColumn primary, IndexInfo index) {
    int length = primary.length();
    for (IndexColumn column : index.columns()) {
      if (column.offset() == primary.offset() && length >= 0) {
        length = column.length() < 0 ? column.length() : Math.max(length, column.length());
      }
    }
    return length;
  }
}
